import type { AssociationTarget } from '@linkwright/core';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { inChunks } from '../store/in-chunks.ts';
import type { Observation } from '../store/observations.ts';
import { type Side, sides } from '../store/side.ts';
import { applyEdits, joinEdits } from './join-edits.ts';
import type { LostMarks, PairDecision, PlannedEdit, PlannedPending, PlannedTarget } from './pair-decision.ts';
import { sameTarget } from './plan-edit.ts';

interface Decided {
  readonly pair: Readonly<Record<Side, Observation>>;
  readonly decision: PairDecision;
}

/** Targets by association field, of one record. */
type Marks = Readonly<Record<string, readonly AssociationTarget[]>>;

/**
 * Taking a target out of a set takes every mark on it along, also marks that nobody has mapped: they are read, so that the
 * plan can name them. With `keepMarks` the target stays instead, and waits with that reason. Marks that are taken from the
 * target by an edit of their own do not count.
 */
export async function withMarksThatGo<Item extends Decided>(
  context: CycleContext,
  plan: PairPlan,
  items: readonly Item[],
): Promise<readonly Item[]> {
  let told = items;
  for (const side of sides) {
    const marksOf = (edit: PlannedEdit) =>
      plan.sync[side].object.associations.filter(({ markOn }) => markOn === edit.plan.mapping[side].id);
    const removals = (item: Item): readonly PlannedEdit[] =>
      item.decision.edits.filter((edit) => edit.side === side && edit.remove.length > 0 && marksOf(edit).length > 0);
    const affected = told.filter((item) => removals(item).length > 0);
    if (affected.length === 0) continue;
    const fields = new Set(affected.flatMap(removals).flatMap((edit) => marksOf(edit).map(({ id }) => id)));
    const unread = [...fields].filter((id) => !plan[side].associations.includes(id));
    const read = await readMarks(
      context,
      plan,
      side,
      unread,
      affected.map(({ pair }) => pair[side].id),
    );
    told = told.map((item) => {
      if (!affected.includes(item)) return item;
      const shown: Marks = { ...item.pair[side].associations, ...read.get(item.pair[side].id) };
      return { ...item, decision: decideOn(item.decision, side, new Set(removals(item)), marksOf, shown) };
    });
  }
  return told;
}

async function readMarks(
  { signal }: CycleContext,
  plan: PairPlan,
  side: Side,
  fields: readonly string[],
  ids: readonly string[],
): Promise<ReadonlyMap<string, Marks>> {
  const { app, object, capabilities } = plan.sync[side];
  const found = new Map<string, Marks>();
  if (fields.length === 0) return found;
  for (const chunk of inChunks(ids, capabilities.batchLimits.readAssociations)) {
    const answers = await app.readAssociations({ object: object.id, associations: fields, ids: chunk }, { signal });
    for (const { id, associations } of answers) if (associations) found.set(id, associations);
  }
  return found;
}

function decideOn(
  decision: PairDecision,
  side: Side,
  removals: ReadonlySet<PlannedEdit>,
  marksOf: (edit: PlannedEdit) => readonly { readonly id: string; readonly name: string }[],
  shown: Marks,
): PairDecision {
  const isTaken = (field: string, target: PlannedTarget): boolean =>
    decision.edits.some(
      (edit) =>
        edit.side === side &&
        edit.plan.mapping[side].id === field &&
        edit.remove.some((removed) => removed.link === target.link),
    );
  const pending: PlannedPending[] = [];
  const edits = decision.edits.flatMap((edit): readonly PlannedEdit[] => {
    if (!removals.has(edit)) return [edit];
    const losing = edit.remove.flatMap((target): readonly LostMarks[] => {
      const marks = marksOf(edit)
        .filter(({ id }) => shown[id]?.some((held) => sameTarget(held, target.target)) && !isTaken(id, target))
        .map(({ name }) => name);
      return marks.length > 0 ? [{ target, marks }] : [];
    });
    if (losing.length === 0) return [edit];
    if (!edit.plan.mapping.keepMarks) return [{ ...edit, losing }];
    for (const { target, marks } of losing) {
      const reason = `its marks would go with it (${marks.join(', ')}), and keepMarks keeps them`;
      pending.push({ plan: edit.plan, side, record: target.record, reason, isLinked: true });
    }
    const stays = losing.map(({ target }) => target);
    const remove = edit.remove.filter((target) => !stays.includes(target));
    const change = {
      add: edit.edit.add,
      remove: edit.edit.remove.filter((target) => !stays.some((one) => sameTarget(one.target, target))),
    };
    const rest = { ...edit, remove, kept: [...edit.kept, ...stays] };
    if (edit.add.length + remove.length + edit.rename.length === 0) return [];
    return [{ ...rest, edit: { ...change, result: applyEdits(edit.before, [change]) } }];
  });
  const joined = joinEdits(edits);
  return { ...decision, edits: joined.edits, pending: [...decision.pending, ...joined.pending, ...pending] };
}
