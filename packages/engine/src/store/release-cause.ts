import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { type FailureCause, hasCause } from './waiting-pages.ts';

/** Records that fail for one cause are looked at again by the next run, whatever their back-off says. Returns how many. */
export async function releaseCause(database: Kysely<Database>, pair: number, cause: FailureCause): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into dirty (pair_id, side, record)
    select pair_id, side, record from failures where pair_id = ${pair} and ${hasCause(cause)}
    on conflict (pair_id, side, record) do update set marks = dirty.marks + 1
  `.execute(database);
  return Number(numAffectedRows ?? 0n);
}
