import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { type Observation, shown } from './observations.ts';

/** Page by page in the order of ids, so that memory stays flat. `gone`: those that are no longer there, as they were. */
export async function* observationPages(
  database: Kysely<Database>,
  object: number,
  pageSize: number,
  { gone = false }: { readonly gone?: boolean } = {},
): AsyncGenerator<readonly Observation[]> {
  let after = '';
  for (;;) {
    const rows = await database
      .selectFrom('records')
      .selectAll()
      .where('object_id', '=', object)
      .where('id', '>', after)
      .where('gone', '=', gone ? 1 : 0)
      .orderBy('id')
      .limit(pageSize)
      .execute();
    const last = rows.at(-1);
    if (!last) return;
    yield await shown(database, rows);
    after = last.id;
  }
}

/** Those that are there and got their number after another record, page by page. */
export async function* observationsSince(
  database: Kysely<Database>,
  object: number,
  record: number,
  pageSize: number,
): AsyncGenerator<readonly Observation[]> {
  let after = record;
  for (;;) {
    const rows = await database
      .selectFrom('records')
      .selectAll()
      // So that the numbers serve, and not the index of the object's ids.
      .where(sql<boolean>`+object_id = ${object}`)
      .where('number', '>', after)
      .where('gone', '=', 0)
      .orderBy('number')
      .limit(pageSize)
      .execute();
    const last = rows.at(-1);
    if (!last) return;
    yield await shown(database, rows);
    after = last.number;
  }
}
