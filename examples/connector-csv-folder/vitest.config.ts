import { defineConfig } from 'vitest/config';

// Ends what hangs, and nothing else: a machine that does other work takes many times as long.
export default defineConfig({ test: { testTimeout: 300_000, hookTimeout: 300_000 } });
