import type { ConnectContext } from '../contract/connector.ts';
import { createTestClock } from './test-clock.ts';

/** A context that never waits, logs nothing and draws the same random numbers in every run. */
export function createTestContext(overrides: Partial<ConnectContext> = {}): ConnectContext {
  let secret: string | null = null;
  return {
    clock: createTestClock(),
    random: createTestRandom(1),
    logger: { debug() {}, info() {}, warn() {} },
    limits: {
      acquire: async (_bucket, _cost, signal) => signal.throwIfAborted(),
      pause() {},
      adjust() {},
    },
    credentials: {
      read: async () => secret,
      async update(change) {
        secret = await change(secret);
        return secret;
      },
    },
    reportCall() {},
    ...overrides,
  };
}

/** Numbers in [0, 1), the same sequence for the same seed (a 32-bit linear congruential generator). */
export function createTestRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
