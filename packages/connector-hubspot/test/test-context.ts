import type { ConnectContext } from '@linkwright/core';

export interface TestContext extends ConnectContext {
  /** Kinds of the calls, in order. */
  readonly calls: string[];
  /** Calls since it was last asked. */
  takeCalls(): readonly string[];
}

/** No pacing, and waiting takes no time. */
export function createTestContext(): TestContext {
  let now = Date.parse('2026-02-03T04:05:06.000Z');
  const calls: string[] = [];
  const ignore = () => undefined;
  return {
    calls,
    takeCalls: () => calls.splice(0),
    clock: {
      now: () => now,
      sleep: async (ms, signal) => {
        signal.throwIfAborted();
        now += ms;
      },
    },
    random: () => 0.5,
    logger: { debug: ignore, info: ignore, warn: ignore },
    limits: { acquire: async (_bucket, _cost, signal) => signal.throwIfAborted(), pause: ignore, adjust: ignore },
    credentials: { read: async () => null, update: async (change) => change(null) },
    reportCall: (kind) => void calls.push(kind),
  };
}
