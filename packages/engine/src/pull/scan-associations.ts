import type { Associations } from '@linkwright/core';
import type { CycleContext, ObjectPlan } from '../context/cycle-context.ts';
import { markDirty } from '../store/dirty.ts';
import { inChunks } from '../store/in-chunks.ts';
import { observationPages } from '../store/observation-pages.ts';
import { loadObservations, type Observation, saveObservations } from '../store/observations.ts';
import { sameTargets } from './observe-records.ts';
import type { ScanPlan } from './plan-scan.ts';
import { scanFromTargets } from './scan-from-targets.ts';
import { verifyRecords } from './verify-absence.ts';

/** Finds associations that were added or removed without touching their record. */
export async function scanAssociations(context: CycleContext, plan: ObjectPlan, scan: ScanPlan): Promise<void> {
  const batch = plan.end.capabilities.batchLimits.readAssociations;
  for (const inverse of scan.inverse) {
    const fields = inverse.fields.map(({ own }) => own);
    await readAssociationsOf(context, plan, fields, await scanFromTargets(context, plan, inverse));
  }
  if (scan.own.length > 0) {
    for await (const page of observationPages(context.store.database, plan.object, batch)) {
      await readAssociationsOf(
        context,
        plan,
        scan.own,
        page.map((record) => record.id),
      );
      context.signal.throwIfAborted();
    }
  }
  await readMissingAssociations(context, plan);
}

/** Asks for the associations that pages of changes did not carry. Resolves to how many records' differ. */
export async function readMissingAssociations(context: CycleContext, plan: ObjectPlan): Promise<number> {
  let changed = 0;
  if (plan.associations.length === 0) return changed;
  const batch = plan.end.capabilities.batchLimits.readAssociations;
  let after = '';
  for (;;) {
    const rows = await context.store.database
      .selectFrom('records')
      .select('id')
      .where('object_id', '=', plan.object)
      .where('associations_missing', '=', 1)
      .where('id', '>', after)
      .where('gone', '=', 0)
      .orderBy('id')
      .limit(batch)
      .execute();
    const last = rows.at(-1);
    if (!last) return changed;
    after = last.id;
    changed += await readAssociationsOf(
      context,
      plan,
      plan.associations,
      rows.map((row) => row.id),
    );
    context.signal.throwIfAborted();
  }
}

/** Resolves to the number of records whose associations differ from what was stored. */
export async function readAssociationsOf(
  context: CycleContext,
  plan: ObjectPlan,
  associations: readonly string[],
  ids: readonly string[],
): Promise<number> {
  let differing = 0;
  const { store } = context;
  // A scan asks for some of them only: what else is missing stays missing.
  const whole = plan.associations.every((id) => associations.includes(id));
  for (const chunk of inChunks(ids, plan.end.capabilities.batchLimits.readAssociations)) {
    const answers = await plan.end.app.readAssociations(
      { object: plan.end.object.id, associations, ids: chunk },
      { signal: context.signal },
    );
    await store.transaction(async (database) => {
      const stored = await loadObservations(database, plan.object, chunk);
      const saved: Observation[] = [];
      const changed: string[] = [];
      for (const answer of answers) {
        const before = stored.get(answer.id);
        if (!before || answer.associations === null) continue;
        const merged: Associations = { ...before.associations, ...answer.associations };
        const differs = associations.some((id) => !sameTargets(before.associations[id], merged[id]));
        if (!differs && !before.associationsMissing) continue;
        saved.push({ ...before, associations: merged, associationsMissing: before.associationsMissing && !whole });
        if (differs) changed.push(answer.id);
      }
      await saveObservations(database, plan.object, saved);
      for (const { pair, side } of plan.pairs) await markDirty(database, pair, side, changed);
      differing += changed.length;
    });
    // Gone, or merged into another record: only a direct read tells which, and a merger is no deletion.
    await verifyRecords(
      context,
      plan,
      answers.filter((answer) => answer.associations === null).map((answer) => answer.id),
    );
  }
  return differing;
}
