import { type Kysely, PostgresAdapter, sql } from 'kysely';
import type { Database } from './database.ts';

/** On this channel whoever looks after states of a database hears of each what was announced of it. */
export const announcementChannel = 'linkwright_state';

/**
 * `schedule-changed`: what is due may be due at another time. `run-ended`: there is something to look at. `feed-called`: an app has
 * said that its feed has something to read.
 */
export type Announcement = 'schedule-changed' | 'run-ended' | 'feed-called';

/** Tells it once the transaction is stored: `schedule-changed SCHEMA`. Nobody listens to a state in a file. */
export async function announce(database: Kysely<Database>, what: Announcement): Promise<void> {
  if (!(database.getExecutor().adapter instanceof PostgresAdapter)) return;
  await sql`select pg_notify(${announcementChannel}, ${what} || ' ' || current_schema())`.execute(database);
}
