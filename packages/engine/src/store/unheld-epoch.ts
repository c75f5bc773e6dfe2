import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';

/**
 * Of a state on PostgreSQL on which nobody works: the epoch of whoever did so last. Whoever looks into it, and stores something later,
 * learns by it whether anybody has worked on it meanwhile. `null`: somebody does, or has not given it up.
 */
export async function unheldEpoch(database: Kysely<Database>): Promise<number | null> {
  const { rows } = await sql<{ epoch: number }>`
    select epoch::int from leases where name = 'run' and owner is null
  `.execute(database);
  return rows[0]?.epoch ?? null;
}

/** Inside a transaction: nobody begins to work on the state until it has ended. `false`: somebody has worked on it since. */
export async function isStillUnheld(database: Kysely<Database>, epoch: number): Promise<boolean> {
  const { rows } = await sql`
    select 1 from leases where name = 'run' and owner is null and epoch = ${epoch} for share
  `.execute(database);
  return rows.length > 0;
}
