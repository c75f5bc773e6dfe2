import type { CompiledSync } from '../context/compiled-sync.ts';
import type { Hold } from '../store/holds.ts';
import type { LinkEnding } from '../store/link-reasons.ts';
import { otherSide, type Side } from '../store/side.ts';

/** Why a link has ended whose record on one side was deleted: it says what becomes of the other one, its twin. */
export const fates = ['gone', 'edited', 'to-archive', 'deletion-review'] as const satisfies readonly LinkEnding[];
export type Fate = (typeof fates)[number];

export const isFate = (reason: string): reason is Fate => fates.some((fate) => fate === reason);

/** The link has ended because the record of the other side was deleted, and the one of this side was archived after it. */
export const archivedOn = (side: Side): LinkEnding => `archived-${side}`;

/** By the rule of the sync. `side`: of the twin. */
export function fateOfTwin({ deletions, archiveOn }: CompiledSync, side: Side): Fate {
  if (deletions === 'review') return 'deletion-review';
  return deletions === 'archive' && archiveOn[side] ? 'to-archive' : 'gone';
}

/** Of the twin, on `side`. `deleted`: id of the record that is gone. */
export function deletionHold(
  sync: CompiledSync,
  side: Side,
  deleted: string,
  fate: Fate,
): Pick<Hold, 'reason' | 'detail'> {
  const twin = `its twin in ${sync[otherSide(side)].displayName} (${deleted}) was deleted`;
  return {
    reason: fate === 'gone' || fate === 'edited' ? 'twin-gone' : fate,
    detail: { text: `${twin}${consequences[fate]}`, records: [] },
  };
}

const consequences: Readonly<Record<Fate, string>> = {
  gone: '; it stays, and is no longer synced',
  edited: ', but this one holds other values than that did; it stays, and is no longer synced',
  'to-archive': '; it is to be archived as well',
  'deletion-review': '; linkwright review decides what becomes of it',
};
