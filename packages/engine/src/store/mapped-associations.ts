import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';

/**
 * Notes which associations a pair maps, and forgets the edges of those that it no longer does. Nobody watches them from
 * then on: an edge that one side lacks when the mapping comes back may have been added by the other, so a mapping that
 * comes back is a first match, which removes nothing.
 */
export async function noteMappedAssociations(
  database: Kysely<Database>,
  pair: number,
  associations: readonly number[],
): Promise<void> {
  const rows = await database
    .selectFrom('mapped_associations')
    .select('association_id')
    .where('pair_id', '=', pair)
    .execute();
  const known = rows.map((row) => row.association_id);
  for (const association of known.filter((one) => !associations.includes(one))) {
    const sources = sql`select id from links where pair_id = ${pair}`;
    await sql`
      delete from edges where association_id = ${association} and source_link in (${sources})
    `.execute(database);
    await sql`
      delete from pending_edges where association_id = ${association} and source_link in (${sources})
    `.execute(database);
    await database
      .deleteFrom('mapped_associations')
      .where('pair_id', '=', pair)
      .where('association_id', '=', association)
      .execute();
  }
  const added = associations.filter((one) => !known.includes(one));
  if (added.length === 0) return;
  await database
    .insertInto('mapped_associations')
    .values(added.map((association) => ({ pair_id: pair, association_id: association })))
    .execute();
}
