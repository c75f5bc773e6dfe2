import type { Kysely } from 'kysely';
import type { ObjectPlan, PairPlan } from '../cycle/cycle-context.ts';
import type { Database } from '../store/database.ts';
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

/** The app may have added something by itself: its associations are read before the next pass. */
export async function askAssociationsAgain(
  database: Kysely<Database>,
  plan: ObjectPlan,
  record: string,
): Promise<void> {
  await database
    .updateTable('observations')
    .set({ associations_missing: 1 })
    .where('object_id', '=', plan.object)
    .where('record_id', '=', record)
    .execute();
}
