import type { ConnectContext, RateLimit } from '@linkwright/core';

export interface TestContext extends ConnectContext {
  readonly calls: string[];
  readonly answers: (number | null)[];
  readonly acquired: string[];
  readonly pauses: { readonly bucket: string; readonly ms: number }[];
  readonly adjusted: { readonly bucket: string; readonly limit: RateLimit }[];
  readonly slept: number[];
  readonly logged: string[];
  passed(): number;
}

/** Time stands still but for `sleep` and for pauses, which pass at once. */
export function createTestContext(random: () => number = () => 1): TestContext {
  const startedAt = Date.parse('2026-02-03T04:05:06.000Z');
  let now = startedAt;
  let openAt = startedAt;
  const log = (message: string) => void context.logged.push(message);
  const context: TestContext = {
    calls: [],
    answers: [],
    acquired: [],
    pauses: [],
    adjusted: [],
    slept: [],
    logged: [],
    passed: () => now - startedAt,
    clock: {
      now: () => now,
      sleep: async (ms, signal) => {
        signal.throwIfAborted();
        context.slept.push(ms);
        now += ms;
      },
    },
    random,
    logger: { debug: log, info: log, warn: log },
    limits: {
      acquire: async (bucket, _cost, signal) => {
        signal.throwIfAborted();
        context.acquired.push(bucket);
        now = Math.max(now, openAt);
      },
      pause: (bucket, ms) => {
        context.pauses.push({ bucket, ms });
        openAt = Math.max(openAt, now + ms);
      },
      adjust: (bucket, limit) => void context.adjusted.push({ bucket, limit }),
    },
    credentials: { read: async () => null, update: async (change) => change(null) },
    reportCall: (kind) => void context.calls.push(kind),
    reportAnswer: (status) => void context.answers.push(status),
  };
  return context;
}
