import { sql } from 'kysely';
import { vi } from 'vitest';
import type { Store } from '../../src/index.ts';

/** Generous: the machine may be busy with other tests. */
const patience = { timeout: 600_000, interval: 50 };

/**
 * Until a session waits for another one's lock, with a statement in which these words stand. To be asked outside of a transaction:
 * within one the server's list of sessions stays as it was first seen.
 */
export const untilOneWaits = ({ database }: Store, words: string): Promise<void> =>
  vi.waitFor(async () => {
    const { rows } = await sql`
      select 1 from pg_stat_activity
      where wait_event_type = 'Lock' and datname = current_database() and query like ${`%${words}%`}
    `.execute(database);
    if (rows.length !== 1) throw new Error(`${rows.length} sessions wait with "${words}"`);
  }, patience);
