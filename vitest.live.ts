import { defineConfig } from 'vitest/config';

/** Of the conformance suite on a real account: one call after the other, at the vendor's pace. */
const patienceMs = 20 * 60_000;

export default defineConfig({
  ssr: { resolve: { conditions: ['@linkwright/source'] } },
  test: { include: ['test/live/**/*.live.ts'], testTimeout: patienceMs, hookTimeout: patienceMs },
});
