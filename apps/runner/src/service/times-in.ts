import type { Store } from '@linkwright/engine';
import { readFeeds, type StoredFeeds } from '../hints/feed-book.ts';
import { type PendingHints, readPending } from '../hints/pending-hints.ts';
import { readSchedule, type ScheduleBook } from '../schedule/schedule-book.ts';

/** What says when something is due. */
export interface Times {
  readonly book: ScheduleBook;
  readonly pending: PendingHints;
  readonly feeds: StoredFeeds;
}

export const timesIn = async (store: Store): Promise<Times> => ({
  book: await readSchedule(store),
  pending: await readPending(store),
  feeds: await readFeeds(store),
});
