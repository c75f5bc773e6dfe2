import { type Kysely, sql } from 'kysely';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { given } from './given.ts';
import { insertRows } from './insert-rows.ts';
import type { LinkEnding, LinkReason } from './link-reasons.ts';
import type { Link } from './links.ts';
import { recordNumbers } from './records.ts';
import { shapesFor } from './shapes.ts';
import { type Side, sideColumn } from './side.ts';
import { asHalves, type Base } from './stored-json.ts';

export interface NewLink {
  readonly left: string;
  readonly right: string;
  /** Numbers of the records, as far as they are known. */
  readonly numbers?: Readonly<Partial<Record<Side, number>>>;
  readonly reason: LinkReason;
  readonly base: Base;
}

/** In the order of the request. */
export async function addLinks(
  database: Kysely<Database>,
  pair: number,
  links: readonly NewLink[],
  at: number,
): Promise<readonly Link[]> {
  if (links.length === 0) return [];
  const left = await numbersOf(database, pair, 'left', links);
  const right = await numbersOf(database, pair, 'right', links);
  const shapes = await shapesFor(
    database,
    links.map(({ base }) => base),
  );
  const last = await lastLinkNumber(database);
  const rows = links.map((link, index) => ({
    id: last + 1 + index,
    pair_id: pair,
    left_record: left[index] ?? 0,
    right_record: right[index] ?? 0,
    state: 'linked' as const,
    reason: link.reason,
    base: shapes.pack(link.base, asHalves),
    created_at: at,
  }));
  await insertRows(database, 'links', rows, (chunk) => database.insertInto('links').values(chunk));
  return links.map((link, index) => ({
    id: last + 1 + index,
    left: link.left,
    right: link.right,
    numbers: { left: left[index] ?? 0, right: right[index] ?? 0 },
    state: 'linked',
    reason: link.reason,
    base: link.base,
  }));
}

/** Links are numbered by us, as records are: one writer at a time. */
async function lastLinkNumber(database: Kysely<Database>): Promise<number> {
  const row = await database
    .selectFrom('links')
    .select((select) => select.fn.max('id').as('last'))
    .executeTakeFirstOrThrow();
  return Number(row.last ?? 0);
}

/** Of one side, in the order of the links. */
async function numbersOf(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  links: readonly NewLink[],
): Promise<readonly number[]> {
  const unknown: string[] = [];
  for (const link of links) if (!link.numbers?.[side]) unknown.push(link[side]);
  const looked = unknown.length === 0 ? null : await recordNumbers(database, pair, side, unknown);
  return links.map((link) => link.numbers?.[side] || (looked?.get(link[side]) ?? 0));
}

export async function saveBases(
  database: Kysely<Database>,
  bases: readonly { readonly link: number; readonly base: Base }[],
): Promise<void> {
  if (bases.length === 0) return;
  const shapes = await shapesFor(
    database,
    bases.map(({ base }) => base),
  );
  const saved = given(
    { link: 'integer', base: 'text' },
    bases.map(({ link, base }) => [link, shapes.pack(base, asHalves)]),
  );
  await sql`update links set base = saved.base from ${saved} as saved where links.id = saved.link`.execute(database);
}

/**
 * Ends links; of two that name the same record the one with the lower number before the other. Their edges leave the base with
 * them: a vanished target is not a removed association. The records that pointed at them are looked at again, so that those which
 * still show them wait for them.
 */
export async function buryLinks(
  database: Kysely<Database>,
  links: readonly number[],
  reason: LinkEnding,
): Promise<void> {
  if (links.length === 0) return;
  await sql`
    insert into dirty (pair_id, side, record)
    select distinct links.pair_id, 0, links.left_record
    from edges join links on links.id = edges.source_link
    where ${among('edges.target_link', links)} and links.state = 'linked' and not (${among('links.id', links)})
    on conflict (pair_id, side, record) do update set marks = dirty.marks + 1
  `.execute(database);
  // A search for either record by itself: for both at once the tombstones of the pair would be passed through.
  const endingsOf = (side: Side) => sql`
    select buried.ending from links as buried where buried.pair_id = links.pair_id and buried.state = 'tombstone'
      and ${sql.ref(`buried.${sideColumn(side)}`)} = ${sql.ref(`links.${sideColumn(side)}`)}`;
  await sql`
    update links set state = 'tombstone', reason = ${reason}, ending = 1 + coalesce((
      select max(ending) from (${endingsOf('left')} union all ${endingsOf('right')}) as endings
    ), 0)
    where ${among('id', links)}
  `.execute(database);
  await database.deleteFrom('edges').where(among('source_link', links)).execute();
  await database.deleteFrom('edges').where(among('target_link', links)).execute();
  await database.deleteFrom('pending_edges').where(among('source_link', links)).execute();
}

/** Another word on why a link has ended. */
export async function explainEnd(
  database: Kysely<Database>,
  links: readonly number[],
  reason: LinkEnding,
): Promise<void> {
  await database.updateTable('links').set({ reason }).where(among('id', links)).execute();
}

export async function reviveLink(database: Kysely<Database>, link: number): Promise<void> {
  await database
    .updateTable('links')
    .set({ state: 'linked', reason: 'restored' satisfies LinkReason, ending: null })
    .where('id', '=', link)
    .execute();
}

/**
 * The app has merged a linked record into another one, which takes the link over. Apps drop what would lead from the
 * survivor to itself, so an edge of the link with itself leaves the base: that it is not shown is no removal.
 */
export async function moveLink(
  database: Kysely<Database>,
  link: Link,
  pair: number,
  side: Side,
  to: string,
): Promise<void> {
  const number = (await recordNumbers(database, pair, side, [to])).get(to) ?? 0;
  await database
    .updateTable('links')
    .set({ [sideColumn(side)]: number })
    .where('id', '=', link.id)
    .execute();
  await database.deleteFrom('edges').where('source_link', '=', link.id).where('target_link', '=', link.id).execute();
}
