import { startLiveRun, testConnector } from '@linkwright/core/testing';
import { afterAll, describe, it } from 'vitest';
import hubspot from '../../src/index.ts';
import { exceptions, probe } from '../support/conformance-world.ts';
import { liveHubspot } from './live-account.ts';

const { name, open } = liveHubspot;
const account = await open(startLiveRun({ ...liveHubspot, environment: process.env }));
afterAll(account.close);

// Calls of a real account wait for their turn.
const patienceMs = 5 * 60_000;

testConnector({
  ...account,
  patienceMs,
  name,
  test: { describe, it },
  connector: hubspot,
  // No app is asked for that HubSpot could tell of changes.
  capabilities: { hints: [] },
  threePages: 250,
  probe,
  exceptions,
});
