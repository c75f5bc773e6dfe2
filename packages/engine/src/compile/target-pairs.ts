import type { AssociationFieldSchema } from '@linkwright/core';
import type { CompiledEnd } from '../context/compiled-sync.ts';
import type { ResolvedSync } from './resolved-sync.ts';

/** The targets of two association fields, as one object sync pairs them. */
export interface TargetPair {
  readonly via: ResolvedSync;
  readonly left: string;
  readonly right: string;
  /** The target sync has its ends the other way round. */
  readonly reversed: boolean;
}

export function targetPairs(
  candidate: ResolvedSync,
  sync: ResolvedSync,
  left: AssociationFieldSchema,
  right: AssociationFieldSchema,
): readonly TargetPair[] {
  const pairs: TargetPair[] = [];
  const fits = (a: CompiledEnd, b: CompiledEnd): boolean =>
    a.account === sync.left.account &&
    b.account === sync.right.account &&
    left.targets.includes(a.object.id) &&
    right.targets.includes(b.object.id);
  if (fits(candidate.left, candidate.right)) {
    pairs.push({ via: candidate, left: candidate.left.object.id, right: candidate.right.object.id, reversed: false });
  } else if (fits(candidate.right, candidate.left)) {
    pairs.push({ via: candidate, left: candidate.right.object.id, right: candidate.left.object.id, reversed: true });
  }
  return pairs;
}

/** Where several syncs pair the same targets, each sees edges of its own; the first has no number. */
export function siblingNumber(via: ResolvedSync, active: readonly ResolvedSync[]): readonly number[] {
  const key = JSON.stringify(pairKey(via));
  const number = active.filter((sync) => JSON.stringify(pairKey(sync)) === key).indexOf(via);
  return number > 0 ? [number] : [];
}

/** Names the pair of target objects independently of the file. */
export function pairKey(sync: ResolvedSync): readonly string[] {
  const ends = [sync.left, sync.right].map((end) => JSON.stringify([end.account, end.object.id]));
  return ends.sort();
}
