import { defineConfig } from 'vitest/config';
import { partOfCommit } from './scripts/part-of-commit.ts';
import shared from './vitest.shared.ts';

/** The long tests of the package that this is run in. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: partOfCommit('test/**/*.long.test.ts'),
    passWithNoTests: true,
    // Seeded bugs run in processes of their own, two at a time.
    maxConcurrency: 2,
  },
});
