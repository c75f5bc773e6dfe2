import { type CallOptions, type ConnectorError, isErrorOfKind, type WriteOutcome } from '@linkwright/core';
import { createSendTracker, interrupted, type SendOptions } from './send-tracker.ts';

/**
 * The outcomes of an app that takes one record per call: `write` is called for one change after the other, and there is an
 * outcome for each, in order, whatever happens on the way.
 *
 * - A `RecordError` that `write` throws is the outcome `rejected` of that change; the next one is written.
 * - A failure that left it open whether the app wrote the record is `unknown`; the next one is written.
 * - Any other failure, and an abort, concern what is still to come as well: all of that is `not-sent`.
 *
 * Rejects, as the contract wants it, only while no request has left: `write` hands `onSend` on to the client.
 *
 * @example
 * ```ts
 * write: ({ object, changes }, options) =>
 *   writeEach(changes, options, async (change, { signal, onSend }) => {
 *     const { body } = await http.request({ kind: 'write', method: 'POST', path: `/${object}`, body: change, safe: false, signal, onSend });
 *     return { kind: 'written', record: recordOf(body) };
 *   }),
 * ```
 */
export async function writeEach<Change>(
  changes: readonly Change[],
  options: CallOptions,
  write: (change: Change, options: SendOptions) => Promise<WriteOutcome>,
): Promise<readonly WriteOutcome[]> {
  const tracker = createSendTracker(options);
  const outcomes: WriteOutcome[] = [];
  let stopped: ConnectorError | null = null;
  for (const change of changes) {
    if (stopped !== null) {
      outcomes.push({ kind: 'not-sent', error: stopped });
      continue;
    }
    const result = await tracker.attempt((sending) => rejectedOr(write(change, sending)));
    if (result.kind === 'answered') {
      outcomes.push(result.answer);
      continue;
    }
    outcomes.push(result);
    if (options.signal.aborted) stopped = interrupted(false, options.signal.reason);
    else if (result.kind === 'not-sent') stopped = result.error;
  }
  return outcomes;
}

async function rejectedOr(outcome: Promise<WriteOutcome>): Promise<WriteOutcome> {
  try {
    return await outcome;
  } catch (error) {
    if (!isErrorOfKind(error, 'record')) throw error;
    return { kind: 'rejected', error };
  }
}
