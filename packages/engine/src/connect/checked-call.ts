import type { Clock } from '@linkwright/core';
import { awaitConnector } from './await-connector.ts';
import { brokenAnswer } from './connector-fault.ts';
import type { ConnectorWork } from './connector-scope.ts';
import type { Deadlines } from './deadlines.ts';
import type { LifeSigns } from './life-signs.ts';

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
    run(kind, start, signal) {
      const deadline = { name: kind, ms: deadlines[kind] };
      return awaitConnector(work, start, { ...(signal && { signal }), deadline, clock, signs, redact });
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
