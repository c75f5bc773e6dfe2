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

testConnector({ ...account, patienceMs, name, test: { describe, it }, connector: kintone, threePages: 1_001, probe });
