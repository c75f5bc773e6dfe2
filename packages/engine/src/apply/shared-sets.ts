import type { PairPlan } from '../context/cycle-context.ts';
import type { Side } from '../store/side.ts';

/** The set that an association field belongs to: itself, or the one that it is a mark on. */
export function setOf(plan: PairPlan, side: Side, field: string): string {
  return plan.sync[side].object.associations.find((schema) => schema.id === field)?.markOn ?? field;
}

/** Sets of which two association fields are mapped: a write to one of them may change what the other shows. */
export function sharedSets(plan: PairPlan, side: Side): ReadonlySet<string> {
  const sets = plan[side].associations.map((field) => setOf(plan, side, field));
  return new Set(sets.filter((set, index) => sets.indexOf(set) !== index));
}

export const sharesSet = (plan: PairPlan, side: Side): boolean => sharedSets(plan, side).size > 0;
