import type { PairPlan } from '../context/cycle-context.ts';
import { targetSide } from '../context/target-side.ts';
import { sides } from '../store/side.ts';
import type { PairDecision, PlannedEdit } from './pair-decision.ts';

interface Decided {
  readonly pair: { readonly link: { readonly id: number } };
  readonly decision: PairDecision;
}

/**
 * A target that is about to get another key in this chunk is named by it once it bears it: both writes are under way at the
 * same time, and an app refuses a key that nobody bears, or takes it for another target.
 */
export function deferNames<Item extends Decided>(plan: PairPlan, decided: readonly Item[]): readonly Item[] {
  const ownTargets = plan.associations.filter(
    ({ target, keys }) => target.pair === plan.pair && sides.some((side) => keys[side] !== null),
  );
  if (ownTargets.length === 0) return decided;
  const links = new Map(decided.map(({ pair, decision }) => [pair.link.id, decision]));
  const isAboutToChange = ({ plan: association, side }: PlannedEdit, target: number): boolean => {
    const field = association.mapping.keys[side]?.field.id;
    const end = targetSide(association, side);
    const moves = links.get(target)?.moves ?? [];
    return field !== undefined && moves.some(({ to, mapping }) => to === end && mapping[end].id === field);
  };
  const isEarly = (edit: PlannedEdit): boolean =>
    ownTargets.includes(edit.plan) && [...edit.add, ...edit.rename].some(({ link }) => isAboutToChange(edit, link));
  return decided.map((item) => {
    const { edits } = item.decision;
    if (!edits.some(isEarly)) return item;
    const named = edits.filter((edit) => !isEarly(edit));
    return { ...item, decision: { ...item.decision, edits: named, unfinished: true } };
  });
}
