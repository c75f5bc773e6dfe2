import type { ArchiveChange, WriteOutcome } from '@linkwright/core';
import { isBrokenWrite } from '../connect/connector-fault.ts';
import { reportFailure } from '../context/report-records.ts';
import { newWriteId } from '../context/write-id.ts';
import { observeGone } from '../pull/observe-records.ts';
import { verifyRecords } from '../pull/verify-absence.ts';
import { endDecisions } from '../store/decisions.ts';
import { inChunks } from '../store/in-chunks.ts';
import { buryLink } from '../store/links.ts';
import { type LoggedWrite, logWrites } from '../store/log.ts';
import { otherSide, type Side } from '../store/side.ts';
import { type Failure, type Hold, putFailures, putHolds } from '../store/work.ts';
import { archivedValues } from './archived-values.ts';
import type { ChunkContext } from './chunk-context.ts';
import { observationOf, type Progress } from './chunk-item.ts';
import { inFlight } from './in-flight.ts';
import { refused } from './refusals.ts';
import { reportOperations } from './report-operations.ts';

/** Takes records out of an app. A record that is no longer there is settled like one that somebody deleted. */
export async function archiveRecords(chunk: ChunkContext, side: Side, entries: readonly Progress[]): Promise<void> {
  const { archive } = chunk.plan.sync[side].capabilities.batchLimits;
  await inFlight([...inChunks(entries, archive)], (batch) => archiveBatch(chunk, side, batch));
}

async function archiveBatch(chunk: ChunkContext, side: Side, batch: readonly Progress[]): Promise<void> {
  const { context, plan, tally } = chunk;
  const { app, object, capabilities } = plan.sync[side];
  context.signal.throwIfAborted();
  const changes = batch.map(({ item }): ArchiveChange => {
    const record = observationOf(item, side);
    const revision = record?.revision ?? null;
    return {
      kind: 'archive',
      writeId: newWriteId(context.random),
      id: record?.id ?? '',
      ...(capabilities.conditionalWrites && revision !== null && { expectedRevision: revision }),
    };
  });
  const outcomes: readonly WriteOutcome[] = context.preview
    ? changes.map(({ id }) => ({ kind: 'written', record: { id, fields: {} } }))
    : await app.write({ object: object.id, changes }, { signal: context.signal });
  const gone: { id: string; mergedInto: string | null }[] = [];
  const archived: Progress[] = [];
  const failures: Failure[] = [];
  const reread: string[] = [];
  const unsent: unknown[] = [];
  outcomes.forEach((outcome, index) => {
    const [entry, change] = [batch[index], changes[index]];
    if (!entry || !change) return;
    // Settled with the next pass, as gone; or read, or refused, and decided anew.
    entry.again = true;
    switch (outcome.kind) {
      case 'written':
        archived.push(entry);
        gone.push({ id: change.id, mergedInto: null });
        break;
      case 'gone':
        gone.push({ id: change.id, mergedInto: outcome.movedTo ?? null });
        break;
      case 'rejected':
        failures.push(refused(side, entry, outcome.error));
        entry.failedOn.add(side);
        entry.again = false;
        break;
      case 'not-sent':
        unsent.push(outcome.error);
        break;
      case 'unknown':
        if (isBrokenWrite(outcome.error)) unsent.unshift(outcome.error);
        reread.push(change.id);
        break;
      default:
        reread.push(change.id);
    }
  });
  const at = context.clock.now();
  await context.store.transaction(async (database) => {
    await observeGone(database, plan[side], gone);
    for (const { link } of archived) if (link) await buryLink(database, link.id, 'gone');
    await putHolds(
      database,
      plan.pair,
      archived.map((entry) => leftAlone(chunk, side, entry)),
      at,
    );
    await putFailures(database, plan.pair, failures, at);
    await logWrites(
      database,
      context.run,
      plan.pair,
      archived.map((entry) => loggedArchive(chunk, side, entry)),
      at,
    );
    await endDecisions(
      database,
      archived.flatMap(({ item }) => item.decision.archive?.decision ?? []),
    );
  });
  tally.archived[side] += archived.length;
  for (const failure of failures) await reportFailure(context, plan, failure);
  if (!context.preview) await verifyRecords(context, plan[side], reread);
  await reportOperations(context, plan, side, archived);
  if (unsent.length > 0) throw unsent[0];
}

/** Its twin stays, and gets no other one. */
function leftAlone({ plan }: ChunkContext, side: Side, { item, link }: Progress): Hold {
  const other = otherSide(side);
  const twin = observationOf(item, other);
  const text = `its twin in ${plan.sync[side].displayName} (${link?.[side] ?? ''}) was archived; it stays, and is no longer synced`;
  return {
    side: other,
    id: twin?.id ?? '',
    ...(twin && { number: twin.number }),
    reason: 'twin-gone',
    detail: { text, records: [] },
  };
}

function loggedArchive({ plan }: ChunkContext, side: Side, { item }: Progress): LoggedWrite {
  const record = observationOf(item, side);
  const changes = archivedValues(plan[side], record ?? { fields: {} }, item.decision.archive?.reason);
  return { side, record: record?.number ?? 0, kind: 'archive', changes };
}
