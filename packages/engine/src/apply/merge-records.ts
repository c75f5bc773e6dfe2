import { ContractError, type MergeOutcome, type RecordError } from '@linkwright/core';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import type { SyncTally } from '../context/sync-tally.ts';
import { mergerHold } from '../match/merger-holds.ts';
import { observeGone } from '../pull/observe-records.ts';
import { explainEnd } from '../store/change-links.ts';
import { clearDirty, dirtyMarks } from '../store/dirty.ts';
import { type Hold, liftHolds, putHolds } from '../store/holds.ts';
import type { Link } from '../store/links.ts';
import { logWrites } from '../store/log.ts';
import type { Observation } from '../store/observations.ts';
import { otherSide, type Side } from '../store/side.ts';
import { archivedValues } from './archived-values.ts';

/** A record that a merger of the other side left over, and what it is to go into. */
export interface Merger {
  /** That joined it with its twin until the merger. */
  readonly link: Link;
  readonly merged: Observation;
  readonly survivor: string;
}

export interface MergeStep {
  readonly context: CycleContext;
  readonly plan: PairPlan;
  readonly side: Side;
  readonly tally: SyncTally;
}

/**
 * Makes one record of two. That the request leaves, and about which record, is stored before, so that a later run reads what became of
 * one that nobody saw answered. Nothing is sent in a preview.
 */
export async function sendMerger(step: MergeStep, { link, merged, survivor }: Merger): Promise<MergeOutcome> {
  const { context, plan, side } = step;
  if (context.preview) return { kind: 'merged', id: survivor };
  const { app, object, displayName } = plan.sync[side];
  if (!app.mergeRecords) {
    throw new ContractError(`${displayName} declares that it merges records but has no mergeRecords.`, {
      code: 'invalid-connection',
    });
  }
  context.signal.throwIfAborted();
  const sent = mergerHold(plan.sync, side, link[otherSide(side)], 'merge-sent');
  const detail = { ...sent.detail, records: [{ side, id: survivor }] };
  await context.store.transaction(async (database) => {
    await explainEnd(database, [link.id], 'merge-sent');
    await putHolds(database, plan.pair, [{ side, id: merged.id, reason: sent.reason, detail }], context.clock.now());
  });
  const request = { object: object.id, survivor, merged: merged.id };
  try {
    return await app.mergeRecords(request, { signal: context.signal });
  } catch (error) {
    // Whatever is thrown was thrown before anything was sent.
    await context.store.transaction((database) => explainEnd(database, [link.id], 'to-merge'));
    throw error;
  }
}

/** They are one: told in the log with all that was known of the record that went. `standing`: the id under which they are. */
export async function settleMerged(
  step: MergeStep,
  { link, merged, survivor }: Merger,
  standing: string,
): Promise<void> {
  const { context, plan, side, tally } = step;
  const gone = [merged.id, survivor].filter((id) => id !== standing).map((id) => ({ id, mergedInto: standing }));
  const changes = archivedValues(plan[side], merged);
  await context.store.transaction(async (database) => {
    await observeGone(database, plan[side], gone);
    await liftHolds(database, plan.pair, [{ side, id: merged.id, number: merged.number }]);
    // A person who merges the two by hand leaves the same.
    await explainEnd(database, [link.id], 'merged-away');
    const write = { side, record: merged.number, kind: 'merge', changes } as const;
    await logWrites(database, context.run, plan.pair, [write], context.clock.now());
  });
  tally.merged[side] += 1;
}

/** It is not sent, or was refused: a person is asked again. `error`: of the app. `null`: there is nothing any more to merge it into. */
export async function askAgain(
  { context, plan, side }: MergeStep,
  { link, merged: { id, number } }: Pick<Merger, 'link' | 'merged'>,
  error: RecordError | null,
): Promise<Hold> {
  const { displayName } = plan.sync[side];
  const why =
    error === null ? 'it cannot be merged here any more' : `${displayName} does not merge them here: ${error.message}`;
  const hold: Hold = { side, id, ...mergerHold(plan.sync, side, link[otherSide(side)], 'merged-away', why) };
  await context.store.transaction(async (database) => {
    await explainEnd(database, [link.id], 'merged-away');
    await putHolds(database, plan.pair, [hold], context.clock.now());
    // Looked at again, it would be held without these words.
    const marks = (await dirtyMarks(database, plan.pair, side, [number])).get(number) ?? 0;
    await clearDirty(database, plan.pair, [{ side, id, number, marks }]);
  });
  return hold;
}
