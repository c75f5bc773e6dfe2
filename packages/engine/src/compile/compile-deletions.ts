import type { CompiledSync } from '../context/compiled-sync.ts';
import { type Side, sides } from '../store/side.ts';
import type { Problem } from './problem.ts';
import { place } from './resolve-field.ts';
import type { ResolvedSync } from './resolved-sync.ts';

/**
 * What becomes of the twins of deleted and merged records. A rule that archives by itself is refused where the app of a twin cannot
 * archive, or could not take it back and the file does not say `permanently`; a person who reviews may decide either.
 */
export function compileDeletions(
  sync: ResolvedSync,
  problems: Problem[],
): Pick<CompiledSync, 'deletions' | 'archiveOn' | 'mergeOn'> {
  const { deletions } = sync.settings;
  const isPermanent = typeof deletions === 'object';
  const rule = isPermanent ? 'archive' : deletions;
  const towards = sides.filter((side) => isWrittenTo(sync, side));
  const capabilitiesOn = (side: Side) => ({ ...sync[side].capabilities, ...sync[side].object.capabilities });
  const archiving = (side: Side) => capabilitiesOn(side).archive;
  for (const side of rule === 'archive' ? towards : []) {
    const kind = archiving(side);
    if (kind === 'reversible' || (kind === 'permanent' && isPermanent)) continue;
    problems.push({
      code: kind === 'none' ? 'archive-impossible' : 'archive-is-final',
      path: ['syncs', sync.name, 'deletions'],
      message:
        kind === 'none'
          ? `Records of ${place(sync[side])} cannot be archived.`
          : `What is archived in ${place(sync[side])} cannot be restored from here.`,
      remedy:
        kind === 'none'
          ? 'Use `deletions: ignore` or `deletions: review`.'
          : 'Use `deletions: review`, or `deletions: { archive: permanently }` if that is meant.',
    });
  }
  const mayArchive = (side: Side): boolean => towards.includes(side) && archiving(side) !== 'none';
  // An implied sync only ever makes records.
  const mayMerge = (side: Side): boolean =>
    !sync.implied && towards.includes(side) && capabilitiesOn(side).merges === true;
  return {
    deletions: rule,
    archiveOn: { left: mayArchive('left'), right: mayArchive('right') },
    mergeOn: { left: mayMerge('left'), right: mayMerge('right') },
  };
}

const isWrittenTo = ({ settings: { direction } }: ResolvedSync, side: Side): boolean =>
  direction === 'two-way' || direction === (side === 'right' ? 'left-to-right' : 'right-to-left');
