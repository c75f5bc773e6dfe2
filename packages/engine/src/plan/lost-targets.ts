import type { AssociationPlan, LostTargets } from '../context/cycle-context.ts';
import { targetRecord } from '../context/target-side.ts';
import type { TargetsDecision } from '../store/decisions.ts';
import type { Link } from '../store/links.ts';
import type { Observation } from '../store/observations.ts';

/**
 * What of a decision is lost; `null`: nothing is. A target that is there already, or gone from where it was to be taken out, is no loss.
 * `named`: the links that the decision is about. Pure.
 */
export function lostTargets(
  decision: TargetsDecision,
  association: AssociationPlan,
  known: {
    readonly record: Observation;
    readonly named: ReadonlyMap<number, Link>;
    readonly isLost: (link: Link) => boolean;
  },
): LostTargets | null {
  const { side, what } = decision;
  const { mapping, keys } = association;
  const shown = known.record.associations[mapping[side].id];
  if (!shown) return null;
  const ids = new Set(shown.flatMap((target) => ('id' in target ? [target.id] : [])));
  // Whom a key means is known of linked targets alone.
  const isNamedByKey = keys[side] !== null;
  const isShown = (link: Link): boolean => ids.has(targetRecord(association, link, side));
  const lost = (numbers: readonly number[]): readonly Link[] =>
    numbers.flatMap((number) => known.named.get(number) ?? []).filter(known.isLost);
  const add = lost(what.add).filter((link) => isNamedByKey || !isShown(link));
  const remove = lost(what.remove).filter((link) => isNamedByKey || isShown(link));
  if (add.length + remove.length === 0) return null;
  const gone = new Set([...add, ...remove].map(({ id }) => id));
  // A single value changes as a whole or not at all.
  const isLeft = (number: number): boolean => mapping.reading === 'many' && !gone.has(number);
  return {
    decision,
    association,
    add,
    remove,
    rest: { ...what, add: what.add.filter(isLeft), remove: what.remove.filter(isLeft) },
  };
}
