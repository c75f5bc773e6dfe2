import type { Kysely } from 'kysely';
import type { PairPlan } from '../context/cycle-context.ts';
import type { Database } from '../store/database.ts';
import type { RecordRef } from '../store/records.ts';
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
    .innerJoin('records', 'records.number', 'claims.record')
    .select(['claims.side', 'records.id'])
    .where('claims.pair_id', '=', plan.pair)
    .where('claims.sync', siblings[0] === plan ? '!=' : '=', plan.sync.name)
    .execute();
  const named = new Set(rows.map((row) => `${sideOf(row.side)} ${row.id}`));
  return ({ side, id }) => named.has(`${side} ${id}`) !== (siblings[0] === plan);
}
