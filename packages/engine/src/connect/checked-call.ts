import type { Clock } from '@linkwright/core';
import { boundedCall } from './bounded-call.ts';
import { brokenAnswer, thrownBy } from './connector-fault.ts';
import { awaitingConnector, type ConnectorWork } from './connector-scope.ts';
import type { Deadlines } from './deadlines.ts';
import type { LifeSigns } from './life-signs.ts';
import { redactError } from './redact-error.ts';

/** One call of a member, held to the deadlines and to the signal of whoever makes it. */
export interface CheckedCall {
  readonly work: ConnectorWork;
  /** Throws an error of the contract, or the signal's reason. */
  run<Answer>(kind: keyof Deadlines, work: () => PromiseLike<Answer>, signal?: AbortSignal): Promise<Answer>;
  /** Throws a `ContractError` that names the place. */
  parse<Answer>(parse: () => Answer): Answer;
}

export interface CallRules {
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly signs: LifeSigns;
  readonly redact: (text: string) => string;
}

export function checkedCall(work: ConnectorWork, { clock, deadlines, signs, redact }: CallRules): CheckedCall {
  return {
    work,
    async run(kind, start, signal) {
      signal?.throwIfAborted();
      try {
        return await awaitingConnector(work, () =>
          boundedCall(begin(start), { ...(signal && { signal }), clock, deadlineMs: deadlines[kind], signs }),
        );
      } catch (error) {
        // Whatever a call throws that was broken off, it was broken off.
        if (signal?.aborted === true) throw signal.reason;
        const thrown = thrownBy(error, work);
        redactError(thrown, redact);
        throw thrown;
      }
    },
    parse(parse) {
      try {
        return parse();
      } catch (error) {
        throw brokenAnswer(error, work);
      }
    },
  };
}

/** A member that throws at once instead of rejecting is told like one that rejects. */
async function begin<Answer>(start: () => PromiseLike<Answer>): Promise<Answer> {
  return start();
}
