import type { CanonicalValue } from '@linkwright/core';
import { presetValues } from '../condition/create-within-filter.ts';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { labelOf, labelsOf } from '../context/record-labels.ts';
import { targetObject } from '../context/target-side.ts';
import type { PlannedEdit, PlannedTarget } from '../plan/pair-decision.ts';
import { otherSide, type Side } from '../store/side.ts';
import { editsOn, observationOf, type Progress } from './chunk-item.ts';

/** Tells listeners what happened to single records, in names that a person knows. */

export async function reportOperations(
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  entries: readonly Progress[],
): Promise<void> {
  const labels = await targetLabels(context, side, entries);
  const presets = presetValues(plan.sync, side);
  for (const { item, standIns } of entries) {
    const shownSide = observationOf(item, side) ? side : otherSide(side);
    const shown = observationOf(item, shownSide);
    if (!shown) continue;
    const twin = shownSide === side ? observationOf(item, otherSide(side)) : null;
    const base = item.kind === 'pair' ? item.link.base : null;
    context.report({
      kind: 'operation',
      operation: {
        sync: plan.sync.name,
        kind: item.kind === 'create' ? 'create' : 'update',
        side: fileSide(plan, side),
        connection: plan.sync[side].connection,
        id: shown.id,
        ...(twin && { twin: twin.id }),
        label: labelOf(plan[shownSide], shown),
        fields: [
          ...item.decision.moves
            .filter((move) => move.to === side)
            .map((move) => ({
              field: move.mapping[side].name,
              before: move.before,
              after: move.after,
              conflict: move.conflict,
              ...standInOf(standIns, move.mapping[side].id),
              ...(base !== null && base[move.mapping.key] === undefined && { firstMatch: true as const }),
            })),
          ...presets
            .filter(() => item.kind === 'create')
            .map(({ field, value }) => ({ field: field.name, before: null, after: value, conflict: false })),
        ],
        associations: editsOn(item, side).map((edit) => ({
          field: edit.plan.mapping[side].name,
          added: edit.add.map((target) => labels(edit, target)),
          removed: edit.remove.map((target) => labels(edit, target)),
          ...(edit.rename.length > 0 && { renamed: edit.rename.map((target) => labels(edit, target)) }),
          ...(edit.losing && {
            marksLost: edit.losing.map(({ target, marks }) => ({ target: labels(edit, target), marks })),
          }),
        })),
      },
    });
  }
}

function standInOf(standIns: Progress['standIns'], field: string): { readonly standIn?: CanonicalValue } {
  const standIn = standIns.get(field);
  return standIn === undefined ? {} : { standIn };
}

/** Names of all targets of these edits, one look-up per object. */
async function targetLabels(
  context: CycleContext,
  side: Side,
  entries: readonly Progress[],
): Promise<(edit: PlannedEdit, target: PlannedTarget) => string> {
  const wanted = new Map<number, Set<string>>();
  for (const edit of entries.flatMap(({ item }) => editsOn(item, side))) {
    const object = targetObject(edit.plan, side);
    const ids = wanted.get(object) ?? new Set<string>();
    for (const { record } of [...edit.add, ...edit.remove, ...edit.rename]) ids.add(record);
    wanted.set(object, ids);
  }
  const labels = new Map<number, Map<string, string>>();
  for (const [object, ids] of wanted) {
    const target = context.objects.get(object);
    if (target) labels.set(object, await labelsOf(context.store.database, target, [...ids]));
  }
  return (edit, { record }) => labels.get(targetObject(edit.plan, side))?.get(record) ?? record;
}
