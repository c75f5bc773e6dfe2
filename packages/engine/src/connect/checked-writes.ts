import {
  type AssociationOutcome,
  type CallOptions,
  ContractError,
  type MergeOutcome,
  RetryableError,
  type WriteOutcome,
} from '@linkwright/core';
import type { CallRules, CheckedCall } from './checked-call.ts';
import { brokenAnswer, brokenWriteError, thrownBy } from './connector-fault.ts';
import { redactOutcome } from './redact-error.ts';
import { inWrite, type WriteUnderWay } from './stoppable-waits.ts';
import { afterGrace } from './write-grace.ts';

/**
 * One outcome per change, whatever the connection does: an answer that breaks the contract, or that never comes, leaves
 * unknown what became of the write. Throws only what a connector may throw, and the signal's reason, before anything was sent.
 */
export async function checkedWrite<Outcome extends WriteOutcome | AssociationOutcome | MergeOutcome>(
  call: CheckedCall,
  rules: CallRules,
  request: {
    readonly changes: number;
    readonly send: (options: CallOptions) => PromiseLike<unknown>;
    readonly parse: (outcome: unknown, index: number) => Outcome;
  },
  { signal }: CallOptions,
): Promise<readonly (Outcome | Unknown)[]> {
  signal.throwIfAborted();
  const all = (error: Unknown['error']): readonly Unknown[] =>
    Array.from({ length: request.changes }, () => ({ kind: 'unknown', error }));
  const late = afterGrace(signal, rules.clock, rules.deadlines.stopping);
  const write: WriteUnderWay = { asked: signal, sent: 0, isStopped: false };
  let answered: unknown;
  try {
    answered = await call.run('call', () => inWrite(write, () => request.send({ signal: late.signal })), late.signal);
  } catch (error) {
    if (write.isStopped && write.sent === 0) throw signal.reason;
    if (write.isStopped) return all(interrupted(call.work.connector));
    if (late.signal.aborted) return all(interrupted(call.work.connector));
    const thrown = thrownBy(error, call.work);
    if (isForeign(thrown)) return all(brokenWriteError(thrown));
    throw thrown;
  } finally {
    late.release();
  }
  const outcomes: readonly unknown[] | null = Array.isArray(answered) ? answered : null;
  if (outcomes?.length !== request.changes) {
    const counted = outcomes === null ? 'no list' : `${outcomes.length}`;
    const message = `The connector's answer is not one outcome for each change: ${counted} for ${request.changes}.`;
    const error = new ContractError(message, { code: 'invalid-answer' });
    return all(brokenWriteError(brokenAnswer(error, call.work)));
  }
  return outcomes.map((outcome, index): Outcome | Unknown => {
    try {
      return redactOutcome(
        call.parse(() => request.parse(outcome, index)),
        rules.redact,
      );
    } catch (error) {
      return { kind: 'unknown', error: brokenWriteError(thrownBy(error, call.work)) };
    }
  });
}

interface Unknown {
  readonly kind: 'unknown';
  readonly error: Extract<WriteOutcome, { kind: 'unknown' }>['error'];
}

/** Errors that this host made of what is no error of the contract: nobody knows whether anything was sent before them. */
const isForeign = (error: Error): boolean =>
  'code' in error && (error.code === 'foreign-error' || error.code === 'no-answer');

const interrupted = (connector: string): RetryableError =>
  new RetryableError(`${connector} was asked to stop while it was writing, and did not say what became of it.`, {
    code: 'interrupted',
    outcomeUnknown: true,
  });
