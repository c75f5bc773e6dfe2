import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';

/** What waits for a moment rather than for a change: refused records that are due again, creates under review. */
export async function wakeDueRecords(database: Kysely<Database>, pair: number, now: number): Promise<void> {
  await sql`
    insert into dirty (pair_id, side, record)
    select pair_id, side, record from holds where pair_id = ${pair} and reason = 'in-review'
    union select pair_id, side, record from failures where pair_id = ${pair} and next_at <= ${now}
    on conflict do nothing
  `.execute(database);
}
