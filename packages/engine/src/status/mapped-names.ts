import type { AssociationPlan, ObjectPlan, PairPlan } from '../context/cycle-context.ts';
import { labelsOf } from '../context/record-labels.ts';
import { targetObject } from '../context/target-side.ts';
import { type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';

/** What people call a field or association field of one side; its id, where the app no longer has it. */
export function fieldName({ sync }: PairPlan, side: Side, id: string): string {
  const { fields, associations } = sync[side].object;
  return [...fields, ...associations].find((field) => field.id === id)?.name ?? id;
}

/** What people call a field or association field that an app has refused by its id. */
export function refusedField({ sync }: PairPlan, id: string | null): string | null {
  const known = sides.flatMap((side) => [...sync[side].object.fields, ...sync[side].object.associations]);
  return known.find((field) => field.id === id)?.name ?? id;
}

/** Labels of targets that one side names by their record ids or by a key; in the same order. */
export async function targetLabels(
  store: Store,
  objects: readonly ObjectPlan[],
  association: AssociationPlan,
  side: Side,
  names: readonly string[],
): Promise<readonly string[]> {
  const object = objects.find((one) => one.object === targetObject(association, side));
  if (!object || association.keys[side] !== null) return names;
  const labels = await labelsOf(store.database, object, names);
  return names.map((name) => labels.get(name) ?? name);
}
