import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { partOfCommit } from './scripts/part-of-commit.ts';
import shared, { quick } from './vitest.shared.ts';

/** The tests of the package that this is run in, with the state on PostgreSQL. A server is started for them. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: [...partOfCommit('test/**/*.postgres.test.ts'), ...partOfCommit(quick)],
    passWithNoTests: true,
    globalSetup: fileURLToPath(new URL('postgres-server/src/vitest-setup.ts', import.meta.url)),
  },
});
