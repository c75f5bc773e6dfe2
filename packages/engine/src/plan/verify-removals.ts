import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { targetObject, targetRecord } from '../context/target-side.ts';
import { verifyPresence } from '../pull/verify-absence.ts';
import { otherSide } from '../store/side.ts';
import type { PairDecision, PlannedEdit, TargetLinks } from './pair-decision.ts';

/** A decision about the two records of a link. */
export interface DecidedPair {
  readonly decision: PairDecision;
  readonly pair: { readonly left: { readonly id: string }; readonly right: { readonly id: string } };
}

/**
 * A removal counts only if both its ends are still there: when a record is deleted, apps drop its associations without
 * a word, those that it holds and those that point at it. Both are read directly, on the side where the removal was seen.
 *
 * Returns, per decision, whether all its removals stand. Nothing is read in a chunk without removals, or with moves only.
 */
export async function verifyRemovals(
  context: CycleContext,
  plan: PairPlan,
  decided: readonly DecidedPair[],
  targetLinks: TargetLinks,
): Promise<readonly boolean[]> {
  const wanted = new Map<number, Set<string>>();
  const want = (object: number, id: string): { readonly object: number; readonly id: string } => {
    wanted.set(object, (wanted.get(object) ?? new Set<string>()).add(id));
    return { object, id };
  };
  // What became of records of a sync that is stopped is not settled: removals that concern them wait, and nobody is asked.
  const isStopped = ({ plan: { target } }: PlannedEdit): boolean => !context.preview && context.braked.has(target.pair);
  const waiting = decided.map(({ decision }) =>
    decision.edits.some((edit) => edit.remove.length > 0 && !isMove(edit) && isStopped(edit)),
  );
  const checks = decided.map(({ decision, pair }, index) =>
    decision.edits.flatMap((edit) => {
      const seen = otherSide(edit.side);
      if (waiting[index] === true || isMove(edit)) return [];
      const targets = edit.remove.flatMap((target) => {
        const link = targetLinks.get(target.link);
        return link ? [want(targetObject(edit.plan, seen), targetRecord(edit.plan, link, seen))] : [];
      });
      return targets.length === 0 ? [] : [want(plan[seen].object, pair[seen].id), ...targets];
    }),
  );
  const gone = new Map<number, ReadonlySet<string>>();
  for (const [number, ids] of wanted) {
    const object = context.objects.get(number);
    if (object) gone.set(number, await verifyPresence(context, object, [...ids]));
  }
  return checks.map(
    (ofDecision, index) => waiting[index] !== true && ofDecision.every(({ object, id }) => !gone.get(object)?.has(id)),
  );
}

/** A field of one value that shows another target lost the former one to somebody's hand, whatever became of that one. */
function isMove({ plan, side, add }: PlannedEdit): boolean {
  return add.length > 0 && plan.mapping[otherSide(side)].cardinality === 'one';
}
