import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { type HoldReason, readHoldDetail, readHoldReason } from './holds.ts';
import { amongRecords, bySide, type RecordRef } from './records.ts';
import { sideNumber } from './side.ts';

/** What waits for a person, grouped by why. The texts are those of one record of the group. */
export interface FailureGroup {
  readonly category: string;
  readonly code: string;
  readonly field: string | null;
  readonly message: string;
  readonly remedy: string;
  readonly count: number;
}

export interface HoldGroup {
  readonly reason: HoldReason;
  readonly text: string;
  readonly count: number;
}

/** The largest group first. */
export async function groupFailures(database: Kysely<Database>, pair: number): Promise<readonly FailureGroup[]> {
  const rows = await database
    .selectFrom('failures')
    .select((select) => [
      'category',
      'code',
      'field',
      'remedy',
      select.fn.min('message').as('message'),
      select.fn.countAll<number>().as('count'),
    ])
    .where('pair_id', '=', pair)
    .groupBy(['category', 'code', 'field', 'remedy'])
    .orderBy('count', 'desc')
    .orderBy('code')
    .orderBy('field')
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

export async function groupHolds(database: Kysely<Database>, pair: number): Promise<readonly HoldGroup[]> {
  const rows = await database
    .selectFrom('holds')
    .select((select) => ['reason', select.fn.min('detail').as('detail'), select.fn.countAll<number>().as('count')])
    .where('pair_id', '=', pair)
    .groupBy('reason')
    .orderBy('count', 'desc')
    .orderBy('reason')
    .execute();
  return rows.map(({ reason, detail, count }) => ({
    reason: readHoldReason(reason),
    text: readHoldDetail(detail).text,
    count: Number(count),
  }));
}

/**
 * Refused records, records that were left alone and records whose associations wait are looked at again, whatever their
 * back-off says. `records`: only these. Returns how many.
 */
export async function releaseWaiting(
  database: Kysely<Database>,
  pair: number,
  records: readonly RecordRef[] | null,
): Promise<number> {
  if (records === null) return release(database, pair, sql`true`);
  let released = 0;
  for (const { side, records: ofSide } of bySide(records)) {
    const isMeant = sql<boolean>`side = ${sideNumber(side)} and ${amongRecords('record', pair, side, ofSide)}`;
    released += await release(database, pair, isMeant);
  }
  return released;
}

async function release(
  database: Kysely<Database>,
  pair: number,
  isMeant: ReturnType<typeof sql<boolean>>,
): Promise<number> {
  const { numAffectedRows } = await sql`
    with waiting (pair_id, side, record) as (
      select pair_id, side, record from failures
      union select pair_id, side, record from holds
      union select links.pair_id, 0, links.left_record
        from pending_edges join links on links.id = pending_edges.source_link where links.state = 'linked'
      union select links.pair_id, 1, links.right_record
        from pending_edges join links on links.id = pending_edges.source_link where links.state = 'linked'
    )
    insert into dirty (pair_id, side, record)
    select pair_id, side, record from waiting
    where pair_id = ${pair} and ${isMeant}
    on conflict (pair_id, side, record) do update set marks = dirty.marks + 1
  `.execute(database);
  return Number(numAffectedRows ?? 0n);
}
