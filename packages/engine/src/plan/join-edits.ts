import type { AssociationEdit, AssociationTarget } from '@linkwright/core';
import type { PlannedEdit, PlannedPending } from './pair-decision.ts';

/**
 * One association field may be mapped through several syncs, each of which edits the targets of its own. The app holds
 * one list: every edit of the field is given the same result, and a field for one target takes no second one.
 */
export function joinEdits(edits: readonly PlannedEdit[]): {
  readonly edits: readonly PlannedEdit[];
  readonly pending: readonly PlannedPending[];
} {
  if (edits.length === 0) return { edits: [], pending: [] };
  const joined: PlannedEdit[] = [];
  const pending: PlannedPending[] = [];
  const ofFields = Map.groupBy(edits, ({ plan, side }) => `${side} ${plan.mapping[side].id}`);
  for (const group of ofFields.values()) {
    const [first] = group;
    if (!first) continue;
    const { cardinality, name } = first.plan.mapping[first.side];
    const overfull = cardinality === 'one' && resultOf(group).length > 1;
    const fitting = overfull ? group.filter((one) => one.add.length === 0) : group;
    const result = resultOf(fitting);
    joined.push(...fitting.map((one) => ({ ...one, edit: { ...one.edit, result } })));
    const reason = `"${name}" holds one target, and has one that belongs to another sync`;
    for (const { plan, side } of group.filter((one) => !fitting.includes(one))) {
      pending.push({ plan, side, record: '', reason });
    }
  }
  return { edits: joined, pending };
}

const resultOf = (edits: readonly PlannedEdit[]): readonly AssociationTarget[] =>
  applyEdits(
    edits[0]?.before ?? [],
    edits.map(({ edit }) => edit),
  );

/** What a list of targets becomes: what is removed leaves, what is added joins the rest. */
export function applyEdits(
  before: readonly AssociationTarget[],
  edits: readonly Pick<AssociationEdit, 'add' | 'remove'>[],
): readonly AssociationTarget[] {
  const named = (target: AssociationTarget): string => JSON.stringify(target);
  const leaving = new Set(edits.flatMap(({ remove }) => remove.map(named)));
  const kept = before.filter((target) => !leaving.has(named(target)));
  const held = new Set(kept.map(named));
  const added = edits.flatMap(({ add }) => add).filter((target) => !held.has(named(target)));
  return [...kept, ...added];
}
