import type { Clock, Limits } from '@linkwright/core';
import type { StateLease } from '../store/state-lock.ts';

/** A call is answered or given up within so many milliseconds. */
export const callTimeoutMs = 60_000;

/** How often the lease is looked at again while a call waits for its renewal, in milliseconds. */
const lookAgainMs = 200;

/** So much of a lease has to be left for a call to leave. A shorter lease than the usual one keeps a third for its renewals. */
export const sendingMs = ({ lengthMs }: Pick<StateLease, 'lengthMs'>): number =>
  Math.min(callTimeoutMs, (lengthMs * 2) / 3);

/**
 * The same limits, which give leave only while the state stays ours until the call has been answered: nobody else's call can be under
 * way for the same record. What waits is told by its own signal that the state was lost. `held`: how the state is held at the moment;
 * `null`: it lies in a file, or is not.
 */
export function sendWhileHeld(
  limits: Limits,
  held: () => Pick<StateLease, 'lengthMs' | 'leftMs'> | null,
  clock: Pick<Clock, 'sleep'>,
): Limits {
  const { answered } = limits;
  return {
    async acquire(bucket, cost, signal) {
      await limits.acquire(bucket, cost, signal);
      for (let lease = held(); lease !== null && lease.leftMs() < sendingMs(lease); lease = held()) {
        await clock.sleep(lookAgainMs, signal);
      }
    },
    ...(answered && { answered: (bucket: string, sentAt: number) => answered(bucket, sentAt) }),
    pause: (bucket, ms) => limits.pause(bucket, ms),
    adjust: (bucket, limit) => limits.adjust(bucket, limit),
  };
}
