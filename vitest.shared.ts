import { defineConfig } from 'vitest/config';

/**
 * Tests that would hold up a newcomer's run are named `*.long.test.ts`, those that need a PostgreSQL server
 * `*.postgres.test.ts`; both are run by `pnpm test:all` alone.
 */
export const quick = 'test/**/!(*.long|*.postgres).test.ts';

/** Ends what hangs, and nothing else: a machine that does other work beside the tests may take many times as long. */
export const endOfHangs = { testTimeout: 15 * 60_000, hookTimeout: 15 * 60_000 };

// Files of one package share their modules: loading them anew for each took as long as the tests.
export default defineConfig({
  ssr: { resolve: { conditions: ['@linkwright/source'] } },
  test: { include: [quick], isolate: false, ...endOfHangs },
});
