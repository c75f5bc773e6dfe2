import { type Clock, type Limits, RetryableError } from '@linkwright/core';

/** How many calls Linkwright may make to an account, by days and months of UTC. Absent: as many as it needs. */
export interface CallAllowance {
  readonly callsPerDay?: number | undefined;
  readonly callsPerMonth?: number | undefined;
}

/** Calls of the day and the month that it is, UTC. */
export interface CallCount {
  readonly today: number;
  readonly thisMonth: number;
}

/** Counts the calls to one account, and refuses the one that would exceed its allowance, before it is sent. */
export interface CallMeter {
  /** The same limits, which give no leave once the allowance is used up. */
  guard(limits: Limits): Limits;
  /** A call has been sent. */
  count(): void;
  used(): CallCount;
  /** What is stored by now, by day: calls that others have made too. What is not stored yet comes on top. */
  know(stored: ReadonlyMap<string, number>): void;
  /** Calls that wait for their turn. */
  waiting(): number;
  /** Calls by day (`2026-03-01`) that are not stored yet. Whoever takes them stores them. */
  take(): ReadonlyMap<string, number>;
}

export function createCallMeter(options: {
  readonly clock: Clock;
  /** Of the connection, for people. */
  readonly name: string;
  readonly allowance: CallAllowance;
  /** Calls of earlier runs by day. */
  readonly stored: ReadonlyMap<string, number>;
  /** A call has waited so many milliseconds for its turn. */
  readonly onWaited?: (ms: number) => void;
}): CallMeter {
  const { clock, name, allowance, onWaited } = options;
  let calls = new Map(options.stored);
  let waiting = 0;
  let fresh = new Map<string, number>();
  /** Leaves of each bucket whose calls are not sent yet: counted too, rather one too many (of a call in two buckets). */
  const granted = new Map<string, number>();

  const today = (): string => new Date(clock.now()).toISOString().slice(0, 10);

  function used(): CallCount {
    const day = today();
    const ofMonth = [...calls].filter(([other]) => other.slice(0, 7) === day.slice(0, 7));
    return { today: calls.get(day) ?? 0, thisMonth: ofMonth.reduce((sum, [, count]) => sum + count, 0) };
  }

  function refuseExcess(): void {
    const { callsPerDay = Number.POSITIVE_INFINITY, callsPerMonth = Number.POSITIVE_INFINITY } = allowance;
    const waiting = [...granted.values()].reduce((sum, leaves) => sum + leaves, 0);
    const { today: ofDay, thisMonth } = used();
    if (thisMonth + waiting >= callsPerMonth) throw usedUp(name, 'callsPerMonth', callsPerMonth, clock.now());
    if (ofDay + waiting >= callsPerDay) throw usedUp(name, 'callsPerDay', callsPerDay, clock.now());
  }

  return {
    guard(limits) {
      const { answered } = limits;
      return {
        async acquire(bucket, cost, signal) {
          // Before the wait for a turn that would not be used, and after it: other calls have been made meanwhile.
          refuseExcess();
          waiting += 1;
          const since = clock.now();
          await limits.acquire(bucket, cost, signal).finally(() => {
            waiting -= 1;
            onWaited?.(clock.now() - since);
          });
          refuseExcess();
          granted.set(bucket, (granted.get(bucket) ?? 0) + 1);
        },
        ...(answered && { answered: (bucket: string, sentAt: number) => answered(bucket, sentAt) }),
        pause: (bucket, ms) => limits.pause(bucket, ms),
        adjust: (bucket, limit) => limits.adjust(bucket, limit),
      };
    },
    count() {
      for (const [bucket, leaves] of granted) granted.set(bucket, Math.max(0, leaves - 1));
      const day = today();
      calls.set(day, (calls.get(day) ?? 0) + 1);
      fresh.set(day, (fresh.get(day) ?? 0) + 1);
    },
    used,
    know(stored) {
      calls = new Map(stored);
      for (const [day, count] of fresh) calls.set(day, (calls.get(day) ?? 0) + count);
    },
    waiting: () => waiting,
    take() {
      const taken = fresh;
      fresh = new Map();
      return taken;
    },
  };
}

function usedUp(name: string, key: keyof CallAllowance, allowed: number, now: number): RetryableError {
  const date = new Date(now);
  const next =
    key === 'callsPerDay'
      ? Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1)
      : Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
  const from = `${new Date(next).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const period = key === 'callsPerDay' ? 'this day' : 'this month';
  return new RetryableError(`The connection "${name}" has used up its ${allowed} calls of ${period} (limits.${key}).`, {
    code: 'call-allowance-used-up',
    retryAfterMs: next - now,
    remedy: `What was done is kept; the same command goes on from there after ${from}. Or raise limits.${key} in the file.`,
  });
}
