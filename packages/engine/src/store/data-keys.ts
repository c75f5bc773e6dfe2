import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import { databaseNow } from './database-now.ts';

export interface StoredDataKey {
  readonly id: string;
  /** Encrypted by a key that is not in the state. */
  readonly wrapped: string;
}

/** The one that seals comes first. */
export async function readDataKeys(database: Kysely<Database>): Promise<readonly StoredDataKey[]> {
  return database
    .selectFrom('data_keys')
    .select(['id', 'wrapped'])
    .orderBy('is_current', 'desc')
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
}

/** From here on it is the one that seals. */
export async function addDataKey(database: Kysely<Database>, { id, wrapped }: StoredDataKey): Promise<void> {
  await database.updateTable('data_keys').set({ is_current: 0 }).execute();
  await database.insertInto('data_keys').values({ id, wrapped, created_at: databaseNow(), is_current: 1 }).execute();
}

export async function rewrapDataKey(database: Kysely<Database>, { id, wrapped }: StoredDataKey): Promise<void> {
  await database.updateTable('data_keys').set({ wrapped }).where('id', '=', id).execute();
}

export async function deleteDataKey(database: Kysely<Database>, id: string): Promise<void> {
  await database.deleteFrom('data_keys').where('id', '=', id).execute();
}
