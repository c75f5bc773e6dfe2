import { type Kysely, sql } from 'kysely';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { amongRecords, type RecordRef } from './records.ts';
import { type Shapes, withShapes } from './shapes.ts';
import { type Side, sideColumn } from './side.ts';
import { type Base, readHalves } from './stored-json.ts';

/** The stored pair of two record ids. From its making on, ids decide and not keys. */
export interface Link {
  readonly id: number;
  readonly left: string;
  readonly right: string;
  /** Numbers of the two records in the store. */
  readonly numbers: Readonly<Record<Side, number>>;
  readonly state: 'linked' | 'tombstone';
  readonly reason: string;
  readonly base: Base;
}

/** With the ids of both records. */
const selectLinks = (database: Kysely<Database>) =>
  database
    .selectFrom('links')
    .innerJoin('records as left_end', 'left_end.number', 'links.left_record')
    .innerJoin('records as right_end', 'right_end.number', 'links.right_record')
    .select([
      'links.id',
      'links.left_record',
      'links.right_record',
      'links.state',
      'links.reason',
      'links.base',
      'links.ending',
    ])
    .select(['left_end.id as left', 'right_end.id as right']);

type Row = Awaited<ReturnType<ReturnType<typeof selectLinks>['executeTakeFirstOrThrow']>>;

/** Linked rows by the record id of one side. */
export function linksByRecord(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  ids: readonly string[],
  state: Link['state'] = 'linked',
): Promise<Map<string, Link>> {
  const records = [...new Set(ids)].map((id) => ({ side, id }));
  return linksOf(database, pair, side, records, state);
}

/** The same for records whose numbers may be known. */
export async function linksOf(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  records: readonly RecordRef[],
  state: Link['state'] = 'linked',
): Promise<Map<string, Link>> {
  const found = new Map<string, Link>();
  if (records.length === 0) return found;
  const rows = await selectLinks(database)
    .where('links.pair_id', '=', pair)
    // As a text, so that SQLite sees that the index of this state serves.
    .where('links.state', '=', sql.lit(state))
    .where(amongRecords(`links.${sideColumn(side)}`, pair, side, records))
    .execute();
  // Several tombstones may name one record: the latest tells what happened. A link that a survivor took over may be older than
  // one that has ended before it.
  rows.sort((a, b) => (a.ending ?? 0) - (b.ending ?? 0) || a.id - b.id);
  for (const link of await withShapes(database, rows, toLink)) found.set(link[side], link);
  return found;
}

/** Linked rows by the number of the record of one side. */
export async function linksByNumber(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  numbers: readonly number[],
): Promise<Map<number, Link>> {
  if (numbers.length === 0) return new Map();
  const rows = await selectLinks(database)
    .where('links.pair_id', '=', pair)
    .where('links.state', '=', sql.lit('linked'))
    .where(among(`links.${sideColumn(side)}`, numbers))
    .execute();
  return new Map((await withShapes(database, rows, toLink)).map((link) => [link.numbers[side], link]));
}

export async function linksById(database: Kysely<Database>, ids: readonly number[]): Promise<Map<number, Link>> {
  const found = new Map<number, Link>();
  if (ids.length === 0) return found;
  const rows = await selectLinks(database).where(among('links.id', ids)).execute();
  for (const link of await withShapes(database, rows, toLink)) found.set(link.id, link);
  return found;
}

/** All links of a pair that stand, page by page, so that memory stays flat. */
export async function* linkPages(
  database: Kysely<Database>,
  pair: number,
  pageSize: number,
): AsyncGenerator<readonly Link[]> {
  let after = 0;
  for (;;) {
    const rows = await selectLinks(database)
      .where('links.pair_id', '=', pair)
      .where('links.state', '=', 'linked')
      .where('links.id', '>', after)
      .orderBy('links.id')
      .limit(pageSize)
      .execute();
    const last = rows.at(-1);
    if (!last) return;
    yield await withShapes(database, rows, toLink);
    after = last.id;
  }
}

/** Bases of all links of a pair that stand, in the order of the links; `wanted` says how many the next page is to have. */
export async function* basePages(
  database: Kysely<Database>,
  pair: number,
  wanted: () => number,
): AsyncGenerator<readonly Pick<Link, 'id' | 'base'>[]> {
  let after = 0;
  for (;;) {
    const rows = await database
      .selectFrom('links')
      .select(['id', 'base'])
      .where('pair_id', '=', pair)
      .where('state', '=', 'linked')
      .where('id', '>', after)
      .orderBy('id')
      .limit(wanted())
      .execute();
    const last = rows.at(-1);
    if (!last) return;
    yield await withShapes(database, rows, ({ id, base }, shapes) => {
      return { id, base: shapes.unpack(base, `link ${id}`, readHalves) };
    });
    after = last.id;
  }
}

function toLink(row: Row, shapes: Shapes): Link {
  return {
    id: row.id,
    left: row.left,
    right: row.right,
    numbers: { left: row.left_record, right: row.right_record },
    state: row.state,
    reason: row.reason,
    base: shapes.unpack(row.base, `link ${row.id}`, readHalves),
  };
}
