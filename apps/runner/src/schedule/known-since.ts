import type { AccountPair } from './account-pairs.ts';
import type { ScheduleBook } from './schedule-book.ts';

/** Has an app refused the key of one of the two since this moment? */
export const isRefused = ({ left, right }: AccountPair, { refusals }: ScheduleBook, since: number): boolean =>
  [left, right].some((name) => (refusals[name]?.at ?? Number.NEGATIVE_INFINITY) >= since);

/** Without what was found out of keys and of the file before this moment; the same book where there is nothing of that. */
export function knownSince(since: number, book: ScheduleBook): ScheduleBook {
  const { refusals, rejected } = book;
  const all = [...Object.values(refusals), ...(rejected === null ? [] : [rejected])];
  if (all.every(({ at }) => at >= since)) return book;
  return {
    ...book,
    refusals: Object.fromEntries(Object.entries(refusals).filter(([, { at }]) => at >= since)),
    rejected: rejected !== null && rejected.at >= since ? rejected : null,
  };
}
