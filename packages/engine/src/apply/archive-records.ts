import type { ArchiveChange, RecordError, WriteOutcome } from '@linkwright/core';
import type { Kysely } from 'kysely';
import { isBrokenWrite } from '../connect/connector-fault.ts';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { reportFailure } from '../context/report-records.ts';
import type { SyncTally } from '../context/sync-tally.ts';
import { newWriteId } from '../context/write-id.ts';
import { observeGone } from '../pull/observe-records.ts';
import { verifyRecords } from '../pull/verify-absence.ts';
import type { Database } from '../store/database.ts';
import { type Failure, putFailures } from '../store/failures.ts';
import { inChunks } from '../store/in-chunks.ts';
import { logWrites } from '../store/log.ts';
import type { Observation } from '../store/observations.ts';
import type { Side } from '../store/side.ts';
import type { WriteReason } from '../store/write-reason.ts';
import { archivedValues } from './archived-values.ts';
import { inFlight } from './in-flight.ts';

/** A record that is to be taken out of its app, and what is known of it. */
export interface Archive {
  readonly observation: Observation;
  /** Absent: its twin was deleted. */
  readonly reason?: WriteReason;
}

/** What came of a batch. */
export interface Archived<Entry> {
  readonly archived: readonly Entry[];
  /** They were gone already: deleted, or merged into another record. */
  readonly gone: readonly Entry[];
  /** The app refuses them. */
  readonly refused: readonly Entry[];
  /** Nobody knows what became of them; they have been read. */
  readonly unclear: readonly Entry[];
}

export interface ArchiveRequest<Entry extends Archive> {
  readonly context: CycleContext;
  readonly plan: PairPlan;
  readonly side: Side;
  readonly tally: SyncTally;
  readonly entries: readonly Entry[];
  readonly failureOf: (entry: Entry, error: RecordError) => Failure;
  /** What else is stored with the answer, in its transaction. */
  readonly settle: (database: Kysely<Database>, outcome: Archived<Entry>) => Promise<void>;
  /** Tells of what is stored. */
  readonly report: (outcome: Archived<Entry>) => Promise<void> | void;
}

/** Takes records out of an app, in batches. A record that is no longer there is settled like one that somebody deleted. */
export async function archiveRecords<Entry extends Archive>(request: ArchiveRequest<Entry>): Promise<void> {
  const { archive } = request.plan.sync[request.side].capabilities.batchLimits;
  await inFlight([...inChunks(request.entries, archive)], (batch) => archiveBatch(request, batch));
}

async function archiveBatch<Entry extends Archive>(
  { context, plan, side, tally, failureOf, settle, report }: ArchiveRequest<Entry>,
  batch: readonly Entry[],
): Promise<void> {
  context.signal.throwIfAborted();
  const { app, object, capabilities } = plan.sync[side];
  const changes = batch.map(({ observation: { id, revision } }): ArchiveChange => {
    const expectedRevision = capabilities.conditionalWrites && revision !== null ? { expectedRevision: revision } : {};
    return { kind: 'archive', writeId: newWriteId(context.random), id, ...expectedRevision };
  });
  const outcomes: readonly WriteOutcome[] = context.preview
    ? changes.map(({ id }) => ({ kind: 'written', record: { id, fields: {} } }))
    : await app.write({ object: object.id, changes }, { signal: context.signal });
  const archived: Entry[] = [];
  const vanished: Entry[] = [];
  const refused: Entry[] = [];
  const unclear: Entry[] = [];
  const gone: { readonly id: string; readonly mergedInto: string | null }[] = [];
  const failures: Failure[] = [];
  for (const [index, entry] of batch.entries()) {
    const outcome = outcomes[index];
    const { id } = entry.observation;
    switch (outcome?.kind) {
      case 'written':
        archived.push(entry);
        gone.push({ id, mergedInto: null });
        break;
      case 'gone':
        vanished.push(entry);
        gone.push({ id, mergedInto: outcome.movedTo ?? null });
        break;
      case 'rejected':
        refused.push(entry);
        failures.push(failureOf(entry, outcome.error));
        break;
      case 'not-sent':
        break;
      default:
        unclear.push(entry);
    }
  }
  const outcome: Archived<Entry> = { archived, gone: vanished, refused, unclear };
  const at = context.clock.now();
  await context.store.transaction(async (database) => {
    await observeGone(database, plan[side], gone);
    await settle(database, outcome);
    await putFailures(database, plan.pair, failures, at);
    const writes = archived.map(({ observation, reason }) => {
      return {
        side,
        record: observation.number,
        kind: 'archive',
        changes: archivedValues(plan[side], observation, reason),
      } as const;
    });
    await logWrites(database, context.run, plan.pair, writes, at);
  });
  tally.archived[side] += archived.length;
  for (const failure of failures) await reportFailure(context, plan, failure);
  if (!context.preview) {
    await verifyRecords(
      context,
      plan[side],
      unclear.map(({ observation }) => observation.id),
    );
  }
  await report(outcome);
  const broken = outcomes.find((one) => one.kind === 'unknown' && isBrokenWrite(one.error));
  const ending = broken ?? outcomes.find((one) => one.kind === 'not-sent');
  if (ending && 'error' in ending) throw ending.error;
}
