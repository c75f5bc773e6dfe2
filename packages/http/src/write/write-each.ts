import {
  type AssociationTarget,
  type CallOptions,
  type ConnectorError,
  isErrorOfKind,
  type RecordChange,
  type RecordError,
  type WriteOutcome,
  withoutRefusedTargets,
} from '@linkwright/core';
import { createSendTracker, interrupted, type SendOptions } from './send-tracker.ts';

type WriteOne = (change: RecordChange, options: SendOptions) => Promise<WriteOutcome>;

/**
 * The outcomes of an app that takes one record per call: `write` is called for one change after the other, and there is an
 * outcome for each, in order, whatever happens on the way.
 *
 * - A `RecordError` that `write` throws is the outcome `rejected` of that change; the next one is written. Where its category is
 *   `association-target` and its `field` an association field to which the change adds, the change is written once more without
 *   what it adds there, and that is `refused`: the record itself is not to wait for a target.
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
export async function writeEach(
  changes: readonly RecordChange[],
  options: CallOptions,
  write: WriteOne,
): Promise<readonly WriteOutcome[]> {
  const tracker = createSendTracker(options);
  const outcomes: WriteOutcome[] = [];
  let stopped: ConnectorError | null = null;
  for (const change of changes) {
    if (stopped !== null) {
      outcomes.push({ kind: 'not-sent', error: stopped });
      continue;
    }
    const result = await tracker.attempt((sending) => writeOrReject(change, sending, write));
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

async function writeOrReject(change: RecordChange, sending: SendOptions, write: WriteOne): Promise<WriteOutcome> {
  try {
    return await write(change, sending);
  } catch (error) {
    if (!isErrorOfKind(error, 'record')) throw error;
    const rest = withoutAdded(change, error);
    if (rest === null) return { kind: 'rejected', error };
    const outcome = await writeOrReject(rest.change, sending, write);
    if (outcome.kind !== 'written') return outcome;
    return { ...outcome, refused: [...(outcome.refused ?? []), ...rest.refused] };
  }
}

/** The change without what it adds to the association field that the error is about. `null`: it adds nothing there. */
function withoutAdded(change: RecordChange, error: RecordError) {
  if (change.kind === 'archive' || error.category !== 'association-target') return null;
  const added = new Set(change.associations?.[error.field ?? '']?.add.map(keyOf));
  const { edits, refused } = withoutRefusedTargets(change.associations, (field, target) =>
    field === error.field && added.has(keyOf(target)) ? error : null,
  );
  return refused.length === 0 ? null : { change: { ...change, associations: edits }, refused };
}

function keyOf(target: AssociationTarget): string {
  return JSON.stringify('id' in target ? [target.id] : [null, target.key]);
}
