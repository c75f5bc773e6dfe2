import { type Kysely, PostgresAdapter, sql } from 'kysely';
import type { Database } from './database.ts';
import { readDocument, saveDocument } from './documents.ts';

/** On this channel whoever looks after states of a database hears of each what was announced of it. */
export const announcementChannel = 'linkwright_state';

/**
 * `schedule-changed`: what is due may be due at another time. `run-ended`: there is something to look at. `state-changed`: the same,
 * by a person's decision or a run that is no turn of the schedule. `feed-called`: an app has said that its feed has something to read.
 */
export type Announcement = 'schedule-changed' | 'run-ended' | 'state-changed' | 'feed-called';

const countName = 'announced';

/** Tells it once the transaction is stored: `schedule-changed SCHEMA`. Nobody listens to a state in a file, so it is counted there. */
export async function announce(database: Kysely<Database>, what: Announcement): Promise<void> {
  if (database.getExecutor().adapter instanceof PostgresAdapter) {
    await sql`select pg_notify(${announcementChannel}, ${what} || ' ' || current_schema())`.execute(database);
  } else if (what !== 'feed-called') {
    await saveDocument(database, countName, String((await countAnnounced({ database })) + 1));
  }
}

/** How often something was announced of a state in a file, for whoever looks whether it has changed. */
export async function countAnnounced({ database }: { readonly database: Kysely<Database> }): Promise<number> {
  return Number((await readDocument(database, countName)) ?? 0);
}
