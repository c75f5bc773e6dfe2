import { type AssociationFieldSchema, narrowAssociations, type PairedTargets } from '@linkwright/core';
import type { AssociationScope } from './association-scope.ts';
import { objectTitle } from './object-title.ts';
import type { Problem } from './problem.ts';
import type { ResolvedMapping } from './resolved-mapping.ts';
import type { ResolvedSync } from './resolved-sync.ts';

/**
 * The refusal of a mapping one of whose targets an active sync pairs with something else: another sync would not make it
 * right, so the association fields that fit are named. `null`: none is, or nothing fits, and a sync may be what is missing.
 */
export function targetMismatch(
  { sync, mapping, left, right, path }: ResolvedMapping,
  { active }: Pick<AssociationScope, 'active'>,
): Problem | null {
  const pairs = pairsBetween(sync, active);
  const paired =
    pairs.find(({ right: target }) => right.targets.includes(target.object.id)) ??
    pairs.find(({ left: target }) => left.targets.includes(target.object.id));
  if (paired === undefined) return null;
  const ofRight = pairs.map((pair) => seenFrom(pair, 'right'));
  const ofLeft = pairs.map((pair) => seenFrom(pair, 'left'));
  const toRight = fitting(right, sync.left.object.associations, ofRight);
  const toLeft = fitting(left, sync.right.object.associations, ofLeft);
  if (toRight.length + toLeft.length === 0) return null;
  const titles = [objectTitle(paired.left.object), objectTitle(paired.right.object)];
  const remedies = [
    ...(toRight.length > 0
      ? [`What fits "${mapping.right}" of ${sync.right.displayName}: ${toRight.join(', ')}.`]
      : []),
    ...(toLeft.length > 0 ? [`What fits "${mapping.left}" of ${sync.left.displayName}: ${toLeft.join(', ')}.`] : []),
  ];
  return {
    code: 'association-incompatible',
    path,
    message: `${sync.name} maps ${mapping.left} to "${mapping.right}", but they do not point at the same records: ${titles.join(' and ')} are paired by "${paired.via}".`,
    remedy: remedies.join(' '),
  };
}

interface Pair {
  readonly via: string;
  readonly left: ResolvedSync['left'];
  readonly right: ResolvedSync['right'];
}

/** What the active syncs pair between the two accounts of one, each the way round in which that one is written. */
function pairsBetween(sync: ResolvedSync, active: readonly ResolvedSync[]): readonly Pair[] {
  return active.flatMap(({ name, left, right }) => {
    const lies = (a: Pair['left'], b: Pair['right']): boolean =>
      a.account === sync.left.account && b.account === sync.right.account;
    if (lies(left, right)) return [{ via: name, left, right }];
    return lies(right, left) ? [{ via: name, left: right, right: left }] : [];
  });
}

const seenFrom = ({ via, left, right }: Pair, side: 'left' | 'right'): PairedTargets =>
  side === 'right'
    ? { chosen: right.object.id, candidate: left.object.id, via }
    : { chosen: left.object.id, candidate: right.object.id, via };

const fitting = (
  chosen: AssociationFieldSchema,
  candidates: readonly AssociationFieldSchema[],
  pairs: readonly PairedTargets[],
): readonly string[] =>
  narrowAssociations(chosen, candidates, pairs).flatMap(({ candidate, compatibility }) =>
    compatibility.compatible ? [candidate.name] : [],
  );
