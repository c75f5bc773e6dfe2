import type { PairPlan } from '../context/cycle-context.ts';
import { targetRecord } from '../context/target-side.ts';
import type { ObservedTarget } from '../merge/merge-associations.ts';
import { otherSide, type Side } from '../store/side.ts';
import type { MergedAssociation } from './close-sets.ts';
import type { PlannedPending, TargetLinks } from './pair-decision.ts';

/** Where one side owns an association: what the other one has added or removed by itself, and which stays there. Pure. */
export function uncarried(
  { association, merge, resolved }: MergedAssociation,
  targetLinks: TargetLinks,
  { sync }: PairPlan,
): readonly PlannedPending[] {
  const { owner, reading } = association.mapping;
  if (owner === null || (reading === 'one' && merge.pending.length > 0)) return [];
  const other = otherSide(owner);
  const shown: Readonly<Record<Side, ReadonlySet<number>>> = {
    left: linksOf(resolved.left),
    right: linksOf(resolved.right),
  };
  const tell = (side: Side, links: Iterable<number>, what: string): readonly PlannedPending[] =>
    [...links].flatMap((number) => {
      const link = targetLinks.get(number);
      if (!link || resolved.blocked.has(number)) return [];
      const reason = `${what} in ${sync[other].displayName}, where it stays so: ${sync[owner].displayName} decides`;
      return [{ plan: association, side, record: targetRecord(association, link, side), reason, isLinked: true }];
    });
  const coming = new Set(merge.add[other]);
  const leaving = new Set(merge.remove[other]);
  return [
    ...tell(
      other,
      [...shown[other]].filter((link) => !shown[owner].has(link) && !leaving.has(link)),
      'added',
    ),
    ...tell(
      owner,
      [...shown[owner]].filter((link) => !shown[other].has(link) && !coming.has(link)),
      'removed',
    ),
  ];
}

const linksOf = (targets: readonly ObservedTarget[] | null): ReadonlySet<number> =>
  new Set((targets ?? []).flatMap((target) => (target.kind === 'linked' ? [target.link] : [])));
