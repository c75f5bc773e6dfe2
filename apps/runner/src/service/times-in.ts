import { announcedName, parseAnnounced, readDocuments, type Store } from '@linkwright/engine';
import { feedsName, parseFeeds, type StoredFeeds } from '../hints/feed-book.ts';
import { type PendingHints, parsePending, pendingName } from '../hints/pending-hints.ts';
import { parseSchedule, type ScheduleBook, scheduleName } from '../schedule/schedule-book.ts';

/** What says when something is due. */
export interface Times {
  readonly book: ScheduleBook;
  readonly pending: PendingHints;
  readonly feeds: StoredFeeds;
}

/** `read`: a document of the state by its name. */
export const timesOf = (read: (name: string) => string | null): Times => ({
  book: parseSchedule(read(scheduleName)),
  pending: parsePending(read(pendingName)),
  feeds: parseFeeds(read(feedsName)),
});

/** `announced`: how often something was announced of the state by then. */
export async function timesIn({ database }: Pick<Store, 'database'>): Promise<Times & { readonly announced: number }> {
  const known = await readDocuments(database, [scheduleName, pendingName, feedsName, announcedName]);
  const read = (name: string): string | null => known.get(name) ?? null;
  return { ...timesOf(read), announced: parseAnnounced(read(announcedName)) };
}
