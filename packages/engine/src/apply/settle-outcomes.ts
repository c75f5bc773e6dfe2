import { ContractError, type RecordChange, type WriteOutcome } from '@linkwright/core';
import { observeGone } from '../pull/observe-records.ts';
import { readAssociationsOf } from '../pull/scan-associations.ts';
import { verifyRecords } from '../pull/verify-absence.ts';
import { reportFailure, reportOperations } from '../report/report-records.ts';
import { closeIntents } from '../store/intents.ts';
import { type Conflict, dropConflicts } from '../store/log.ts';
import type { Side } from '../store/side.ts';
import { type Failure, putFailures } from '../store/work.ts';
import { adoptExisting } from './adopt-existing.ts';
import type { ChunkContext } from './apply-chunk.ts';
import type { Progress } from './chunk-item.ts';
import { refused, taken } from './refusals.ts';
import { settleWritten, type Written } from './settle-written.ts';
import { conflictsOf } from './write-log.ts';

/** What a batch left to be read: an answer that was lost or stale, a record that was there already. */
interface Unsettled {
  readonly unsent: unknown[];
  readonly reread: Set<string>;
  readonly gone: { id: string; mergedInto: string | null }[];
  readonly failures: Failure[];
}

/**
 * One transaction per answer: what the app holds, both halves of the base, links, edges, logs and closed intents.
 * Throws the error of outcomes that were never sent, after everything else is stored.
 */
export async function settleOutcomes(
  chunk: ChunkContext,
  side: Side,
  batch: readonly Progress[],
  changes: readonly RecordChange[],
  outcomes: readonly WriteOutcome[],
): Promise<void> {
  const { context, plan } = chunk;
  if (outcomes.length !== batch.length) {
    throw new ContractError(
      `${plan.sync[side].displayName} reported ${outcomes.length} outcomes for ${batch.length} changes.`,
      { code: 'outcome-count' },
    );
  }
  const rest: Unsettled = { unsent: [], reread: new Set(), gone: [], failures: [] };
  const written: Written[] = [];
  const closed: string[] = [];
  const averted: Conflict[] = [];
  outcomes.forEach((outcome, index) => {
    const entry = batch[index];
    const change = changes[index];
    if (!entry || !change) return;
    if (outcome.kind !== 'unknown' && change.kind === 'create') closed.push(change.writeId);
    if (outcome.kind === 'written') written.push({ entry, change, outcome });
    else {
      classify(chunk, side, entry, change, outcome, rest);
      if (outcome.kind !== 'unknown') averted.push(...conflictsOf(plan, entry, side));
    }
  });
  const unclear = await context.store.transaction(async (database) => {
    await closeIntents(database, closed);
    await dropConflicts(database, averted);
    await observeGone(database, plan[side], rest.gone);
    await putFailures(database, plan.pair, rest.failures, context.clock.now());
    return settleWritten(chunk, database, side, written);
  });
  for (const failure of rest.failures) await reportFailure(context, plan, failure);
  await verifyRecords(context, plan[side], [...rest.reread]);
  if (!context.preview) await readAssociationsOf(context, plan[side], plan[side].associations, unclear);
  await adoptExisting(chunk, side, batch, outcomes);
  await reportOperations(
    context,
    plan,
    side,
    written.map(({ entry }) => entry),
  );
  if (rest.unsent.length > 0) throw rest.unsent[0];
}

function classify(
  chunk: ChunkContext,
  side: Side,
  entry: Progress,
  change: RecordChange,
  outcome: Exclude<WriteOutcome, { kind: 'written' }>,
  rest: Unsettled,
): void {
  const fail = (failure: Failure): void => {
    rest.failures.push(failure);
    entry.failed = true;
    entry.again = false;
  };
  switch (outcome.kind) {
    case 'rejected':
      fail(refused(side, entry, outcome.error));
      return;
    case 'exists':
      if (outcome.id === null || change.kind !== 'create') {
        fail(taken(chunk, side, entry, outcome.id));
        return;
      }
      rest.reread.add(outcome.id);
      break;
    case 'not-sent':
      rest.unsent.push(outcome.error);
      break;
    case 'gone':
      if (change.kind === 'create') break;
      rest.gone.push({ id: change.id, mergedInto: outcome.movedTo ?? null });
      if (outcome.movedTo !== undefined) rest.reread.add(outcome.movedTo);
      break;
    default:
      // Stale or unknown: an update is read and merged again; a create is looked for through its intent.
      if (change.kind !== 'create') rest.reread.add(change.id);
  }
  entry.again = true;
}
