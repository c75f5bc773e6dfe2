import type { Clock } from '@linkwright/core';
import type { LifeSigns } from './life-signs.ts';

/** The connection has shown no sign of life for so long. */
export class Overdue extends Error {
  readonly deadline: BoundedCallOptions['deadline'];

  constructor(deadline: BoundedCallOptions['deadline']) {
    super(`no answer for ${deadline.ms} ms`);
    this.deadline = deadline;
  }
}

/**
 * The answer, the signal's reason, or an `Overdue`: whichever comes first. An answer that comes later is dropped, and so is
 * its failure.
 */
export async function boundedCall<Answer>(
  answer: PromiseLike<Answer>,
  { signal, clock, deadline, signs }: BoundedCallOptions,
): Promise<Answer> {
  const ended = new AbortController();
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => stopped.reject(signal?.reason);
  if (signal?.aborted === true) stop();
  else signal?.addEventListener('abort', stop, { once: true });
  const overdue = overdueAfter({ clock, deadline, signs }, ended.signal);
  try {
    return await Promise.race([answer, stopped.promise, overdue]);
  } finally {
    signal?.removeEventListener('abort', stop);
    ended.abort(answered);
    for (const late of [answer, stopped.promise, overdue]) late.then(undefined, () => undefined);
  }
}

/** A reason that is there already: without one, each end would make an error. */
const answered = new Error('the call has ended');

export interface BoundedCallOptions {
  /** Absent: nobody can stop it. */
  readonly signal?: AbortSignal;
  readonly clock: Clock;
  /** `name`: what the file calls it. */
  readonly deadline: { readonly name: string; readonly ms: number };
  readonly signs: LifeSigns;
}

async function overdueAfter(
  { clock, deadline, signs }: Pick<BoundedCallOptions, 'clock' | 'deadline' | 'signs'>,
  ended: AbortSignal,
): Promise<never> {
  for (;;) {
    const seen = signs.seen;
    await clock.sleep(deadline.ms, ended);
    if (signs.seen === seen && signs.waiting === 0) throw new Overdue(deadline);
  }
}
