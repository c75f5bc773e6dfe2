import type { FieldType } from '@linkwright/core';
import type { Kysely } from 'kysely';
import { editsOn, observationOf, type Progress } from '../apply/chunk-item.ts';
import type { CycleContext, ObjectPlan, PairPlan } from '../context/cycle-context.ts';
import { targetObject } from '../context/target-side.ts';
import { presetValues } from '../filter/create-within-filter.ts';
import type { PlannedEdit, PlannedTarget } from '../plan/plan-pair.ts';
import type { Database } from '../store/database.ts';
import type { Link } from '../store/links.ts';
import { loadObservations, type Observation } from '../store/observations.ts';
import { otherSide, type Side } from '../store/side.ts';
import type { Failure, Hold } from '../store/work.ts';

/** Tells listeners what happened to single records, in names that a person knows. */

export function reportLinks(
  context: CycleContext,
  plan: PairPlan,
  linked: readonly { readonly link: Link; readonly reason: string }[],
): void {
  for (const { link, reason } of linked) {
    const ends = plan.sync.reversed ? { left: link.right, right: link.left } : { left: link.left, right: link.right };
    context.report({ kind: 'record-linked', sync: plan.sync.name, ...ends, reason });
  }
}

export async function reportHolds(context: CycleContext, plan: PairPlan, holds: readonly Hold[]): Promise<void> {
  for (const side of ['left', 'right'] as const) {
    const ofSide = holds.filter((hold) => hold.side === side);
    const labels = await labelsOf(
      context.store.database,
      plan[side],
      ofSide.map((hold) => hold.id),
    );
    for (const hold of ofSide) {
      context.report({
        kind: 'record-held',
        sync: plan.sync.name,
        side: fileSide(plan, side),
        id: hold.id,
        label: labels.get(hold.id) ?? hold.id,
        reason: hold.reason,
        text: hold.detail.text,
      });
    }
  }
}

export async function reportFailure(context: CycleContext, plan: PairPlan, failure: Failure): Promise<void> {
  const { side, id } = failure.origin;
  const labels = await labelsOf(context.store.database, plan[side], [id]);
  context.report({
    kind: 'record-failing',
    sync: plan.sync.name,
    side: fileSide(plan, side),
    id,
    label: labels.get(id) ?? id,
    message: failure.message,
    remedy: failure.remedy,
  });
}

export async function reportOperations(
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  entries: readonly Progress[],
): Promise<void> {
  const labels = await targetLabels(context, side, entries);
  const presets = presetValues(plan.sync, side);
  for (const { item } of entries) {
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

/** The side as the file has it. */
export const fileSide = (plan: PairPlan, side: Side): Side => (plan.sync.reversed ? otherSide(side) : side);

export async function labelsOf(
  database: Kysely<Database>,
  plan: ObjectPlan,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const records = await loadObservations(database, plan.object, ids);
  return new Map([...records].map(([id, record]) => [id, labelOf(plan, record)]));
}

/** What a person calls a record: its display field, or else its first texts, or else its id. */
export function labelOf(plan: ObjectPlan, record: Observation): string {
  const { displayField } = plan.end.object;
  const display = displayField === undefined ? null : record.fields[displayField];
  if (typeof display === 'string' && display !== '') return display;
  const texts = [...plan.fields.values()]
    .filter((field) => nameLike.includes(field.type))
    .map((field) => record.fields[field.id])
    .filter((value) => typeof value === 'string' && value !== '');
  return texts.length > 0 ? texts.slice(0, 2).join(' ') : record.id;
}

const nameLike: readonly FieldType[] = ['text', 'email', 'phone'];
