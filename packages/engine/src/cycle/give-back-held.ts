import type { CanonicalValue, RecordChange } from '@linkwright/core';
import type { CycleContext, KnownStandIn, ObjectPlan, PairPlan } from '../context/cycle-context.ts';
import { reportFailure } from '../context/report-records.ts';
import { newWriteId } from '../context/write-id.ts';
import { forgetStandIns } from '../pull/hide-stand-ins.ts';
import { verifyRecords } from '../pull/verify-absence.ts';
import { type Failure, loadFailures, putFailures } from '../store/failures.ts';
import { inChunks } from '../store/in-chunks.ts';
import { linksByRecord } from '../store/links.ts';
import { logWrites } from '../store/log.ts';
import { loadObservations } from '../store/observations.ts';
import { recordNumbers } from '../store/records.ts';
import { otherSide } from '../store/side.ts';

/** A request that left so long ago has come to its end, in milliseconds. */
const lateWriteMs = 3_600_000;

/** A record with what stands in for its values. */
type Halfway = readonly [string, readonly KnownStandIn[]];

/**
 * Records that let go of a unique value for a moment and did not get the one that was to arrive: it was refused, taken back, or
 * the two records are no longer linked. They get back what they held, unless another record has that by now: then they are left
 * as they are, which is told and not read as an edit.
 */
export async function giveBackHeld(context: CycleContext, pairs: readonly PairPlan[]): Promise<void> {
  if (context.preview) return;
  for (const plan of new Set(pairs.flatMap(({ left, right }) => [left, right]))) {
    if (plan.standIns.size === 0) continue;
    const gone = await verifyRecords(context, plan, [...plan.standIns.keys()]);
    const over = [...plan.standIns.values()]
      .flat()
      .filter(({ record, shown, since }) => gone.has(record) || (!shown && context.clock.now() - since > lateWriteMs));
    await context.store.transaction((database) => forgetStandIns(database, plan, over));
    const halfway = [...plan.standIns].filter(([, standIns]) => standIns.some(({ shown }) => shown));
    for (const batch of inChunks(halfway, plan.end.capabilities.batchLimits.update)) {
      await tellRefused(context, plan, pairs, await giveBack(context, plan, batch));
    }
  }
}

/** Resolves to those that do not get their values back. */
async function giveBack(
  context: CycleContext,
  plan: ObjectPlan,
  batch: readonly Halfway[],
): Promise<readonly Halfway[]> {
  const { store } = context;
  const { app, object, capabilities } = plan.end;
  const observed = await loadObservations(
    store.database,
    plan.object,
    batch.map(([id]) => id),
  );
  const changes = batch.map(([id, standIns]): RecordChange => {
    const revision = observed.get(id)?.revision ?? null;
    return {
      kind: 'update',
      writeId: newWriteId(context.random),
      id,
      fields: Object.fromEntries(standIns.map(({ field, held }): [string, CanonicalValue] => [field, held])),
      ...(capabilities.conditionalWrites && revision !== null && { expectedRevision: revision }),
    };
  });
  const outcomes = await app.write({ object: object.id, changes }, { signal: context.signal });
  const of = (kinds: readonly string[]) => batch.filter((_, index) => kinds.includes(outcomes[index]?.kind ?? ''));
  const written = of(['written']);
  await store.transaction(async (database) => {
    await noteWritten(context, plan, database, written);
    await forgetStandIns(
      database,
      plan,
      written.flatMap(([, standIns]) => standIns),
    );
  });
  await verifyRecords(
    context,
    plan,
    written.map(([id]) => id),
  );
  return of(['rejected', 'exists']);
}

async function noteWritten(
  { run, clock }: CycleContext,
  { pairs: [pair] }: ObjectPlan,
  database: Parameters<typeof logWrites>[0],
  written: readonly Halfway[],
): Promise<void> {
  if (!pair) return;
  const numbers = await recordNumbers(
    database,
    pair.pair,
    pair.side,
    written.map(([id]) => id),
  );
  const writes = written.map(([id, standIns]) => ({
    side: pair.side,
    record: numbers.get(id) ?? 0,
    kind: 'stand-in' as const,
    changes: Object.fromEntries(standIns.map(({ field, value, held }) => [field, { before: value, after: held }])),
  }));
  await logWrites(database, run, pair.pair, writes, clock.now());
}

/** What keeps the record from its own value is told already where it was refused. */
async function tellRefused(
  context: CycleContext,
  object: ObjectPlan,
  pairs: readonly PairPlan[],
  refused: readonly Halfway[],
): Promise<void> {
  for (const plan of pairs) {
    for (const side of (['left', 'right'] as const).filter((one) => plan[one] === object)) {
      const failures = await context.store.transaction(async (database) => {
        const ids = refused.map(([id]) => id);
        const links = await linksByRecord(database, plan.pair, side, ids);
        const found: Failure[] = [];
        for (const [id, standIns] of refused) {
          const link = links.get(id);
          if (!link) continue;
          const origin = { side: otherSide(side), id: link[otherSide(side)] };
          const known = await loadFailures(database, plan.pair, { record: origin });
          if (known.length === 0) found.push(notGivenBack(plan, side, origin, standIns));
        }
        await putFailures(database, plan.pair, found, context.clock.now());
        return found;
      });
      for (const failure of failures) await reportFailure(context, plan, failure);
    }
  }
}

function notGivenBack(
  plan: PairPlan,
  side: 'left' | 'right',
  origin: Failure['origin'],
  standIns: readonly KnownStandIn[],
): Failure {
  const names = standIns.map(({ field }) => `"${plan[side].fields.get(field)?.name ?? field}"`).join(', ');
  const app = plan.sync[side].displayName;
  return {
    origin,
    code: 'value-not-given-back',
    category: 'duplicate-value',
    field: standIns[0]?.field ?? null,
    message: `It let go of ${names} in ${app}, so that another record could take it; that one still has it`,
    remedy: `Give one of the two another value, in ${app} or in the other app.`,
  };
}
