import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import type { RecordRef } from './dirty.ts';
import { inChunks } from './in-chunks.ts';
import { insertRows } from './insert-rows.ts';
import { type Side, sideNumber } from './side.ts';

/** Which of several syncs of a pair these records belonged to last. Absent: nobody has claimed the record. */
export async function loadClaims(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const claims = new Map<string, string>();
  for (const chunk of inChunks([...new Set(ids)])) {
    const rows = await database
      .selectFrom('claims')
      .select(['record_id', 'sync'])
      .where('pair_id', '=', pair)
      .where('side', '=', sideNumber(side))
      .where('record_id', 'in', chunk)
      .execute();
    for (const row of rows) claims.set(row.record_id, row.sync);
  }
  return claims;
}

export async function saveClaims(
  database: Kysely<Database>,
  pair: number,
  sync: string,
  records: readonly RecordRef[],
): Promise<void> {
  const rows = new Map(
    records.map(({ side, id }) => [`${side} ${id}`, { pair_id: pair, side: sideNumber(side), record_id: id, sync }]),
  );
  await insertRows(database, 'claims', [...rows.values()], (chunk) =>
    database
      .insertInto('claims')
      .values(chunk)
      .onConflict((conflict) =>
        conflict.columns(['pair_id', 'side', 'record_id']).doUpdateSet((row) => ({ sync: row.ref('excluded.sync') })),
      ),
  );
}
