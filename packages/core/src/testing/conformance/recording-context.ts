import type { Clock, ConnectContext, Limits } from '../../contract/connector.ts';
import { RetryableError } from '../../errors/linkwright-error.ts';
import { createTestClock } from '../test-clock.ts';
import { createTestContext } from '../test-context.ts';

/** Code of the error of limits that give no leave. */
export const leaveRefused = 'leave-refused';

/** Everything that connections told their context. */
export interface Recording {
  readonly context: ConnectContext;
  readonly clock: Clock;
  /** Buckets, in the order of asking. */
  readonly acquired: string[];
  /** Kinds of calls, and how many acquisitions had come before each report. */
  readonly reported: { readonly kind: string; readonly acquiredBefore: number }[];
  readonly paused: { readonly bucket: string; readonly ms: number }[];
  readonly adjusted: string[];
  readonly logged: unknown[];
  /** The next call that asks has no leave to be made. */
  refuseNext(): void;
}

/** A context that keeps pauses and writes everything down. */
export function createRecording(given: Partial<Pick<ConnectContext, 'clock' | 'limits' | 'credentials'>>): Recording {
  const clock = given.clock ?? createTestClock();
  const acquired: string[] = [];
  const reported: { kind: string; acquiredBefore: number }[] = [];
  const paused: { bucket: string; ms: number }[] = [];
  const adjusted: string[] = [];
  const logged: unknown[] = [];
  let refuses = false;
  const inner = given.limits ?? createPausingLimits(clock);
  const log = (message: string, data?: object) => void logged.push(message, data);
  const context: ConnectContext = {
    ...createTestContext(),
    ...given,
    clock,
    logger: { debug: log, info: log, warn: log },
    limits: {
      async acquire(bucket, cost, signal) {
        if (refuses) {
          refuses = false;
          throw new RetryableError('The calls of this day are used up.', { code: leaveRefused, retryAfterMs: 1000 });
        }
        await inner.acquire(bucket, cost, signal);
        acquired.push(bucket);
      },
      pause(bucket, ms) {
        paused.push({ bucket, ms });
        inner.pause(bucket, ms);
      },
      adjust(bucket, limit) {
        adjusted.push(bucket);
        inner.adjust(bucket, limit);
      },
    },
    reportCall: (kind) => void reported.push({ kind, acquiredBefore: acquired.length }),
  };
  return {
    ...{ context, clock, acquired, reported, paused, adjusted, logged },
    refuseNext() {
      refuses = true;
    },
  };
}

function createPausingLimits(clock: Clock): Limits {
  const pausedUntil = new Map<string, number>();
  return {
    async acquire(bucket, _cost, signal) {
      signal.throwIfAborted();
      const wait = (pausedUntil.get(bucket) ?? 0) - clock.now();
      if (wait > 0) await clock.sleep(wait, signal);
    },
    pause(bucket, ms) {
      pausedUntil.set(bucket, Math.max(pausedUntil.get(bucket) ?? 0, clock.now() + ms));
    },
    adjust() {},
  };
}
