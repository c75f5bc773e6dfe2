import { type Kysely, sql } from 'kysely';
import type { PairPlan } from '../context/cycle-context.ts';
import type { SyncTally } from '../context/sync-tally.ts';
import type { Database } from '../store/database.ts';
import { type Hold, type HoldReason, liftHolds } from '../store/holds.ts';
import { amongRecords, bySide, type RecordRef } from '../store/records.ts';
import { sideNumber } from '../store/side.ts';

/** Reasons that a filter gives for a record itself; that of its partner is told once, with the partner. */
const filterReasons: readonly HoldReason[] = ['filtered-out', 'claimed-twice', 'frozen'];

export const place = ({ side, id }: RecordRef): string => `${side} ${id}`;

/** Is any record of the pair left alone because of a filter? The filter itself may be gone from the file. */
export async function hasFilterHolds(database: Kysely<Database>, pair: number): Promise<boolean> {
  const row = await database
    .selectFrom('holds')
    .select('record')
    .where('pair_id', '=', pair)
    .where('reason', 'in', filterReasons)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Which of these records a filter has left alone so far. */
export async function filterHoldsOf(
  database: Kysely<Database>,
  pair: number,
  records: readonly RecordRef[],
): Promise<ReadonlySet<string>> {
  const held = new Set<string>();
  for (const { side, records: ofSide } of bySide(records)) {
    const { rows } = await sql<{ id: string }>`
      select records.id from holds join records on records.number = holds.record
      where pair_id = ${pair} and side = ${sideNumber(side)} and reason in (${sql.join(filterReasons)})
        and ${amongRecords('holds.record', pair, side, ofSide)}
    `.execute(database);
    for (const { id } of rows) held.add(place({ side, id }));
  }
  return held;
}

/** Counts who is left out, or takes part again, since the last look; those who do are free from here on. */
export async function tallyUnlinked(
  database: Kysely<Database>,
  plan: PairPlan,
  tally: SyncTally,
  looked: { readonly holds: readonly Hold[]; readonly free: readonly RecordRef[] },
): Promise<void> {
  const excluded = looked.holds.filter((hold) => filterReasons.includes(hold.reason));
  const out = new Set(excluded.map(place));
  const free = [...looked.free, ...looked.holds].filter((record) => !out.has(place(record)));
  const before = await filterHoldsOf(database, plan.pair, [...excluded, ...free]);
  const returned = free.filter((record) => before.has(place(record)));
  tally.filter.excluded += excluded.filter((record) => !before.has(place(record))).length;
  tally.filter.returned += returned.length;
  await liftHolds(database, plan.pair, returned);
}
