import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { otherSide, type Side, sideColumn, sideNumber } from './side.ts';

/** A record that waits for an answer since its twin was deleted, while that is back and linked with another partner. */
export interface Returned {
  readonly id: string;
  /** The ended link. */
  readonly link: number;
  /** Id of the twin that is back. */
  readonly returned: string;
  /** What that is linked with instead. */
  readonly partner: string;
}

/** Of one side, so many at most. */
export async function returnedTwins(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  limit: number,
): Promise<readonly Returned[]> {
  const [own, other] = [sideColumn(side), sideColumn(otherSide(side))];
  const column = (table: string, name: string) => sql.ref(`${table}.${name}`);
  const { rows } = await sql<Returned>`
    select records.id, ended.id as link, back.id as returned, partners.id as partner
    from holds
    join links as ended on ended.pair_id = ${pair} and ended.state = 'tombstone' and ${column('ended', own)} = holds.record
    join links as standing on standing.pair_id = ${pair} and standing.state = 'linked'
      and ${column('standing', other)} = ${column('ended', other)}
    join records on records.number = holds.record
    join records as back on back.number = ${column('ended', other)}
    join records as partners on partners.number = ${column('standing', own)}
    where holds.pair_id = ${pair} and holds.side = ${sideNumber(side)} and holds.reason = 'deletion-review'
      and ended.reason = 'deletion-review' and ended.ending = (
        select max(later.ending) from links as later
        where later.pair_id = ${pair} and later.state = 'tombstone' and ${column('later', own)} = holds.record
      )
    order by holds.record limit ${limit}
  `.execute(database);
  return rows;
}
