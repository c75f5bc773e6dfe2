import type { AssociationTarget } from '@linkwright/core';
import type { CompiledFieldMapping } from '../context/compiled-sync.ts';
import type { AssociationPlan, PairPlan } from '../context/cycle-context.ts';
import { targetRecord } from '../context/target-side.ts';
import type { ObservedTarget } from '../merge/merge-associations.ts';
import { saySame } from '../merge/merge-fields.ts';
import type { LoadedTargets } from '../plan/load-targets.ts';
import type { ResolvedTargets } from '../plan/pair-decision.ts';
import { planPair } from '../plan/plan-pair.ts';
import type { Link } from '../store/links.ts';
import type { Observation } from '../store/observations.ts';
import { type Side, sides } from '../store/side.ts';

export interface PairDifference {
  readonly fields: readonly { readonly mapping: CompiledFieldMapping; readonly kept: boolean }[];
  readonly associations: readonly {
    readonly association: AssociationPlan;
    /** Target ids that the other side lacks. */
    readonly only: Readonly<Record<Side, readonly string[]>>;
    /** Keys by which a side still names its targets, and which are theirs no longer. */
    readonly outdated: Readonly<Record<Side, readonly string[]>>;
    readonly kept: boolean;
  }[];
}

/**
 * What two linked records do not have in common, whatever the base says. `kept`: the next sync would leave it so. Pure.
 */
export function comparePair(request: {
  readonly plan: PairPlan;
  readonly link: Link;
  readonly left: Observation;
  readonly right: Observation;
  readonly targets: ReadonlyMap<number, ResolvedTargets>;
  readonly loaded: LoadedTargets;
  /** A filter leaves the pair as it is. */
  readonly rests: boolean;
}): PairDifference {
  const { plan, link, left, right, targets, loaded } = request;
  const { links: targetLinks, nameOf } = loaded;
  const updatesNothing = plan.sync.implied || request.rests;
  const decision = planPair({ plan, left, right, base: link.base, targets, targetLinks, nameOf });
  const unsettled = new Set([...decision.moves, ...decision.obstacles].map(({ mapping }) => mapping.key));
  const edited = new Set(decision.edits.map((edit) => edit.plan.association));
  const fields = plan.sync.fields.flatMap((mapping) => {
    const [leftValue, rightValue] = [left.fields[mapping.left.id], right.fields[mapping.right.id]];
    // Not readable on one side: nothing can be said about it.
    if (leftValue === undefined || rightValue === undefined || saySame(mapping, leftValue, rightValue)) return [];
    return [{ mapping, kept: updatesNothing || !unsettled.has(mapping.key) }];
  });
  const associations = plan.associations.flatMap((association) => {
    const resolved = targets.get(association.association);
    if (!resolved?.left || !resolved.right) return [];
    const shown = { left: linksOf(resolved.left), right: linksOf(resolved.right) };
    const missing = (side: Side, other: Side): readonly string[] => [
      ...[...shown[side]].filter((target) => !shown[other].has(target)).flatMap((target) => named(target, side)),
      ...(resolved[side] ?? []).flatMap((target) =>
        target.kind === 'pending' && target.dangling === true ? [target.record] : [],
      ),
    ];
    const named = (target: number, side: Side): readonly string[] => {
      const known = targetLinks.get(target);
      return known ? [targetRecord(association, known, side)] : [];
    };
    const only = { left: missing('left', 'right'), right: missing('right', 'left') };
    const renames = decision.edits.filter((edit) => edit.plan === association && edit.rename.length > 0);
    const outdatedOn = (side: Side): readonly string[] =>
      renames.flatMap((edit) => (edit.side === side ? edit.edit.remove.map(nameOfTarget) : []));
    const outdated = { left: outdatedOn('left'), right: outdatedOn('right') };
    if (sides.every((side) => only[side].length + outdated[side].length === 0)) return [];
    return [{ association, only, outdated, kept: updatesNothing || !edited.has(association.association) }];
  });
  return { fields, associations };
}

const nameOfTarget = (target: AssociationTarget): string => ('id' in target ? target.id : target.key);

const linksOf = (targets: readonly ObservedTarget[]): ReadonlySet<number> =>
  new Set(targets.flatMap((target) => (target.kind === 'linked' ? [target.link] : [])));
