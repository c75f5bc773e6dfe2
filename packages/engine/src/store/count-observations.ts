import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { readUnreadable } from './observations.ts';

/** Records that are there: all but those that are not, since indexes tell of both, and rows need not be looked at. */
export async function countObservations(database: Kysely<Database>, object: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from records where object_id = ${object})
      - (select count(*) from records where object_id = ${object} and (gone is null or gone = 1)) as count
  `.execute(database);
  return Number(rows[0]?.count ?? 0);
}

/** Sets of field ids, and how many of the records that are there do not show them. */
export async function groupUnreadable(
  database: Kysely<Database>,
  object: number,
): Promise<readonly { readonly fields: readonly string[]; readonly count: number }[]> {
  const rows = await database
    .selectFrom('records')
    .select((select) => ['unreadable', select.fn.countAll<number>().as('count')])
    .where('object_id', '=', object)
    .where('gone', '=', 0)
    .where('unreadable', 'is not', null)
    .groupBy('unreadable')
    .execute();
  return rows.map(({ unreadable, count }) => ({ fields: readUnreadable(unreadable), count: Number(count) }));
}
