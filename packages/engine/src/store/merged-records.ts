import { type Kysely, sql } from 'kysely';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { given } from './given.ts';

/** Those of these records that have been merged into others. */
export async function mergedAmong(
  database: Kysely<Database>,
  object: number,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await database
    .selectFrom('records')
    .select('id')
    .where('object_id', '=', object)
    .where('merged_into', 'is not', null)
    .where(among('id', ids))
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/**
 * By survivor: the records that were merged into it, directly or through another one. Goes through the records of the object that
 * are gone, so this is for questions that are seldom asked.
 */
export async function mergedInto(
  database: Kysely<Database>,
  object: number,
  survivors: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  const survivorOf = new Map(survivors.map((id) => [id, id]));
  for (let asked = [...survivorOf.keys()]; asked.length > 0; ) {
    const listed = given(
      { id: 'text' },
      asked.map((id) => [id]),
    );
    const rows = await database
      .selectFrom('records')
      .select(['id', 'merged_into'])
      .where('object_id', '=', object)
      // As a number, so that SQLite sees that the index of these serves.
      .where('gone', '=', sql.lit(1))
      // No index leads there: each of those that are gone is looked up in the list.
      .where(sql<boolean>`merged_into in ${listed}`)
      .execute();
    asked = [];
    for (const { id, merged_into: into } of rows) {
      const survivor = survivorOf.get(into ?? '');
      if (survivor === undefined || survivorOf.has(id)) continue;
      survivorOf.set(id, survivor);
      found.set(survivor, [...(found.get(survivor) ?? []), id]);
      asked.push(id);
    }
  }
  return found;
}
