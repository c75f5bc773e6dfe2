import type { Kysely } from 'kysely';
import type { PairPlan } from '../context/cycle-context.ts';
import type { Database } from '../store/database.ts';
import type { RecordRef } from '../store/dirty.ts';
import { sideOf } from '../store/side.ts';

/** Which records of a pair to tell under this sync: those it claimed, and as the first of several those that nobody did. */
export async function ownRecords(
  database: Kysely<Database>,
  plan: PairPlan,
  siblings: readonly PairPlan[],
): Promise<(record: RecordRef) => boolean> {
  if (siblings.length < 2) return () => true;
  const rows = await database
    .selectFrom('claims')
    .select(['side', 'record_id'])
    .where('pair_id', '=', plan.pair)
    .where('sync', siblings[0] === plan ? '!=' : '=', plan.sync.name)
    .execute();
  const named = new Set(rows.map((row) => `${sideOf(row.side)} ${row.record_id}`));
  return ({ side, id }) => named.has(`${side} ${id}`) !== (siblings[0] === plan);
}
