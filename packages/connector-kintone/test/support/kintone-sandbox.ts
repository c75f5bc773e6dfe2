import { createTestRandom, type EmulatorServer, startEmulatorServer } from '@linkwright/core/testing';
import { createKintoneApp, type KintoneAppOptions } from '../../../sandbox/src/kintone/kintone-app.ts';
import type { TestContext } from './test-context.ts';

/** The emulator of Kintone's API behind a server of its own, on the clock of the test. */
export const startKintoneSandbox = (context: TestContext, options: KintoneAppOptions = {}): Promise<EmulatorServer> =>
  startEmulatorServer(
    createKintoneApp({ now: context.clock.now, random: createTestRandom(1), speed: 1 }, { deployMs: 0, ...options }),
    context,
  );
