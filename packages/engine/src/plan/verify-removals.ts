import type { AssociationPlan, CycleContext } from '../cycle/cycle-context.ts';
import { verifyRecords } from '../pull/verify-absence.ts';
import { otherSide } from '../store/side.ts';
import { type PairDecision, type TargetLinks, targetRecord } from './plan-pair.ts';

/**
 * A removal counts only if its target is still there: when a target is deleted, apps drop its associations without a
 * word. The targets of all removals are read directly, on the side where the removal was seen.
 *
 * Returns, per decision, whether all its removals stand. Nothing is read in a chunk without removals.
 */
export async function verifyRemovals(
  context: CycleContext,
  decisions: readonly PairDecision[],
  targetLinks: TargetLinks,
): Promise<readonly boolean[]> {
  const wanted = new Map<string, Set<string>>();
  const checks = decisions.map((decision) =>
    decision.edits.flatMap((edit) =>
      edit.remove.flatMap((number) => {
        const link = targetLinks.get(number);
        if (!link) return [];
        const seen = otherSide(edit.side);
        const object = seen === 'left' ? leftTarget(edit.plan) : rightTarget(edit.plan);
        const id = targetRecord(edit.plan, link, seen);
        const ids = wanted.get(`${seen} ${object}`) ?? new Set<string>();
        wanted.set(`${seen} ${object}`, ids.add(id));
        return [{ slot: `${seen} ${object}`, id }];
      }),
    ),
  );
  const gone = new Map<string, ReadonlySet<string>>();
  for (const [slot, ids] of wanted) {
    const object = context.objects.get(Number(slot.split(' ')[1]));
    if (object) gone.set(slot, await verifyRecords(context, object, [...ids]));
  }
  return checks.map((ofDecision) => ofDecision.every((check) => !gone.get(check.slot)?.has(check.id)));
}

const leftTarget = (plan: AssociationPlan): number => (plan.mapping.viaReversed ? plan.target.right : plan.target.left);
const rightTarget = (plan: AssociationPlan): number =>
  plan.mapping.viaReversed ? plan.target.left : plan.target.right;
