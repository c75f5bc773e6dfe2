import { type Kysely, sql } from 'kysely';
import { countObservations } from './count-observations.ts';
import type { Database } from './database.ts';
import type { HoldReason } from './holds.ts';
import { type Observation, observationsByNumber } from './observations.ts';
import { type Side, sideColumn, sideNumber } from './side.ts';

/** A pair of objects, as far as its records without a link are concerned. */
export interface PairEnds extends Readonly<Record<Side, { readonly object: number }>> {
  readonly pair: number;
}

/** Records that are there. */
export interface LonelyCounts {
  readonly all: number;
  /** Without a link, by the reason for which they are left alone; `null`: there is none. */
  readonly unlinked: readonly { readonly reason: HoldReason | null; readonly count: number }[];
}

export async function countLonely(database: Kysely<Database>, ends: PairEnds, side: Side): Promise<LonelyCounts> {
  const { rows } = await sql<LonelyCounts['unlinked'][number]>`
    select holds.reason as reason, count(*) as count from ${unlinked(ends, side)} group by holds.reason
  `.execute(database);
  return { all: await countObservations(database, ends[side].object), unlinked: rows };
}

/** The first records without a link that nothing explains. */
export async function lonelyRecords(
  database: Kysely<Database>,
  ends: PairEnds,
  side: Side,
  limit: number,
): Promise<readonly Observation[]> {
  const { rows } = await sql<{ number: number }>`
    select records.number as number from ${unlinked(ends, side)} and holds.reason is null
    order by records.id limit ${limit}
  `.execute(database);
  const found = await observationsByNumber(
    database,
    rows.map((row) => row.number),
  );
  return rows.flatMap(({ number }) => found.get(number) ?? []);
}

function unlinked(ends: PairEnds, side: Side) {
  const { object } = ends[side];
  const column = sql.ref(`links.${sideColumn(side)}`);
  return sql`records left join holds on holds.pair_id = ${ends.pair} and holds.side = ${sideNumber(side)}
      and holds.record = records.number
    where records.object_id = ${object} and records.gone = 0 and not exists (
      select 1 from links where links.pair_id = ${ends.pair} and links.state = 'linked' and ${column} = records.number
    )`;
}
