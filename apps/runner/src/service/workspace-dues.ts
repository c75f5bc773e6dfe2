import { type PendingHints, pendingDue } from '../hints/pending-hints.ts';
import { toldPairs } from '../hints/told-pairs.ts';
import type { AccountPair } from '../schedule/account-pairs.ts';
import { nextAsked, nextDue } from '../schedule/due-syncs.ts';
import { isRefused } from '../schedule/known-since.ts';
import type { Pace, ScheduleBook } from '../schedule/schedule-book.ts';
import type { Times } from './times-in.ts';

/** Of whoever looks after a workspace. Times are milliseconds since 1970. */
export interface Looking {
  readonly pace: Pace;
  /** When it began to. */
  readonly openedAt: number;
  readonly now: number;
}

/** When the first sync of each pair is due. `null`: all of it rest, or an app refuses their credentials. */
export const duesOf = (
  pairs: readonly AccountPair[],
  { book, pending, feeds }: Times,
  looking: Looking,
): readonly (number | null)[] =>
  toldPairs(pairs, feeds, looking.now).map((pair) => dueOf(pair, book, pending, looking));

function dueOf(
  pair: AccountPair,
  book: ScheduleBook,
  pending: PendingHints,
  { pace, openedAt }: Looking,
): number | null {
  if (isRefused(pair, book, openedAt)) return null;
  if (pace === 'when-asked') return nextAsked(pair.syncs, book);
  const due = nextDue(pair.syncs, book);
  // What is paused rests, whatever is hinted at.
  const hinted = due === null ? null : pendingDue(pending, [pair.left, pair.right]);
  return due === null || hinted === null ? due : Math.min(due, hinted);
}
