import { createTestRandom, type EmulatorServer, startEmulatorServer } from '@linkwright/core/testing';
import { createHintPost } from '../../../sandbox/src/hints/hint-post.ts';
import { createKintoneApp, type KintoneAppOptions } from '../../../sandbox/src/kintone/kintone-app.ts';
import type { TestContext } from './test-context.ts';

/** The emulator of Kintone's API behind a server of its own, on the clock of the test. */
export async function startKintoneSandbox(
  context: TestContext,
  options: KintoneAppOptions = {},
): Promise<EmulatorServer> {
  const post = createHintPost();
  const about = { now: context.clock.now, random: createTestRandom(1), speed: 1, post };
  const server = await startEmulatorServer(createKintoneApp(about, { deployMs: 0, ...options }), context);
  return {
    ...server,
    async close() {
      post.close();
      await server.close();
    },
  };
}
