import { type Kysely, PostgresAdapter, sql } from 'kysely';
import type { Database } from './database.ts';
import { readDocument } from './documents.ts';
import { keptStatement } from './kept-statement.ts';

/** On this channel whoever looks after states of a database hears of each what was announced of it. */
export const announcementChannel = 'linkwright_state';

/**
 * `schedule-changed`: what is due may be due at another time. `run-ended`: there is something to look at. `state-changed`: the same,
 * by a person's decision or a run that is no turn of the schedule. `feed-called`: an app has said that its feed has something to read.
 */
export type Announcement = 'schedule-changed' | 'run-ended' | 'state-changed' | 'feed-called';

/** What the count of announcements is called among the documents of a state. */
export const announcedName = 'announced';
const oneMore = sql<string>`cast(cast(documents.content as bigint) + 1 as text)`;

const countOneMore = keptStatement({
  build: (database, first: string) =>
    database
      .insertInto('documents')
      .values({ name: announcedName, content: first })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ content: oneMore }))
      .compile(),
  parameters: (first, inserted) => inserted([{ name: announcedName, content: first }]),
});

/**
 * Tells it once the transaction is stored: `schedule-changed SCHEMA`. It is counted as well, since nobody listens to a state in a
 * file, nor to one on a server that is looked after by one process alone.
 */
export async function announce(database: Kysely<Database>, what: Announcement): Promise<void> {
  if (database.getExecutor().adapter instanceof PostgresAdapter) {
    await sql`select pg_notify(${announcementChannel}, ${what} || ' ' || current_schema())`.execute(database);
  }
  if (what !== 'feed-called') await countOneMore(database, '1');
}

/** How often something was announced of a state, for whoever looks whether it has changed. */
export async function countAnnounced({ database }: { readonly database: Kysely<Database> }): Promise<number> {
  return parseAnnounced(await readDocument(database, announcedName));
}

/** `null`: nothing was announced yet. */
export const parseAnnounced = (content: string | null): number => Number(content ?? 0);
