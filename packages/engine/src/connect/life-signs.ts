import type { ConnectContext } from '@linkwright/core';
import { noteSent, stoppableWaits } from './stoppable-waits.ts';

/** What a host sees of a connection's work between a call and its answer. */
export interface LifeSigns {
  /** Counts whatever shows that the connection is at work. */
  seen: number;
  /** Turns of the rate limit that are being waited for. */
  waiting: number;
}

/** The same context, which notes what goes through it, and of which a write's waits end when its caller is asked to stop. */
export function watchContext(context: ConnectContext): { readonly context: ConnectContext; readonly signs: LifeSigns } {
  const signs: LifeSigns = { seen: 0, waiting: 0 };
  const { clock, limits } = stoppableWaits(context.clock, context.limits);
  const { answered } = limits;
  return {
    signs,
    context: {
      ...context,
      clock,
      limits: {
        async acquire(bucket, cost, signal) {
          signs.waiting += 1;
          try {
            await limits.acquire(bucket, cost, signal);
          } finally {
            signs.waiting -= 1;
            signs.seen += 1;
          }
        },
        ...(answered && { answered: (bucket: string, sentAt: number) => answered.call(limits, bucket, sentAt) }),
        pause: (bucket, ms) => limits.pause(bucket, ms),
        adjust: (bucket, limit) => limits.adjust(bucket, limit),
      },
      reportCall(kind) {
        signs.seen += 1;
        noteSent();
        context.reportCall(kind);
      },
    },
  };
}
