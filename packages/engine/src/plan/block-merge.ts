import type { AssociationPlan } from '../context/cycle-context.ts';
import { targetRecord } from '../context/target-side.ts';
import type { BlockedLinks } from '../filter/blocked-links.ts';
import type { AssociationMerge } from '../merge/merge-associations.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type { TargetLinks } from './pair-decision.ts';

/**
 * Edges to a target that a filter has frozen stay as they are on both sides; what would have been written waits. A single
 * target gives way as a whole or not at all.
 */
export function blockMerge(
  association: AssociationPlan,
  merge: AssociationMerge,
  blocked: BlockedLinks,
  targetLinks: TargetLinks,
): AssociationMerge {
  const waiting = sides.flatMap((side) => [
    ...merge.add[side].filter((link) => blocked.has(link)).map((link) => ({ link, shown: otherSide(side) })),
    ...merge.remove[side].filter((link) => blocked.has(link)).map((link) => ({ link, shown: side })),
  ]);
  if (waiting.length === 0) return merge;
  const pending = [
    ...merge.pending,
    ...waiting.flatMap(({ link, shown }) => {
      const target = targetLinks.get(link);
      const reason = blocked.get(link) ?? '';
      return target ? [{ side: shown, record: targetRecord(association, target, shown), reason }] : [];
    }),
  ];
  if (association.mapping.reading === 'one') {
    const nothing = { left: [], right: [] };
    return { add: nothing, remove: nothing, settled: [], ended: [], pending, overruled: null, conflict: null };
  }
  const free = (links: Readonly<Record<Side, readonly number[]>>) => ({
    left: links.left.filter((link) => !blocked.has(link)),
    right: links.right.filter((link) => !blocked.has(link)),
  });
  return { ...merge, add: free(merge.add), remove: free(merge.remove), pending };
}
