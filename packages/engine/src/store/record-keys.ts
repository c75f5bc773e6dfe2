import { type Kysely, sql } from 'kysely';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';

/** An index of normalized match keys, derived from observations: a row for each key that a record bears. */

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
  /** Number of the record. */
  readonly record: number;
  readonly key: string;
}

/** All keys that a record bears under a definition. */
export interface BorneKeys {
  readonly definition: number;
  /** Number of the record. */
  readonly record: number;
  /** Each once. Empty: the record has no such key. */
  readonly keys: readonly string[];
}

/** Of records that may bear others under the same definitions: these are taken back. */
export async function replaceRecordKeys(database: Kysely<Database>, borne: readonly BorneKeys[]): Promise<void> {
  for (const [definition, ofDefinition] of Map.groupBy(borne, (one) => one.definition)) {
    const records = ofDefinition.map(({ record }) => record);
    await database
      .deleteFrom('record_keys')
      .where('definition_id', '=', definition)
      .where(among('record', records))
      .execute();
  }
  await addRecordKeys(database, borne);
}

/** Of records that bear none yet. */
export async function addRecordKeys(database: Kysely<Database>, borne: readonly BorneKeys[]): Promise<void> {
  const rows: { definition_id: number; record: number; key: string }[] = [];
  for (const { definition, record, keys } of borne) {
    for (const key of keys) rows.push({ definition_id: definition, record, key });
  }
  await insertRows(database, 'record_keys', rows, (chunk) =>
    database
      .insertInto('record_keys')
      .values(chunk)
      .onConflict((conflict) => conflict.doNothing()),
  );
}

/** Record ids by key. */
export async function recordsByKey(
  database: Kysely<Database>,
  definition: number,
  keys: readonly string[],
): Promise<Map<string, string[]>> {
  const bearers = await bearersOf(database, definition, keys);
  return new Map([...bearers].map(([key, records]) => [key, records.map(({ id }) => id)]));
}

export interface NumberedRecord {
  readonly id: string;
  readonly number: number;
}

/** Records that bear one of these keys, each once, beside these ones. */
export async function otherBearers(
  database: Kysely<Database>,
  definition: number,
  keys: readonly string[],
  known: readonly number[],
): Promise<readonly NumberedRecord[]> {
  if (keys.length === 0) return [];
  const rows = await database
    .selectFrom('record_keys')
    .select('record')
    .where('definition_id', '=', definition)
    .where(among('key', keys))
    .where(known.length === 0 ? sql<boolean>`true` : sql<boolean>`not (${among('record', known)})`)
    .execute();
  // Asked for each record once, SQLite would go through the whole index of the other order.
  const named = await recordsByNumber(database, [...new Set(rows.map(({ record }) => record))]);
  return [...named.values()];
}

/** By key, in the order of their ids. */
export async function bearersOf(
  database: Kysely<Database>,
  definition: number,
  keys: readonly string[],
): Promise<Map<string, NumberedRecord[]>> {
  const found = new Map<string, NumberedRecord[]>();
  if (keys.length === 0) return found;
  const rows = await database
    .selectFrom('record_keys')
    .select(['key', 'record'])
    .where('definition_id', '=', definition)
    .where(among('key', keys))
    .execute();
  const named = await recordsByNumber(database, [...new Set(rows.map(({ record }) => record))]);
  for (const { key, record: number } of rows) {
    const record = named.get(number);
    if (!record) continue;
    const records = found.get(key);
    if (records) records.push(record);
    else found.set(key, [record]);
  }
  // Ordered here: asked to do it, SQLite walks the whole index of the other order.
  for (const records of found.values()) if (records.length > 1) records.sort((a, b) => (a.id < b.id ? -1 : 1));
  return found;
}

async function recordsByNumber(
  database: Kysely<Database>,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, NumberedRecord>> {
  if (numbers.length === 0) return new Map();
  const rows = await database.selectFrom('records').select(['id', 'number']).where(among('number', numbers)).execute();
  return new Map(rows.map((row) => [row.number, row]));
}

/** Keys by record id; a record without any is absent. */
export async function keysOfNumbered(
  database: Kysely<Database>,
  definition: number,
  records: readonly NumberedRecord[],
): Promise<Map<string, readonly string[]>> {
  const ids = new Map(records.map(({ id, number }) => [number, id]));
  const borne = await keysByNumber(database, definition, [...ids.keys()]);
  return new Map([...borne].map(([number, keys]) => [ids.get(number) ?? '', keys]));
}

/** Keys by number; a record without any is absent. */
export async function keysByNumber(
  database: Kysely<Database>,
  definition: number,
  numbers: readonly number[],
): Promise<Map<number, readonly string[]>> {
  if (numbers.length === 0) return new Map();
  const rows = await database
    .selectFrom('record_keys')
    .select(['key', 'record'])
    .where('definition_id', '=', definition)
    .where(among('record', numbers))
    .execute();
  const borne = new Map<number, string[]>();
  for (const row of rows) {
    const keys = borne.get(row.record);
    if (keys === undefined) borne.set(row.record, [row.key]);
    else keys.push(row.key);
  }
  return borne;
}
