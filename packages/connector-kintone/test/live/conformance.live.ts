import { startLiveRun, testConnector } from '@linkwright/core/testing';
import { afterAll, describe, it } from 'vitest';
import kintone from '../../src/index.ts';
import { probe } from '../support/conformance-world.ts';
import { liveKintone } from './live-account.ts';

const { name, open } = liveKintone;
const account = await open(startLiveRun({ ...liveKintone, environment: process.env }));
afterAll(account.close);

// Calls of a real account wait for their turn.
const patienceMs = 5 * 60_000;

// No API sets webhooks up, and Kintone would have to reach this machine.
const reason = 'The account is not told of any address to call.';

testConnector({
  ...account,
  patienceMs,
  name,
  test: { describe, it },
  connector: kintone,
  threePages: 1_001,
  exceptions: [
    { test: 'takes what the app sends, and names the records', reason },
    { test: 'refuses what the app has not signed, and throws for nothing that a request can hold', reason },
  ],
  probe,
});
