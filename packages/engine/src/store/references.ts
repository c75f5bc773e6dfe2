import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from './database.ts';
import { given } from './given.ts';
import { type Link, linksById } from './links.ts';
import { type Side, sideColumn, sideNumber, sides } from './side.ts';

/** An association of a synced pair, seen on one of its sides, whose targets count as referred to. */
export interface Referrer {
  readonly pair: number;
  readonly association: number;
  readonly side: Side;
}

/** The pair of the targets, with the numbers of its objects. */
export interface ReferredPair {
  readonly pair: number;
  readonly left: { readonly object: number };
  readonly right: { readonly object: number };
  readonly referrers: readonly Referrer[];
}

/**
 * Makes the records dirty that a linked record refers to and that have no link yet. Those that are held or failing wait
 * for what concerns them: a change, another bearer of their key, the time of their next attempt.
 */
export async function wakeReferred(database: Kysely<Database>, plan: ReferredPair): Promise<void> {
  for (const side of sides) {
    await sql`
      insert into dirty (pair_id, side, record)
      select ${plan.pair}, ${sideNumber(side)}, number from records
      where ${isFree(plan, side)}
      on conflict do nothing
    `.execute(database);
  }
}

/** Takes records off the work of the pair that nothing refers to, or that are linked: there is nothing to do for them. */
export async function dropUnreferred(database: Kysely<Database>, plan: ReferredPair): Promise<void> {
  for (const side of sides) {
    const concernsNobody = sql`
      pair_id = ${plan.pair} and side = ${sideNumber(side)}
        and (${isLinked(plan, side, 'record')} or not ${isReferred(plan, side, 'record')})
    `;
    await sql`
      delete from dirty where ${concernsNobody} and not exists (
        select 1 from records where records.number = dirty.record and gone = 1
      )
    `.execute(database);
    // A create that nobody knows the outcome of stays in review, also when nothing refers to its origin any more.
    await sql`delete from holds where ${concernsNobody} and reason <> 'in-review'`.execute(database);
    await sql`delete from failures where ${concernsNobody}`.execute(database);
  }
}

/** Records of the pair that the next cycle would work on. */
export async function countReferred(database: Kysely<Database>, plan: ReferredPair): Promise<number> {
  let count = 0;
  for (const side of sides) {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from records
      where ${isFree(plan, side)} or (
        object_id = ${plan[side].object} and gone = 0 and ${isReferred(plan, side, 'number')}
        and not ${isLinked(plan, side, 'number')} and number in (select record from dirty where pair_id = ${plan.pair} and side = ${sideNumber(side)})
      )
    `.execute(database);
    count += Number(rows[0]?.count ?? 0);
  }
  return count;
}

/** Does something refer to the record that waits for its link? */
export async function isReferredTo(
  database: Kysely<Database>,
  plan: ReferredPair,
  side: Side,
  id: string,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from records
    where object_id = ${plan[side].object} and id = ${id} and gone is not null and ${isReferred(plan, side, 'number')}
  `.execute(database);
  return rows.length > 0;
}

/** Links of a pair that wait for a target and have an end that is dirty, from the lowest number on. */
export async function changedReferrers(
  database: Kysely<Database>,
  pair: number,
  after: number,
  limit: number,
): Promise<readonly Link[]> {
  const dirtyEnd = (side: Side): RawBuilder<unknown> => sql`
    ${sql.ref(`links.${sideColumn(side)}`)} in (
      select record from dirty where pair_id = ${pair} and side = ${sideNumber(side)}
    )
  `;
  const { rows } = await sql<{ id: number }>`
    select id from links
    where pair_id = ${pair} and state = 'linked' and id > ${after}
      and id in (select source_link from pending_edges)
      and (${dirtyEnd('left')} or ${dirtyEnd('right')})
    order by id limit ${limit}
  `.execute(database);
  const ids = rows.map(({ id }) => id);
  const links = await linksById(database, ids);
  return ids.flatMap((id) => links.get(id) ?? []);
}

/** Of a record: it is referred to, and neither linked nor held nor failing. */
const isFree = (plan: ReferredPair, side: Side): RawBuilder<unknown> => sql`
  (object_id = ${plan[side].object} and gone = 0
    and ${isReferred(plan, side, 'number')} and not ${isLinked(plan, side, 'number')}
    and number not in (select record from holds where pair_id = ${plan.pair} and side = ${sideNumber(side)})
    and number not in (select record from failures where pair_id = ${plan.pair} and side = ${sideNumber(side)}))
`;

/** What a record is called by its own table, and by the others. */
type RecordColumn = 'number' | 'record';

const isReferred = (plan: ReferredPair, side: Side, column: RecordColumn): RawBuilder<unknown> =>
  sql`(${sql.ref(column)} in (${referredRecords(plan, side)}))`;

const isLinked = (plan: ReferredPair, side: Side, column: RecordColumn): RawBuilder<unknown> => sql`
  exists (
    select 1 from links
    where links.pair_id = ${plan.pair} and links.state = 'linked'
      and ${sql.ref(`links.${sideColumn(side)}`)} = ${sql.ref(column)}
  )
`;

function referredRecords(plan: ReferredPair, side: Side): RawBuilder<unknown> {
  const referrers = given(
    { pair: 'integer', association: 'integer', side: 'integer' },
    plan.referrers.map((one) => [one.pair, one.association, sideNumber(one.side)]),
  );
  return sql`
    select targets.number from pending_edges
    join records targets on targets.object_id = pending_edges.target_object and targets.id = pending_edges.target_record
    join links sources on sources.id = pending_edges.source_link
    where sources.state = 'linked' and pending_edges.target_object = ${plan[side].object}
      and (sources.pair_id, pending_edges.association_id, pending_edges.side) in ${referrers}
  `;
}
