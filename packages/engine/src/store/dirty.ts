import { type Kysely, sql } from 'kysely';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';
import { type Observation, shown } from './observations.ts';
import { type RecordRef, recordNumbers } from './records.ts';
import { otherSide, type Side, sideColumn, sideNumber, sideOf } from './side.ts';

/**
 * A record that has to be looked at, and how often it was marked so far. What was decided on an older observation
 * clears only the marks that it knew of: a change that comes in meanwhile keeps the record dirty.
 */
export interface DirtyRecord extends RecordRef {
  readonly number: number;
  /** 0: not dirty. */
  readonly marks: number;
}

/** `records`: ids, or records whose numbers are known. */
export async function markDirty(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  records: readonly (string | { readonly id: string; readonly number: number })[],
): Promise<void> {
  const numbers = new Set<number>();
  const ids: string[] = [];
  for (const record of records) {
    if (typeof record === 'string') ids.push(record);
    else numbers.add(record.number);
  }
  for (const number of (await recordNumbers(database, pair, side, ids)).values()) numbers.add(number);
  const rows = [...numbers].map((record) => ({ pair_id: pair, side: sideNumber(side), record, marks: 1 }));
  await insertRows(database, 'dirty', rows, (chunk) =>
    database
      .insertInto('dirty')
      .values(chunk)
      .onConflict((conflict) =>
        conflict.columns(['pair_id', 'side', 'record']).doUpdateSet({ marks: sql`dirty.marks + 1` }),
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
    insert into dirty (pair_id, side, record)
    select ${pair}, ${sideNumber(side)}, number from records where object_id = ${object} and gone is not null
    on conflict do nothing
  `.execute(database);
}

/** Clears records that have not been marked again since their marks were read. */
export async function clearDirty(
  database: Kysely<Database>,
  pair: number,
  records: readonly DirtyRecord[],
): Promise<void> {
  const alike = Map.groupBy(records, (record) => 2 * record.marks + sideNumber(record.side));
  for (const group of alike.values()) {
    const [first] = group;
    if (!first || first.marks === 0) continue;
    const numbers = group.map((record) => record.number);
    await database
      .deleteFrom('dirty')
      .where('pair_id', '=', pair)
      .where('side', '=', sideNumber(first.side))
      .where('marks', '=', first.marks)
      .where(among('record', numbers))
      .execute();
  }
}

/** `gone`: the app no longer shows it. */
export type NextDirty = DirtyRecord & { readonly gone: boolean };

/** Dirty records after a place in the order of side and number. */
const dirtyAfter = (database: Kysely<Database>, pair: number, after: DirtyRecord | null, limit: number) =>
  database
    .selectFrom('dirty')
    .innerJoin('records', 'records.number', 'dirty.record')
    .where('dirty.pair_id', '=', pair)
    .$if(after !== null, (query) =>
      query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('dirty.side', 'dirty.record'), '>', tuple(sideNumber(after?.side ?? 'left'), after?.number ?? 0)),
      ),
    )
    .orderBy('dirty.side')
    .orderBy('dirty.record')
    .limit(limit);

/** The next dirty records after a place in the order of side and number. */
export async function nextDirty(
  database: Kysely<Database>,
  pair: number,
  after: DirtyRecord | null,
  limit: number,
): Promise<readonly NextDirty[]> {
  const rows = await dirtyAfter(database, pair, after, limit)
    .select(['dirty.side', 'dirty.record as number', 'dirty.marks', 'records.id', 'records.gone'])
    .execute();
  return rows.map(toDirty);
}

/** The same, with what has been shown of them by their numbers. */
export async function nextDirtyShown(
  database: Kysely<Database>,
  pair: number,
  after: DirtyRecord | null,
  limit: number,
): Promise<{ readonly dirty: readonly NextDirty[]; readonly observations: ReadonlyMap<number, Observation> }> {
  const rows = await dirtyAfter(database, pair, after, limit)
    .select(['dirty.side', 'dirty.marks'])
    .selectAll('records')
    .execute();
  const observations = new Map<number, Observation>();
  for (const observation of await shown(database, rows)) observations.set(observation.number, observation);
  return { dirty: rows.map(toDirty), observations };
}

const toDirty = ({
  side,
  id,
  number,
  marks,
  gone,
}: {
  readonly side: number;
  readonly id: string;
  readonly number: number;
  readonly marks: number;
  readonly gone: number | null;
}): NextDirty => ({ side: sideOf(side), id, number, marks, gone: gone === 1 });

/** By number; a record that is not dirty is absent. */
export async function dirtyMarks(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  numbers: readonly number[],
): Promise<Map<number, number>> {
  if (numbers.length === 0) return new Map();
  const rows = await database
    .selectFrom('dirty')
    .select(['record', 'marks'])
    .where('pair_id', '=', pair)
    .where('side', '=', sideNumber(side))
    .where(among('record', numbers))
    .execute();
  return new Map(rows.map((row) => [row.record, row.marks]));
}

export async function countDirty(database: Kysely<Database>, pair: number): Promise<number> {
  const row = await database
    .selectFrom('dirty')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('pair_id', '=', pair)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Is any record of these pairs dirty? */
export async function hasDirty(database: Kysely<Database>, pairs: readonly number[]): Promise<boolean> {
  const row = await database
    .selectFrom('dirty')
    .select('pair_id')
    .where('pair_id', 'in', pairs)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** A run marks as clean what it has written together, chunk by chunk: dirty records that it wrote before it was stopped. */
export async function countWrittenDirty(database: Kysely<Database>, pair: number, run: string): Promise<number> {
  const written = (side: Side) => {
    const own = sql.ref(`links.${sideColumn(side)}`);
    const twin = sql.ref(`links.${sideColumn(otherSide(side))}`);
    return sql`
      select dirty.side, dirty.record from dirty
      join links on links.pair_id = dirty.pair_id and links.state = 'linked' and ${own} = dirty.record
      join written_records on written_records.record = ${twin}
      join writes on writes.id = written_records.write_id and writes.pair_id = dirty.pair_id
        and writes.side = ${sideNumber(otherSide(side))} and writes.run = ${run} and writes.kind <> 'stand-in'
      where dirty.pair_id = ${pair} and dirty.side = ${sideNumber(side)}`;
  };
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (${written('left')} union ${written('right')}) as written
  `.execute(database);
  return Number(rows[0]?.count ?? 0);
}
