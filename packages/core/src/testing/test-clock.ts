import type { Clock } from '../contract/connector.ts';

export interface TestClock extends Clock {
  advance(ms: number): void;
}

/** A clock that stands still until somebody sleeps: `sleep` moves it on and resolves without waiting. */
export function createTestClock(start = Date.UTC(2026, 0, 1)): TestClock {
  let now = start;
  return {
    now: () => now,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      now += ms;
    },
    advance(ms) {
      now += ms;
    },
  };
}
