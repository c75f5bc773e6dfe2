import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { databaseNow } from './database-now.ts';

/** A browser that was sent to an app. */
export interface StoredAuthorization {
  readonly stateHash: string;
  readonly connection: string;
  readonly sealed: string;
}

/** Kept for so long; those whose time is over are removed. */
export async function keepAuthorization(
  database: Kysely<Database>,
  { stateHash, connection, sealed }: StoredAuthorization,
  lifeMs: number,
): Promise<void> {
  await database.deleteFrom('authorizations').where('expires_at', '<', databaseNow()).execute();
  await database
    .insertInto('authorizations')
    .values({
      state_hash: stateHash,
      connection,
      sealed,
      expires_at: sql<number>`${databaseNow()} + ${sql.lit(lifeMs)}`,
    })
    .execute();
}

/** Each is taken once. `null`: there is none, or its time is over. */
export async function takeAuthorization(
  database: Kysely<Database>,
  stateHash: string,
): Promise<StoredAuthorization | null> {
  const row = await database
    .deleteFrom('authorizations')
    .where('state_hash', '=', stateHash)
    .where('expires_at', '>', databaseNow())
    .returning(['connection', 'sealed'])
    .executeTakeFirst();
  return row === undefined ? null : { stateHash, ...row };
}
