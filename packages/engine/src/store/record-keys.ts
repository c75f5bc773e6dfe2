import type { Kysely } from 'kysely';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';

/** An index of normalized match keys, derived from observations. A record without the key has no row. */

export async function keyDefinitionNumber(
  database: Kysely<Database>,
  object: number,
  definition: string,
): Promise<number> {
  const known = await database
    .selectFrom('key_definitions')
    .select('id')
    .where('object_id', '=', object)
    .where('definition', '=', definition)
    .executeTakeFirst();
  if (known) return known.id;
  const row = await database
    .insertInto('key_definitions')
    .values({ object_id: object, definition })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** Empties indexes, to be filled anew. */
export async function clearRecordKeys(database: Kysely<Database>, definitions: readonly number[]): Promise<void> {
  if (definitions.length > 0)
    await database.deleteFrom('record_keys').where('definition_id', 'in', definitions).execute();
}

export interface RecordKey {
  readonly definition: number;
  readonly record: string;
  /** Empty: the record has no such key. */
  readonly key: string;
}

export async function saveRecordKeys(database: Kysely<Database>, keys: readonly RecordKey[]): Promise<void> {
  const rows = keys
    .filter((key) => key.key !== '')
    .map((key) => ({ definition_id: key.definition, record_id: key.record, key: key.key }));
  await insertRows(database, 'record_keys', rows, (chunk) =>
    database
      .insertInto('record_keys')
      .values(chunk)
      .onConflict((conflict) =>
        conflict.columns(['definition_id', 'record_id']).doUpdateSet((row) => ({ key: row.ref('excluded.key') })),
      ),
  );
  const emptied = Map.groupBy(
    keys.filter((key) => key.key === ''),
    (key) => key.definition,
  );
  for (const [definition, gone] of emptied) {
    const records = gone.map((key) => key.record);
    await database
      .deleteFrom('record_keys')
      .where('definition_id', '=', definition)
      .where(among('record_id', records))
      .execute();
  }
}

/** Record ids by key. */
export async function recordsByKey(
  database: Kysely<Database>,
  definition: number,
  keys: readonly string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  if (keys.length === 0) return found;
  const rows = await database
    .selectFrom('record_keys')
    .select(['key', 'record_id'])
    .where('definition_id', '=', definition)
    .where(among('key', keys))
    .execute();
  // Ordered here: asked to do it, SQLite walks the whole index of the other order.
  rows.sort((a, b) => (a.record_id < b.record_id ? -1 : 1));
  for (const row of rows) {
    const records = found.get(row.key) ?? [];
    found.set(row.key, records);
    records.push(row.record_id);
  }
  return found;
}

/** Keys by record id. */
export async function keysOfRecords(
  database: Kysely<Database>,
  definition: number,
  records: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  if (records.length === 0) return found;
  const rows = await database
    .selectFrom('record_keys')
    .select(['key', 'record_id'])
    .where('definition_id', '=', definition)
    .where(among('record_id', records))
    .execute();
  for (const row of rows) found.set(row.record_id, row.key);
  return found;
}
