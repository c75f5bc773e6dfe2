import type { CompiledSync } from '../context/compiled-sync.ts';
import type { Hold } from '../store/holds.ts';
import type { LinkEnding } from '../store/link-reasons.ts';
import { otherSide, type Side } from '../store/side.ts';

/**
 * Why a link has ended whose twin was merged into a record that has another partner: it says what becomes of the record that
 * was left over. `merge-sent`: a request to merge it into that partner has left, and its answer has not been stored.
 */
export const afterMergers = [
  'merged-away',
  'kept-apart',
  'to-merge',
  'merge-sent',
] as const satisfies readonly LinkEnding[];
export type AfterMerger = (typeof afterMergers)[number];

export const isAfterMerger = (reason: string): reason is AfterMerger => afterMergers.some((one) => one === reason);

/** Of the record that was left over, on `side`. `lost`: id of its twin. `why`: what else is to be known. */
export function mergerHold(
  sync: CompiledSync,
  side: Side,
  lost: string,
  reason: AfterMerger,
  why = '',
): Pick<Hold, 'reason' | 'detail'> {
  const twin = `its twin in ${sync[otherSide(side)].displayName} (${lost})`;
  const text = `${twin} was merged into a record with a partner of its own${consequences[reason]}${why && `; ${why}`}`;
  return { reason: reason === 'merge-sent' ? 'to-merge' : reason, detail: { text, records: [] } };
}

/** Of a record, on `side`, whose deleted twin is back and has another partner. */
export function returnedHold(
  sync: CompiledSync,
  side: Side,
  returned: string,
  partner: string,
): Pick<Hold, 'reason' | 'detail'> {
  const app = sync[otherSide(side)].displayName;
  const text = `its twin in ${app} (${returned}) is back, and since a merger its partner is ${partner}`;
  const records = [
    { side: otherSide(side), id: returned },
    { side, id: partner },
  ];
  return { reason: 'merged-away', detail: { text, records } };
}

const consequences: Readonly<Record<AfterMerger, string>> = {
  'merged-away': '',
  'kept-apart': '; the two are kept apart',
  'to-merge': '; the two are to be merged here, too',
  'merge-sent': '; the two are to be merged here, too',
};
