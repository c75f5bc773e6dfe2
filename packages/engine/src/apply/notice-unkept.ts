import type { AssociationTarget } from '@linkwright/core';
import { fileSide } from '../context/file-side.ts';
import { labelsOf } from '../context/record-labels.ts';
import { targetObject } from '../context/target-side.ts';
import type { PlannedEdit, PlannedTarget } from '../plan/pair-decision.ts';
import { sameTarget } from '../plan/plan-edit.ts';
import { verifyPresence } from '../pull/verify-absence.ts';
import { markDirty } from '../store/dirty.ts';
import { addEdges, type EdgeChange, removeEdges } from '../store/edges.ts';
import { loadObservations } from '../store/observations.ts';
import type { Side } from '../store/side.ts';
import type { ChunkContext } from './chunk-context.ts';

/** An edit that the app has taken, with the targets that it refused. */
export interface TakenEdit {
  readonly edit: PlannedEdit;
  readonly link: number;
  /** Id of the record that was written to. */
  readonly id: string;
  readonly refused: readonly AssociationTarget[];
}

/** Once it may be an index that lags, or a hand that was quicker; an edit that is not kept twice in a run is told. */
const triesPerRun = 2;

/**
 * What was read back after a write is compared with what was planned. A target that is not there although it was added,
 * or still there although it was removed, must not become the base: it would be taken for a person's edit, and undone on
 * the other side as well. It is planned again, and told when that does not help.
 */
export async function noticeUnkept(chunk: ChunkContext, side: Side, taken: readonly TakenEdit[]): Promise<void> {
  const { context, plan } = chunk;
  if (context.preview || taken.length === 0) return;
  const shown = await loadObservations(
    context.store.database,
    plan[side].object,
    taken.map(({ id }) => id),
  );
  const unkept = taken.flatMap((one) => {
    const record = shown.get(one.id);
    const targets = record?.associations[one.edit.plan.mapping[side].id];
    if (!record || record.gone || targets === undefined) return [];
    const holds = ({ target }: PlannedTarget): boolean => targets.some((held) => sameTarget(held, target));
    const isRefused = ({ target }: PlannedTarget): boolean => one.refused.some((other) => sameTarget(other, target));
    const missing = one.edit.add.filter((target) => !holds(target) && !isRefused(target));
    const staying = one.edit.remove.filter((target) => holds(target) && !isRefused(target));
    return missing.length + staying.length > 0 ? [{ ...one, missing, staying }] : [];
  });
  if (unkept.length === 0) return;
  const edge =
    ({ edit, link }: TakenEdit) =>
    ({ link: target, keys }: PlannedTarget): EdgeChange => ({
      association: edit.plan.association,
      source: link,
      target,
      keys,
    });
  await context.store.transaction(async (database) => {
    await removeEdges(
      database,
      unkept.flatMap((one) => one.missing.map(edge(one))),
    );
    await addEdges(
      database,
      unkept.flatMap((one) => one.staying.map(edge(one))),
    );
    await markDirty(
      database,
      plan.pair,
      side,
      unkept.map(({ id }) => id),
    );
  });
  for (const one of unkept) {
    const name = unkeptName(one.edit, one.link);
    const times = (context.unkept.get(name) ?? 0) + 1;
    context.unkept.set(name, times);
    if (times === triesPerRun && (await areThere(chunk, one.edit, one.missing))) await tell(chunk, side, one);
  }
}

/** Was it tried often enough in this run? */
export const isGivenUp = ({ unkept }: ChunkContext['context'], edit: PlannedEdit, link: number): boolean =>
  (unkept.get(unkeptName(edit, link)) ?? 0) >= triesPerRun;

const unkeptName = ({ plan, side }: PlannedEdit, link: number): string => `${plan.association} ${side} ${link}`;

/** A target that was deleted or merged meanwhile explains it. */
async function areThere({ context }: ChunkContext, edit: PlannedEdit, targets: readonly PlannedTarget[]) {
  const object = context.objects.get(targetObject(edit.plan, edit.side));
  if (!object || targets.length === 0) return true;
  const gone = await verifyPresence(
    context,
    object,
    targets.map(({ record }) => record),
  );
  return gone.size === 0;
}

async function tell(
  { context, plan, tally }: ChunkContext,
  side: Side,
  one: TakenEdit & { readonly missing: readonly PlannedTarget[]; readonly staying: readonly PlannedTarget[] },
): Promise<void> {
  const labels = await labelsOf(context.store.database, plan[side], [one.id]);
  const object = context.objects.get(targetObject(one.edit.plan, side));
  const targets = object
    ? await labelsOf(
        context.store.database,
        object,
        [...one.missing, ...one.staying].map(({ record }) => record),
      )
    : new Map<string, string>();
  const named = ({ record }: PlannedTarget): string => targets.get(record) ?? record;
  tally.unkept += 1;
  context.report({
    kind: 'association-not-kept',
    sync: plan.sync.name,
    side: fileSide(plan, side),
    connection: plan.sync[side].connection,
    id: one.id,
    label: labels.get(one.id) ?? one.id,
    field: one.edit.plan.mapping[side].name,
    missing: one.missing.map(named),
    staying: one.staying.map(named),
  });
}
