import { sides } from '../store/side.ts';
import type { AssociationPlan, CycleContext, PairPlan } from './cycle-context.ts';
import { targetObject } from './target-side.ts';

/** By number of the object: how often records of it have been stored that bear another target key than before. */
export type KeyChanges = ReadonlyMap<number, number>;

/** Of the objects whose records a pair's associations name by a key. */
export const keyChangesOf = ({ objects }: Pick<CycleContext, 'objects'>, plan: PairPlan): KeyChanges =>
  new Map(
    plan.associations.flatMap((association) =>
      objectsNamedByKey(association).map((object) => [object, objects.get(object)?.keyChanges.count ?? 0] as const),
    ),
  );

export const objectsNamedByKey = (association: AssociationPlan): readonly number[] =>
  sides.flatMap((side) => (association.keys[side] ? [targetObject(association, side)] : []));
