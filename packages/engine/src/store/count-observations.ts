import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { keptStatement } from './kept-statement.ts';
import { readUnreadable } from './observations.ts';

/** Records that are there: all but those that are not, since indexes tell of both, and rows need not be looked at. */
export async function countObservations(database: Kysely<Database>, object: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from records where object_id = ${object})
      - (select count(*) from records where object_id = ${object} and (gone is null or gone = 1)) as count
  `.execute(database);
  return Number(rows[0]?.count ?? 0);
}

const unreadableOf = keptStatement({
  build: (database, objects: readonly number[]) =>
    database
      .selectFrom('records')
      .select((select) => ['object_id', 'unreadable', select.fn.countAll<number>().as('count')])
      .where('object_id', 'in', objects)
      .where('gone', '=', 0)
      .where('unreadable', 'is not', null)
      .groupBy(['object_id', 'unreadable'])
      .compile(),
  parameters: (objects) => [...objects, 0],
  shape: (objects) => objects.length,
});

/** By the number of the object: sets of field ids, and how many of the records that are there do not show them. */
export async function groupUnreadable(
  database: Kysely<Database>,
  objects: readonly number[],
): Promise<ReadonlyMap<number, readonly { readonly fields: readonly string[]; readonly count: number }[]>> {
  const rows = await unreadableOf(database, objects);
  const groups = rows.map(({ object_id: object, unreadable, count }) => {
    return { object, fields: readUnreadable(unreadable), count: Number(count) };
  });
  return Map.groupBy(groups, ({ object }) => object);
}
