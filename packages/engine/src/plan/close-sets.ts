import type { AssociationPlan } from '../context/cycle-context.ts';
import { type AssociationMerge, writesTo } from '../merge/merge-associations.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type { ResolvedTargets } from './pair-decision.ts';

/** One association of a record pair, as both sides show it and as it is merged. */
export interface MergedAssociation {
  readonly association: AssociationPlan;
  readonly resolved: ResolvedTargets;
  readonly merge: AssociationMerge;
}

/**
 * Giving a mark adds to its set, and an add beats a removal: a target that one side takes out of the set while a mark
 * on it is given stays in the set, on both sides.
 */
export function closeSets(merged: readonly MergedAssociation[]): readonly MergedAssociation[] {
  return merged.map((set) => {
    const kept = sides.flatMap((side) =>
      set.merge.remove[side]
        .filter((link) => merged.some((mark) => isGiven(mark, set, side, link)))
        .map((link) => ({ side, link })),
    );
    if (kept.length === 0 || set.association.mapping.reading !== 'many') return set;
    const { merge } = set;
    const stays = (side: Side, link: number): boolean => kept.some((one) => one.side === side && one.link === link);
    const remove = {
      left: merge.remove.left.filter((link) => !stays('left', link)),
      right: merge.remove.right.filter((link) => !stays('right', link)),
    };
    const add = { left: [...merge.add.left], right: [...merge.add.right] };
    const ended = [...merge.ended];
    for (const { side, link } of kept) {
      const lacking = otherSide(side);
      if (writesTo(set.association.mapping, lacking)) add[lacking].push(link);
      // One way, the side that lacks it is never written: from here on it is the holder's own addition.
      else ended.push(link);
    }
    return { ...set, merge: { ...merge, add, remove, ended } };
  });
}

/**
 * Is the mark about to be given to the target, or have both sides given it since the last sync? An app without marks gives
 * one too: it is enough that the other app takes the field for a mark. What stays with the side that gave it (one way) says
 * nothing about the set, except where the set stays there as well.
 */
function isGiven(mark: MergedAssociation, set: MergedAssociation, side: Side, link: number): boolean {
  const marksOn = (one: Side): boolean => mark.association.mapping[one].markOn === set.association.mapping[one].id;
  if (!sides.some(marksOn)) return false;
  const { merge, resolved } = mark;
  if (merge.settled.includes(link) || sides.some((one) => merge.add[one].includes(link))) return true;
  if (writesTo(set.association.mapping, otherSide(side)) || !marksOn(side)) return false;
  const shown = resolved[side] ?? [];
  return !resolved.base.has(link) && shown.some((target) => target.kind === 'linked' && target.link === link);
}
