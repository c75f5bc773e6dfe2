import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock, Limits } from '@linkwright/core';

/** A write under way: its connector is asked to stop some time after its caller was, so that it can end in order. */
export interface WriteUnderWay {
  /** The caller's. */
  readonly asked: AbortSignal;
  /** Calls that it has sent. */
  sent: number;
  /** A wait of it was ended because its caller was asked to stop. */
  isStopped: boolean;
}

const writes = new AsyncLocalStorage<WriteUnderWay>();

/** Does what a write does, so that waits of it can be told from those of others. */
export const inWrite = <Result>(write: WriteUnderWay, work: () => Result): Result => writes.run(write, work);

/** The write that is going on here has sent a call. */
export function noteSent(): void {
  const write = writes.getStore();
  if (write) write.sent += 1;
}

/**
 * Waits that an app has asked for, and those before another attempt, end at once when a write's caller is asked to stop. A turn of
 * the even spacing is waited for: with it the write comes to its end.
 */
export function stoppableWaits(clock: Clock, limits: Limits): { readonly clock: Clock; readonly limits: Limits } {
  const pausedUntil = new Map<string, number>();
  const { answered } = limits;
  return {
    clock: {
      now: () => clock.now(),
      sleep: (ms, signal) =>
        stoppable(
          signal,
          () => true,
          (either) => clock.sleep(ms, either),
        ),
    },
    limits: {
      acquire(bucket, cost, signal) {
        const isPaused = (): boolean => (pausedUntil.get(bucket) ?? 0) > clock.now();
        return stoppable(signal, isPaused, (either) => limits.acquire(bucket, cost, either));
      },
      ...(answered && { answered: (bucket: string, sentAt: number) => answered.call(limits, bucket, sentAt) }),
      pause(bucket, ms) {
        pausedUntil.set(bucket, Math.max(pausedUntil.get(bucket) ?? 0, clock.now() + ms));
        limits.pause(bucket, ms);
      },
      adjust: (bucket, limit) => limits.adjust(bucket, limit),
    },
  };
}

async function stoppable(
  signal: AbortSignal,
  isToEnd: () => boolean,
  wait: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const write = writes.getStore();
  if (!write) return wait(signal);
  const ended = new AbortController();
  const end = (): void => {
    if (!isToEnd()) return;
    write.isStopped = true;
    ended.abort(write.asked.reason);
  };
  if (write.asked.aborted) end();
  write.asked.addEventListener('abort', end, { once: true });
  try {
    await wait(AbortSignal.any([signal, ended.signal]));
  } finally {
    write.asked.removeEventListener('abort', end);
  }
}
