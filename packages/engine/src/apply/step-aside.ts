import type { CanonicalValue, RecordChange, WriteOutcome } from '@linkwright/core';
import { isBrokenWrite } from '../connect/connector-fault.ts';
import { reportFailure } from '../context/report-records.ts';
import { newWriteId } from '../context/write-id.ts';
import { addStandIns, forgetStandIns } from '../pull/hide-stand-ins.ts';
import { verifyRecords } from '../pull/verify-absence.ts';
import { putFailures } from '../store/failures.ts';
import { inChunks } from '../store/in-chunks.ts';
import { logWrites } from '../store/log.ts';
import type { Side } from '../store/side.ts';
import { putStandIns, type StandIn } from '../store/stand-ins.ts';
import type { ChunkContext } from './chunk-context.ts';
import { observationOf, type Progress } from './chunk-item.ts';
import { FreshUpdates } from './fresh-updates.ts';
import type { WriteOrder } from './order-writes.ts';
import { refused } from './refusals.ts';
import { standInFor } from './stand-in-for.ts';
import { fieldsIn } from './unique-writes.ts';

interface Step {
  readonly entry: Progress;
  readonly id: string;
  readonly standIns: readonly StandIn[];
}

/**
 * Has records let go of unique values that others are to take, until their own ones arrive. What is about to stand there is
 * committed before it is sent, so that no run takes it for somebody's edit; what became of it is read from the app, whatever it
 * answered. Resolves to those that have let go: they stay dirty, and are decided anew in the next pass.
 */
export async function stepAside(
  chunk: ChunkContext,
  side: Side,
  leaving: WriteOrder<Progress>['aside'],
): Promise<ReadonlySet<Progress>> {
  const { context, plan } = chunk;
  if (leaving.length === 0) return new Set();
  const now = context.clock.now();
  const steps = leaving.map(({ entry, values }) => stepOf(chunk, side, entry, fieldsIn(values), now));
  for (const { entry, standIns } of steps) {
    entry.standIns = new Map([...entry.standIns, ...standIns.map(({ field, value }) => [field, value] as const)]);
  }
  if (context.preview) return new Set(steps.map(({ entry }) => entry));
  const entries = steps.map(({ entry }) => entry);
  const renewal = new FreshUpdates(chunk, side, entries);
  for (const batch of inChunks(steps, plan.sync[side].capabilities.batchLimits.update)) {
    const fresh = await renewal.fresh(batch.map(({ entry }) => entry));
    for (const { entry } of batch) entry.again = true;
    await send(
      chunk,
      side,
      batch.filter(({ entry }) => fresh.includes(entry)),
    );
  }
  const stands = ({ id, standIns }: Step): boolean =>
    standIns.every(({ field }) =>
      plan[side].standIns.get(id)?.some((standIn) => standIn.field === field && standIn.shown),
    );
  return new Set(steps.filter(stands).map(({ entry }) => entry));
}

function stepOf({ plan }: ChunkContext, side: Side, entry: Progress, fields: readonly string[], since: number): Step {
  const { item } = entry;
  if (item.kind !== 'pair') throw new Error('only a record that is there can step aside');
  const { id, fields: shown } = item[side];
  const standIns = fields.map((name): StandIn => {
    const field = plan[side].fields.get(name);
    const value = field && standInFor(field, id);
    return { record: id, field: name, value: value ?? null, held: shown[name] ?? null, since };
  });
  return { entry, id, standIns };
}

async function send(chunk: ChunkContext, side: Side, steps: readonly Step[]): Promise<void> {
  if (steps.length === 0) return;
  const { context, plan } = chunk;
  const { app, object } = plan.sync[side];
  context.signal.throwIfAborted();
  const standIns = steps.flatMap((step) => step.standIns);
  await context.store.transaction((database) => putStandIns(database, plan[side].object, standIns));
  addStandIns(plan[side], standIns);
  const changes = steps.map((step) => changeFor(chunk, side, step));
  let outcomes: readonly WriteOutcome[];
  try {
    outcomes = await app.write({ object: object.id, changes }, { signal: context.signal });
  } catch (cause) {
    // A connector throws only before anything was sent.
    await context.store.transaction((database) => forgetStandIns(database, plan[side], standIns));
    throw cause;
  }
  await settle(chunk, side, steps, outcomes);
  await verifyRecords(
    context,
    plan[side],
    steps.map(({ id }) => id),
  );
  const fatal = outcomes.find(
    (outcome) => outcome.kind === 'not-sent' || (outcome.kind === 'unknown' && isBrokenWrite(outcome.error)),
  );
  if (fatal && 'error' in fatal) throw fatal.error;
}

function changeFor({ context, plan }: ChunkContext, side: Side, { entry, id, standIns }: Step): RecordChange {
  const revision = entry.item.kind === 'pair' ? entry.item[side].revision : null;
  return {
    kind: 'update',
    writeId: newWriteId(context.random),
    id,
    fields: Object.fromEntries(standIns.map(({ field, value }): [string, CanonicalValue] => [field, value])),
    ...(plan.sync[side].capabilities.conditionalWrites && revision !== null && { expectedRevision: revision }),
  };
}

async function settle(
  { context, plan }: ChunkContext,
  side: Side,
  steps: readonly Step[],
  outcomes: readonly WriteOutcome[],
): Promise<void> {
  const at = context.clock.now();
  const inVain = steps.filter((_, index) => !['written', 'unknown'].includes(outcomes[index]?.kind ?? 'not-sent'));
  const failures = steps.flatMap(({ entry }, index) => {
    const outcome = outcomes[index];
    if (outcome?.kind !== 'rejected') return [];
    entry.failedOn.add(side);
    entry.again = false;
    return [refused(side, entry, outcome.error)];
  });
  await context.store.transaction(async (database) => {
    await forgetStandIns(
      database,
      plan[side],
      inVain.flatMap(({ standIns }) => standIns),
    );
    await putFailures(database, plan.pair, failures, at);
    const written = steps.filter((_, index) => outcomes[index]?.kind === 'written');
    await logWrites(
      database,
      context.run,
      plan.pair,
      written.map(({ entry, standIns }) => ({
        side,
        record: observationOf(entry.item, side)?.number ?? 0,
        kind: 'stand-in',
        changes: Object.fromEntries(standIns.map(({ field, value, held }) => [field, { before: held, after: value }])),
      })),
      at,
    );
  });
  for (const failure of failures) await reportFailure(context, plan, failure);
}
