import { sql } from 'kysely';
import type { PairPlan } from '../context/cycle-context.ts';
import type { Store } from '../store/store.ts';

export interface StandingCounts {
  readonly linked: number;
  readonly excluded: number;
  /** Of the excluded: left over on one side, because the other record was deleted. */
  readonly twinGone: number;
  /** Linked, and left alone because their filter says so. */
  readonly frozen: number;
  readonly ambiguous: number;
  readonly inReview: number;
  readonly failing: number;
  readonly pending: number;
  /** Conflicts that somebody is to decide. */
  readonly undecided: number;
}

/**
 * What stands in the store, whichever run brought it there. Of a pair that several syncs share, each counts what it
 * claimed; the first of them also counts what nobody claims.
 */
export async function countStanding(
  store: Store,
  plan: PairPlan,
  siblings: readonly PairPlan[],
): Promise<StandingCounts> {
  const { pair } = plan;
  const claim = (side: number, record: string) =>
    sql`(select sync from claims where pair_id = ${pair} and side = ${sql.lit(side)} and record = ${sql.ref(record)})`;
  const isOurs = (...claims: readonly ReturnType<typeof claim>[]) => {
    const lead = siblings[0]?.sync.name ?? plan.sync.name;
    return siblings.length < 2 ? sql`true` : sql`coalesce(${sql.join(claims)}, ${lead}) = ${plan.sync.name}`;
  };
  const ofLink = isOurs(claim(0, 'links.left_record'), claim(1, 'links.right_record'));
  const ofRecord = (table: string) =>
    isOurs(
      sql`(select sync from claims where claims.pair_id = ${pair} and claims.side = ${sql.ref(`${table}.side`)}
        and claims.record = ${sql.ref(`${table}.record`)})`,
    );
  const holds = sql`from holds where pair_id = ${pair} and ${ofRecord('holds')}`;
  const { rows } = await sql<StandingCounts>`
    select
      (select count(*) from links where pair_id = ${pair} and state = 'linked' and ${ofLink}) as linked,
      (select count(*) ${holds} and reason not in ('ambiguous', 'in-review', 'deletion-review', 'merged-away', 'frozen')) as excluded,
      (select count(*) ${holds} and reason in ('twin-gone', 'to-archive')) as "twinGone",
      (select count(*) ${holds} and reason = 'frozen') as frozen,
      (select count(*) ${holds} and reason = 'ambiguous') as ambiguous,
      (select count(*) ${holds} and reason in ('in-review', 'deletion-review', 'merged-away')) as "inReview",
      (select count(*) from failures where pair_id = ${pair} and ${ofRecord('failures')}) as failing,
      (select count(*) from pending_edges
        join links on links.id = pending_edges.source_link
        where links.pair_id = ${pair} and links.state = 'linked' and ${ofLink}) as pending,
      (select count(*) from conflicts
        join links on links.id = conflicts.link_id
        where conflicts.pair_id = ${pair} and conflicts.state = 'waiting' and ${ofLink}) as undecided
  `.execute(store.database);
  const [counts] = rows;
  if (!counts) throw new Error('an aggregate query answers with one row');
  return counts;
}
