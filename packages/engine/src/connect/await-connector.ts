import type { Clock } from '@linkwright/core';
import { type BoundedCallOptions, boundedCall } from './bounded-call.ts';
import { thrownBy } from './connector-fault.ts';
import { awaitingConnector, type ConnectorWork } from './connector-scope.ts';
import type { LifeSigns } from './life-signs.ts';
import { redactError } from './redact-error.ts';
import { systemClock } from './system-clock.ts';

/**
 * Waits for work of a connector, held to a deadline and to the signal. Throws an error of the contract that names the
 * connector, or the signal's reason.
 */
export async function awaitConnector<Answer>(
  work: ConnectorWork,
  start: () => PromiseLike<Answer>,
  { signal, deadline, clock = systemClock, signs = { seen: 0, waiting: 0 }, redact }: AwaitConnectorOptions,
): Promise<Answer> {
  signal?.throwIfAborted();
  try {
    return await awaitingConnector(work, () =>
      boundedCall(begin(start), { ...(signal && { signal }), clock, deadline, signs }),
    );
  } catch (error) {
    // Whatever work throws that was broken off, it was broken off.
    if (signal?.aborted === true) throw signal.reason;
    const thrown = thrownBy(error, work);
    if (redact) redactError(thrown, redact);
    throw thrown;
  }
}

export interface AwaitConnectorOptions {
  /** Absent: nobody can stop it. */
  readonly signal?: AbortSignal;
  readonly deadline: BoundedCallOptions['deadline'];
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Default: there are none before the end. */
  readonly signs?: LifeSigns;
  /** Takes secrets out of what errors say. Default: there are none. */
  readonly redact?: (text: string) => string;
}

/** What throws at once instead of rejecting is told like what rejects. */
async function begin<Answer>(start: () => PromiseLike<Answer>): Promise<Answer> {
  return start();
}
