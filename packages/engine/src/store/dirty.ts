import { type Kysely, sql } from 'kysely';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';
import { type Side, sideNumber, sideOf } from './side.ts';

export interface RecordRef {
  readonly side: Side;
  readonly id: string;
}

/**
 * A record that has to be looked at, and how often it was marked so far. What was decided on an older observation
 * clears only the marks that it knew of: a change that comes in meanwhile keeps the record dirty.
 */
export interface DirtyRecord extends RecordRef {
  /** 0: not dirty. */
  readonly marks: number;
}

export async function markDirty(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  ids: readonly string[],
): Promise<void> {
  const rows = [...new Set(ids)].map((id) => ({ pair_id: pair, side: sideNumber(side), record_id: id, marks: 1 }));
  await insertRows(database, 'dirty', rows, (chunk) =>
    database
      .insertInto('dirty')
      .values(chunk)
      .onConflict((conflict) =>
        conflict.columns(['pair_id', 'side', 'record_id']).doUpdateSet({ marks: sql`dirty.marks + 1` }),
      ),
  );
}

export async function markAllDirty(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  object: number,
): Promise<void> {
  await sql`
    insert into dirty (pair_id, side, record_id)
    select ${pair}, ${sideNumber(side)}, record_id from observations where object_id = ${object}
    on conflict do nothing
  `.execute(database);
}

/** Clears records that have not been marked again since their marks were read. */
export async function clearDirty(
  database: Kysely<Database>,
  pair: number,
  records: readonly DirtyRecord[],
): Promise<void> {
  const alike = Map.groupBy(records, (record) => `${sideNumber(record.side)} ${record.marks}`);
  for (const group of alike.values()) {
    const [first] = group;
    if (!first || first.marks === 0) continue;
    const ids = group.map((record) => record.id);
    await database
      .deleteFrom('dirty')
      .where('pair_id', '=', pair)
      .where('side', '=', sideNumber(first.side))
      .where('marks', '=', first.marks)
      .where(among('record_id', ids))
      .execute();
  }
}

/** The next dirty records after a place in (side, id) order. */
export async function nextDirty(
  database: Kysely<Database>,
  pair: number,
  after: RecordRef | null,
  limit: number,
): Promise<readonly DirtyRecord[]> {
  const rows = await database
    .selectFrom('dirty')
    .select(['side', 'record_id', 'marks'])
    .where('pair_id', '=', pair)
    .$if(after !== null, (query) =>
      query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('side', 'record_id'), '>', tuple(sideNumber(after?.side ?? 'left'), after?.id ?? '')),
      ),
    )
    .orderBy('side')
    .orderBy('record_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ side: sideOf(row.side), id: row.record_id, marks: row.marks }));
}

/** By record id; a record that is not dirty is absent. */
export async function dirtyMarks(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const marks = new Map<string, number>();
  if (ids.length === 0) return marks;
  const rows = await database
    .selectFrom('dirty')
    .select(['record_id', 'marks'])
    .where('pair_id', '=', pair)
    .where('side', '=', sideNumber(side))
    .where(among('record_id', ids))
    .execute();
  for (const row of rows) marks.set(row.record_id, row.marks);
  return marks;
}
