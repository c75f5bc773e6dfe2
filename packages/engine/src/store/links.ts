import { type Kysely, type Selectable, sql } from 'kysely';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { given } from './given.ts';
import { insertRows } from './insert-rows.ts';
import { type Side, sideColumn } from './side.ts';
import { type Base, readBase } from './stored-json.ts';

/** The stored pair of two record ids. From its making on, ids decide and not keys. */
export interface Link {
  readonly id: number;
  readonly left: string;
  readonly right: string;
  readonly state: 'linked' | 'tombstone';
  readonly reason: string;
  readonly base: Base;
}

type Row = Selectable<Database['links']>;

/** Linked rows by the record id of one side. */
export async function linksByRecord(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  ids: readonly string[],
  state: Link['state'] = 'linked',
): Promise<Map<string, Link>> {
  const column = sideColumn(side);
  const found = new Map<string, Link>();
  if (ids.length === 0) return found;
  const rows = await database
    .selectFrom('links')
    .selectAll()
    .where('pair_id', '=', pair)
    // As a text, so that SQLite sees that the index of this state serves.
    .where('state', '=', sql.lit(state))
    .where(among(column, ids))
    .execute();
  rows.sort((a, b) => a.id - b.id);
  // Several tombstones may name one record: the latest tells what happened.
  for (const row of rows) found.set(row[column], toLink(row));
  return found;
}

export async function linksById(database: Kysely<Database>, ids: readonly number[]): Promise<Map<number, Link>> {
  const found = new Map<number, Link>();
  if (ids.length === 0) return found;
  const rows = await database.selectFrom('links').selectAll().where(among('id', ids)).execute();
  for (const row of rows) found.set(row.id, toLink(row));
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
    const rows = await database
      .selectFrom('links')
      .selectAll()
      .where('pair_id', '=', pair)
      .where('state', '=', 'linked')
      .where('id', '>', after)
      .orderBy('id')
      .limit(pageSize)
      .execute();
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(toLink);
    after = last.id;
  }
}

export interface NewLink {
  readonly left: string;
  readonly right: string;
  readonly reason: string;
  readonly base: Base;
}

/** In the order of the request. */
export async function addLinks(
  database: Kysely<Database>,
  pair: number,
  links: readonly NewLink[],
  at: number,
): Promise<readonly Link[]> {
  const rows = links.map((link) => ({
    pair_id: pair,
    left_id: link.left,
    right_id: link.right,
    state: 'linked' as const,
    reason: link.reason,
    base: JSON.stringify(link.base),
    created_at: at,
  }));
  const added = await insertRows(database, 'links', rows, (chunk) =>
    database.insertInto('links').values(chunk).returning(['id', 'left_id']),
  );
  const numbers = new Map(added.map((row) => [row.left_id, row.id]));
  return links.map((link) => ({ ...link, id: numbers.get(link.left) ?? 0, state: 'linked' }));
}

export async function saveBases(
  database: Kysely<Database>,
  bases: readonly { readonly link: number; readonly base: Base }[],
): Promise<void> {
  if (bases.length === 0) return;
  const saved = given(
    { link: 'integer', base: 'text' },
    bases.map(({ link, base }) => [link, JSON.stringify(base)]),
  );
  await sql`update links set base = saved.base from ${saved} as saved where links.id = saved.link`.execute(database);
}

/**
 * Ends a link. Its edges leave the base with it: a vanished target is not a removed association. The records that
 * pointed at it are looked at again, so that those which still show it wait for it.
 */
export async function buryLink(database: Kysely<Database>, link: number, reason: string): Promise<void> {
  await sql`
    insert into dirty (pair_id, side, record_id)
    select distinct links.pair_id, 0, links.left_id
    from edges join links on links.id = edges.source_link
    where edges.target_link = ${link} and links.state = 'linked' and links.id <> ${link}
    on conflict (pair_id, side, record_id) do update set marks = dirty.marks + 1
  `.execute(database);
  await database.updateTable('links').set({ state: 'tombstone', reason }).where('id', '=', link).execute();
  await database
    .deleteFrom('edges')
    .where((where) => where.or([where('source_link', '=', link), where('target_link', '=', link)]))
    .execute();
  await database.deleteFrom('pending_edges').where('source_link', '=', link).execute();
}

export async function reviveLink(database: Kysely<Database>, link: number): Promise<void> {
  await database.updateTable('links').set({ state: 'linked', reason: 'restored' }).where('id', '=', link).execute();
}

/**
 * The app has merged a linked record into another one, which takes the link over. Apps drop what would lead from the
 * survivor to itself, so an edge of the link with itself leaves the base: that it is not shown is no removal.
 */
export async function moveLink(database: Kysely<Database>, link: number, side: Side, to: string): Promise<void> {
  await database
    .updateTable('links')
    .set(side === 'left' ? { left_id: to } : { right_id: to })
    .where('id', '=', link)
    .execute();
  await database.deleteFrom('edges').where('source_link', '=', link).where('target_link', '=', link).execute();
}

function toLink(row: Row): Link {
  return {
    id: row.id,
    left: row.left_id,
    right: row.right_id,
    state: row.state,
    reason: row.reason,
    base: readBase(row.base, `link ${row.id}`),
  };
}
