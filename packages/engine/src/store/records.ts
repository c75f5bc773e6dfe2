import { type Kysely, type RawBuilder, sql } from 'kysely';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';
import { type Side, sides } from './side.ts';

/** A record of one side of a pair. */
export interface RecordRef {
  readonly side: Side;
  readonly id: string;
  /** In the store. Absent: to be looked up. */
  readonly number?: number;
}

const objectColumn = (side: Side): 'left_object' | 'right_object' => (side === 'left' ? 'left_object' : 'right_object');

/** The object at one end of a pair, as a subquery. */
export const objectOf = (pair: number, side: Side): RawBuilder<number> =>
  sql<number>`(select ${sql.ref(objectColumn(side))} from pairs where id = ${pair})`;

/** The numbers of records of one side of a pair, as a subquery; those that were never named have none. */
export const numbersOf = (pair: number, side: Side, ids: readonly string[]): RawBuilder<unknown> =>
  sql`(select number from records where object_id = ${objectOf(pair, side)} and ${among('id', ids)})`;

/** The column holds the number of one of these records, all of one side. */
export function amongRecords(
  column: string,
  pair: number,
  side: Side,
  records: readonly RecordRef[],
): RawBuilder<boolean> {
  const numbers: number[] = [];
  for (const { number } of records) if (number !== undefined) numbers.push(number);
  if (numbers.length === records.length) return among(column, numbers);
  const ids = records.map(({ id }) => id);
  return sql<boolean>`${sql.ref(column)} in ${numbersOf(pair, side, ids)}`;
}

/** Records by side, as often as they were given; a side without any is left out. */
export function bySide(
  records: readonly RecordRef[],
): readonly { readonly side: Side; readonly records: readonly RecordRef[] }[] {
  return sides.flatMap((side) => {
    const ofSide = records.filter((record) => record.side === side);
    return ofSide.length === 0 ? [] : [{ side, records: ofSide }];
  });
}

/** Numbers by id, of records that may never have been named until now. */
export async function recordNumbers(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const { [objectColumn(side)]: object } = await database
    .selectFrom('pairs')
    .select(objectColumn(side))
    .where('id', '=', pair)
    .executeTakeFirstOrThrow();
  const rows = await database
    .selectFrom('records')
    .select(['id', 'number'])
    .where('object_id', '=', object)
    .where(among('id', wanted))
    .execute();
  const numbers = asNamed(wanted, new Map(rows.map(({ id, number }) => [id, number])));
  const unknown = wanted.filter((id) => !numbers.has(id));
  if (unknown.length === 0) return numbers;
  let number = await lastRecordNumber(database);
  const stubs = unknown.map((id) => {
    number += 1;
    numbers.set(id, number);
    return { number, object_id: object, id, associations_missing: 0, observed_at: 0 };
  });
  await insertRows(database, 'records by id', stubs, (chunk) => database.insertInto('records').values(chunk));
  return numbers;
}

/** Numbers are given by us, one writer at a time: the number of a row is known before it is stored. */
export async function lastRecordNumber(database: Kysely<Database>): Promise<number> {
  const row = await database
    .selectFrom('records')
    .select((select) => select.fn.max('number').as('last'))
    .executeTakeFirstOrThrow();
  return Number(row.last ?? 0);
}

/** All of them with their numbers. */
export async function numbered(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  records: readonly { readonly id: string; readonly number?: number }[],
): Promise<ReadonlyMap<string, number>> {
  const known = new Map<string, number>();
  const unnumbered: string[] = [];
  for (const { id, number } of records) {
    if (number === undefined) unnumbered.push(id);
    else known.set(id, number);
  }
  const unknown = unnumbered.filter((id) => !known.has(id));
  if (unknown.length === 0) return known;
  return new Map([...known, ...(await recordNumbers(database, pair, side, unknown))]);
}

/** Half a character is not kept: a record that is named with one is found all the same. */
export function asNamed(ids: readonly string[], numbers: Map<string, number>): Map<string, number> {
  for (const id of ids) {
    const number = id.isWellFormed() ? undefined : numbers.get(id.toWellFormed());
    if (number !== undefined) numbers.set(id, number);
  }
  return numbers;
}
