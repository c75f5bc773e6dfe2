import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';
import { bySide, numbered, numbersOf, type RecordRef } from './records.ts';
import { type Side, sideNumber } from './side.ts';

/** Which of several syncs of a pair these records belonged to last. Absent: nobody has claimed the record. */
export async function loadClaims(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await database
    .selectFrom('claims')
    .innerJoin('records', 'records.number', 'claims.record')
    .select(['records.id', 'claims.sync'])
    .where('claims.pair_id', '=', pair)
    .where('claims.side', '=', sideNumber(side))
    .where(sql<boolean>`claims.record in ${numbersOf(pair, side, ids)}`)
    .execute();
  return new Map(rows.map((row) => [row.id, row.sync]));
}

export async function saveClaims(
  database: Kysely<Database>,
  pair: number,
  sync: string,
  records: readonly RecordRef[],
): Promise<void> {
  for (const { side, records: ofSide } of bySide(records)) {
    const numbers = await numbered(database, pair, side, ofSide);
    const rows = [...numbers.values()].map((record) => ({ pair_id: pair, side: sideNumber(side), record, sync }));
    await insertRows(database, 'claims', rows, (chunk) =>
      database
        .insertInto('claims')
        .values(chunk)
        .onConflict((conflict) =>
          conflict.columns(['pair_id', 'side', 'record']).doUpdateSet((row) => ({ sync: row.ref('excluded.sync') })),
        ),
    );
  }
}
