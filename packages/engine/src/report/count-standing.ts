import { type CompiledQuery, type Kysely, sql } from 'kysely';
import type { PairPlan } from '../context/cycle-context.ts';
import type { Database } from '../store/database.ts';
import { keptStatement } from '../store/kept-statement.ts';
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
  const lead = siblings.length < 2 ? null : (siblings[0]?.sync.name ?? plan.sync.name);
  const [counts] = await count(store.database, { pair: plan.pair, sync: plan.sync.name, lead });
  if (!counts) throw new Error('an aggregate query answers with one row');
  return counts;
}

interface Counted {
  readonly pair: number;
  readonly sync: string;
  /** The first of the syncs that share the pair. `null`: nobody shares it. */
  readonly lead: string | null;
}

function build(database: Kysely<Database>, { pair, sync, lead }: Counted): CompiledQuery<StandingCounts> {
  const claim = (side: number, record: string) =>
    sql`(select sync from claims where pair_id = ${pair} and side = ${sql.lit(side)} and record = ${sql.ref(record)})`;
  const isOurs = (...claims: readonly ReturnType<typeof claim>[]) =>
    lead === null ? sql`true` : sql`coalesce(${sql.join(claims)}, ${lead}) = ${sync}`;
  const ofLink = isOurs(claim(0, 'links.left_record'), claim(1, 'links.right_record'));
  const ofRecord = (table: string) =>
    isOurs(
      sql`(select sync from claims where claims.pair_id = ${pair} and claims.side = ${sql.ref(`${table}.side`)}
        and claims.record = ${sql.ref(`${table}.record`)})`,
    );
  const holds = sql`from holds where pair_id = ${pair} and ${ofRecord('holds')}`;
  return sql<StandingCounts>`
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
  `.compile(database);
}

const count = keptStatement({
  build,
  parameters({ pair, sync, lead }) {
    if (lead === null) return new Array<number>(9).fill(pair);
    const ofLink = [pair, pair, lead, sync];
    const ofRecord = [pair, pair, lead, sync];
    const holds = new Array(5).fill(ofRecord).flat();
    return [pair, ...ofLink, ...holds, ...ofRecord, pair, ...ofLink, pair, ...ofLink];
  },
  shape: ({ lead }) => (lead === null ? 'alone' : 'shared'),
});
