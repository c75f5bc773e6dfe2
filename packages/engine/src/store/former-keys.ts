import type { Kysely } from 'kysely';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';
import type { RecordKey } from './record-keys.ts';

/** Records that bear these keys no longer; `at`: when that was seen or written. */
export async function saveFormerKeys(
  database: Kysely<Database>,
  keys: readonly RecordKey[],
  at: number,
): Promise<void> {
  const rows = keys.map(({ definition, record, key }) => ({
    definition_id: definition,
    key,
    record,
    changed_at: at,
  }));
  await insertRows(database, 'former_keys', rows, (chunk) =>
    database
      .insertInto('former_keys')
      .values(chunk)
      .onConflict((conflict) =>
        conflict
          .columns(['definition_id', 'key', 'record'])
          .doUpdateSet((row) => ({ changed_at: row.ref('excluded.changed_at') })),
      ),
  );
}

/** The record that bore each key last; keys that several records have lost at the same time are left out. */
export async function formerBearers(
  database: Kysely<Database>,
  definition: number,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (keys.length === 0) return new Map();
  const rows = await database
    .selectFrom('former_keys')
    .innerJoin('records', 'records.number', 'former_keys.record')
    .select(['former_keys.key', 'former_keys.changed_at', 'records.id'])
    .where('former_keys.definition_id', '=', definition)
    .where(among('former_keys.key', keys))
    .orderBy('former_keys.changed_at', 'desc')
    .execute();
  const found = new Map<string, string>();
  for (const [key, bearers] of Map.groupBy(rows, (row) => row.key)) {
    const [last, before] = bearers;
    if (last && last.changed_at !== before?.changed_at) found.set(key, last.id);
  }
  return found;
}

/** Whoever named a record by its former key has been looked at since: a name that turns up later is another matter. */
export async function forgetFormerKeys(
  database: Kysely<Database>,
  definitions: readonly number[],
  before: number,
): Promise<void> {
  if (definitions.length === 0) return;
  await database
    .deleteFrom('former_keys')
    .where('definition_id', 'in', definitions)
    .where('changed_at', '<', before)
    .execute();
}
