import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { otherSide, type Side, sideColumn, sideNumber } from './side.ts';

/** Numbers that brakes compare with; each is one query over an index. */

export interface Totals {
  /** No more than were asked for. */
  readonly links: number;
  /** Records that are there; no more than were asked for. */
  readonly present: Readonly<Record<Side, number>>;
  /** Twins that somebody wants merged, by the side of what was merged already. */
  readonly toMerge: Readonly<Record<Side, number>>;
}

/** What every brake compares with, by one question. `upTo`: it does not matter how many more there are. */
export async function countTotals(
  database: Kysely<Database>,
  pair: { readonly pair: number } & Readonly<Record<Side, { readonly object: number }>>,
  upTo: number,
): Promise<Totals> {
  const present = (side: Side) => sql`select count(*) from (
    select 1 from records where object_id = ${pair[side].object} and gone = 0 limit ${upTo}
  ) as present`;
  const toMerge = (side: Side) => sql`select count(*) from holds
    where pair_id = ${pair.pair} and side = ${sideNumber(side)} and reason = 'to-merge'`;
  const { rows } = await sql<Readonly<Record<'links' | 'left' | 'right' | 'merge_left' | 'merge_right', number>>>`
    select (select count(*) from (
        select 1 from links where pair_id = ${pair.pair} and state = 'linked' limit ${upTo}
      ) as standing) as links,
      (${present('left')}) as "left", (${present('right')}) as "right",
      (${toMerge('left')}) as merge_left, (${toMerge('right')}) as merge_right
  `.execute(database);
  const [row] = rows;
  return {
    links: Number(row?.links ?? 0),
    present: { left: Number(row?.left ?? 0), right: Number(row?.right ?? 0) },
    toMerge: { left: Number(row?.merge_left ?? 0), right: Number(row?.merge_right ?? 0) },
  };
}

/** `upTo`: it does not matter how many more there are. */
export async function countLinks(
  database: Kysely<Database>,
  pair: number,
  upTo = Number.MAX_SAFE_INTEGER,
): Promise<number> {
  return countOf(
    database,
    sql`select count(*) as count from (
      select 1 from links where pair_id = ${pair} and state = 'linked' limit ${upTo}
    ) as counted`,
  );
}

/** Edges of one association. */
export async function countEdges(
  database: Kysely<Database>,
  association: number,
  upTo = Number.MAX_SAFE_INTEGER,
): Promise<number> {
  return countOf(
    database,
    sql`select count(*) as count from (select 1 from edges where association_id = ${association} limit ${upTo}) as counted`,
  );
}

/** Linked records of a side that are known to be gone, and whose twins are there; mergers are not among them. */
export async function countGoneLinked(
  database: Kysely<Database>,
  pair: number,
  side: Side,
): Promise<{ readonly count: number; readonly example: string }> {
  const own = sql.ref(`links.${sideColumn(side)}`);
  const other = sql.ref(`links.${sideColumn(otherSide(side))}`);
  const { rows } = await sql<{ count: number; example: string | null }>`
    select count(*) as count, min(records.id) as example
    from dirty join records on records.number = dirty.record
    join links on links.pair_id = dirty.pair_id and links.state = 'linked' and ${own} = dirty.record
    join records as twins on twins.number = ${other}
    where dirty.pair_id = ${pair} and dirty.side = ${sideNumber(side)}
      and records.gone = 1 and records.merged_into is null and coalesce(twins.gone, 0) = 0
  `.execute(database);
  return { count: Number(rows[0]?.count ?? 0), example: rows[0]?.example ?? '' };
}

async function countOf(database: Kysely<Database>, query: ReturnType<typeof sql>): Promise<number> {
  const { rows } = await sql<{ count: number }>`${query}`.execute(database);
  return Number(rows[0]?.count ?? 0);
}

/** Records of an object that are there. */
export async function countPresent(
  database: Kysely<Database>,
  object: number,
  upTo = Number.MAX_SAFE_INTEGER,
): Promise<number> {
  return countOf(
    database,
    sql`select count(*) as count from (
      select 1 from records where object_id = ${object} and gone = 0 limit ${upTo}
    ) as counted`,
  );
}

/** Dirty records of a side without a link. */
export async function countUnlinkedDirty(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  upTo: number,
): Promise<number> {
  const own = sql.ref(`links.${sideColumn(side)}`);
  return countOf(
    database,
    sql`select count(*) as count from (
      select 1 from dirty where pair_id = ${pair} and side = ${sideNumber(side)} and not exists (
        select 1 from links where links.pair_id = ${pair} and links.state = 'linked' and ${own} = dirty.record
      ) limit ${upTo}
    ) as counted`,
  );
}

/** Records of one object that bear a key which a record of the other bears too; by the numbers of both indexes. */
export async function countSharedKeys(database: Kysely<Database>, own: number, other: number): Promise<number> {
  return countOf(
    database,
    sql`select count(distinct keys.record) as count from record_keys as keys
      where keys.definition_id = ${own} and exists (
        select 1 from record_keys as others where others.definition_id = ${other} and others.key = keys.key
      )`,
  );
}
