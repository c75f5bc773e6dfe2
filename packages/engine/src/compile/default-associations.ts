import type { AssociationMapping, Direction } from '@linkwright/core';
import type { CompilationNote } from './compilation.ts';
import type { Problem } from './problem.ts';
import type { PlacedMapping, ResolvedMapping } from './resolved-mapping.ts';
import type { ResolvedSync } from './resolved-sync.ts';

/** A default whose place is not there, and what keeps it from it. */
export interface WaitingDefault {
  readonly item: ResolvedMapping;
  readonly problem: Problem;
}

/** The association fields of both ends that mean the same, by their standard names; each is used once. */
export function defaultAssociations(sync: ResolvedSync): readonly AssociationMapping[] {
  const taken = new Set<string>();
  return sync.left.object.associations.flatMap((left): readonly AssociationMapping[] => {
    const right = sync.right.object.associations.find(
      (field) => field.standard !== undefined && field.standard === left.standard && !taken.has(field.id),
    );
    if (!right || (left.readOnly && right.readOnly)) return [];
    taken.add(right.id);
    const only: Direction | null = right.readOnly ? 'right-to-left' : left.readOnly ? 'left-to-right' : null;
    return [{ left: left.name, right: right.name, ...(only && { direction: only }) }];
  });
}

/** What was assumed, sync by sync: which defaults are mapped, and why the others are not. */
export function noteDefaults(
  kept: readonly PlacedMapping[],
  dropped: readonly PlacedMapping[],
  waiting: readonly WaitingDefault[],
): readonly CompilationNote[] {
  const assumed = kept.filter(({ item }) => item.assumed);
  const bySync = Map.groupBy(assumed, ({ item }) => item.sync.name);
  return [
    ...[...bySync].map(([sync, mappings]) => ({
      sync,
      text: `associations by default: ${mappings.map(({ item }) => tell(item)).join(', ')}`,
    })),
    ...dropped.map(({ item }) => ({
      sync: item.sync.name,
      text: `not mapped by default: ${tell(item)} (the same association is mapped from its other end)`,
    })),
    ...waiting.map(({ item, problem }) => ({ sync: item.sync.name, text: tellWaiting(item, problem) })),
  ];
}

function tellWaiting(item: ResolvedMapping, problem: Problem): string {
  switch (problem.code) {
    case 'association-target-disabled':
      return `mapped by default once the sync of its targets is enabled: ${tell(item)}`;
    case 'association-target-not-synced':
      return `mapped by default once its targets have a sync of their own: ${tell(item)}`;
    default:
      return `not mapped by default: ${tell(item)} (${problem.message})`;
  }
}

const tell = ({ mapping }: ResolvedMapping): string => `${mapping.left} ↔ ${mapping.right}`;
