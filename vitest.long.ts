import { defineConfig } from 'vitest/config';
import shared from './vitest.shared.ts';

/** The long tests of the package that this is run in. */
export default defineConfig({
  ...shared,
  // Seeded bugs run in processes of their own, two at a time.
  test: { ...shared.test, include: ['test/**/*.long.test.ts'], maxConcurrency: 2 },
});
