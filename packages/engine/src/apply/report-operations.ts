import { presetValues } from '../condition/create-within-filter.ts';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import type { OperationReport } from '../context/cycle-event.ts';
import { fileSide } from '../context/file-side.ts';
import { labelOf, labelsOf } from '../context/record-labels.ts';
import { targetObject } from '../context/target-side.ts';
import type { PlannedEdit, PlannedTarget } from '../plan/pair-decision.ts';
import { otherSide, type Side } from '../store/side.ts';
import { type ChunkItem, editsOn, observationOf, type Progress } from './chunk-item.ts';

/** Tells listeners what happened to single records, in names that a person knows. */

export async function reportOperations(
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  entries: readonly Progress[],
): Promise<void> {
  if (!context.isHeard) return;
  const labels = await targetLabels(context, side, entries);
  const presets = presetValues(plan.sync, side);
  for (const { item, standIns } of entries) {
    const shownSide = observationOf(item, side) ? side : otherSide(side);
    const shown = observationOf(item, shownSide);
    if (!shown) continue;
    const twin = shownSide === side ? observationOf(item, otherSide(side)) : null;
    context.report({
      kind: 'operation',
      operation: {
        sync: plan.sync.name,
        kind: item.decision.archive ? 'archive' : item.kind === 'create' ? 'create' : 'update',
        ...(item.decision.archive && { reason: item.decision.archive.reason }),
        side: fileSide(plan, side),
        connection: plan.sync[side].connection,
        id: shown.id,
        ...(twin && { twin: twin.id }),
        label: labelOf(plan[shownSide], shown),
        fields: withPresets(writtenFields(item, side, standIns), item.kind === 'create' ? presets : []),
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

const withPresets = (
  written: OperationReport['fields'],
  presets: ReturnType<typeof presetValues>,
): OperationReport['fields'] =>
  presets.length === 0
    ? written
    : [
        ...written,
        ...presets.map(({ field, value }) => ({ field: field.name, before: null, after: value, conflict: false })),
      ];

function writtenFields(item: ChunkItem, side: Side, standIns: Progress['standIns']): OperationReport['fields'] {
  const written: OperationReport['fields'][number][] = [];
  for (const { mapping, to, before, after, conflict, origin, reason } of item.decision.moves) {
    if (to !== side) continue;
    const { id, name } = mapping[side];
    const standIn = standIns.get(id);
    const isFirst = item.kind === 'pair' && item.link.base[mapping.key] === undefined;
    const field = { field: name, before, after, conflict };
    if (reason === 'undone') {
      written.push({ ...field, undone: { twin: origin } });
      continue;
    }
    if (reason === 'resolved') {
      written.push({ ...field, resolved: true });
      continue;
    }
    const isPlain = standIn === undefined && !isFirst;
    written.push(
      isPlain
        ? field
        : { ...field, ...(standIn !== undefined && { standIn }), ...(isFirst && { firstMatch: true as const }) },
    );
  }
  return written;
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
