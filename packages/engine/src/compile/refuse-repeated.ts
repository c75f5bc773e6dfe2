import type { AssociationFieldSchema } from '@linkwright/core';
import type { CompiledEnd } from '../context/compiled-sync.ts';
import type { Problem } from './problem.ts';
import type { PlacedMapping, ResolvedMapping } from './resolved-mapping.ts';
import type { ResolvedSync } from './resolved-sync.ts';

export function refuseBothEnds(mappings: readonly ResolvedMapping[], problems: Problem[]): void {
  mappings.forEach((later, index) => {
    const earlier = mappings.slice(0, index).find((candidate) => sameFromOtherEnd(candidate, later));
    if (!earlier) return;
    problems.push({
      code: 'association-mapped-from-both-ends',
      path: later.path,
      message: `"${later.mapping.left}" ↔ "${later.mapping.right}" in ${later.sync.name} is the same association as "${earlier.mapping.left}" ↔ "${earlier.mapping.right}" in ${earlier.sync.name}, seen from its other end.`,
      remedy: 'Keep one of the two; each carries the association in both directions.',
    });
  });
}

function sameFromOtherEnd(a: ResolvedMapping, b: ResolvedMapping): boolean {
  return (['left', 'right'] as const).some(
    (side) =>
      a.sync[side].account === b.sync[side].account &&
      (isInverse(a.sync[side], a[side], b.sync[side], b[side]) ||
        isInverse(b.sync[side], b[side], a.sync[side], a[side])),
  );
}

export function isInverse(
  end: CompiledEnd,
  field: AssociationFieldSchema,
  otherEnd: CompiledEnd,
  other: AssociationFieldSchema,
): boolean {
  const itself = end.object.id === otherEnd.object.id && field.id === other.id;
  return !itself && field.inverse?.object === otherEnd.object.id && field.inverse.field === other.id;
}

/** An association field is mapped once per target sync: two mappings would edit the same targets. */
export function refuseTwice(sync: ResolvedSync, compiled: readonly PlacedMapping[], problems: Problem[]): void {
  compiled.forEach(({ mapping, item }, index) => {
    const earlier = compiled
      .slice(0, index)
      .find(
        ({ mapping: other }) =>
          other.via === mapping.via && (other.left.id === mapping.left.id || other.right.id === mapping.right.id),
      );
    if (!earlier) return;
    const twice = earlier.mapping.left.id === mapping.left.id ? item.mapping.left : item.mapping.right;
    problems.push({
      code: 'duplicate-mapping',
      path: item.path,
      message: `${sync.name} maps "${twice}" twice.`,
      remedy: 'Remove one of the two mappings.',
    });
  });
}
