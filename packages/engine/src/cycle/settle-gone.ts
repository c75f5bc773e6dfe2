import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { buryLink, type Link, linksByRecord, moveLink } from '../store/links.ts';
import { loadObservations } from '../store/observations.ts';
import { otherSide, type Side, sideNumber, sides } from '../store/side.ts';
import { clearDirty, clearFailures, type Hold, liftHolds, markDirty, putHolds } from '../store/work.ts';
import type { CycleContext, PairPlan } from './cycle-context.ts';

/**
 * Merges and deletions come before anything else of a pair: a record takes over the links of those that were merged
 * into it, and a deleted record leaves a tombstone, so that its twin is not made again.
 */
export async function settleGone(context: CycleContext, plan: PairPlan): Promise<void> {
  for (const side of sides) {
    const rows = await sql<{ record_id: string }>`
      select dirty.record_id from dirty
      join observations on observations.object_id = ${plan[side].object} and observations.record_id = dirty.record_id
      where dirty.pair_id = ${plan.pair} and dirty.side = ${sideNumber(side)} and observations.gone = 1
    `.execute(context.store.database);
    if (rows.rows.length === 0) continue;
    const ids = rows.rows.map((row) => row.record_id);
    await context.store.transaction((database) => settleSide(database, context, plan, side, ids));
  }
}

async function settleSide(
  database: Kysely<Database>,
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  ids: readonly string[],
): Promise<void> {
  const other = otherSide(side);
  const gone = await loadObservations(database, plan[side].object, ids);
  const links = await linksByRecord(database, plan.pair, side, ids);
  const holds: Hold[] = [];
  for (const id of ids) {
    const link = links.get(id);
    if (!link) continue;
    const survivor = gone.get(id)?.mergedInto ?? null;
    if (survivor !== null && (await takeOver(database, plan, side, link, survivor))) continue;
    await buryLink(database, link.id, survivor === null ? 'gone' : 'merged-away');
    const app = plan.sync[side].displayName;
    holds.push({
      side: other,
      id: link[other],
      reason: survivor === null ? 'twin-gone' : 'merged-away',
      detail: {
        text:
          survivor === null
            ? `its twin in ${app} (${id}) was deleted`
            : `its twin in ${app} (${id}) was merged into ${survivor}, which has a partner of its own`,
        records: survivor === null ? [] : [{ side, id: survivor }],
      },
    });
  }
  const records = ids.map((id) => ({ side, id }));
  await clearDirty(database, plan.pair, records);
  await clearFailures(database, plan.pair, records);
  await liftHolds(database, plan.pair, records);
  await putHolds(database, plan.pair, holds, context.clock.now());
}

async function takeOver(
  database: Kysely<Database>,
  plan: PairPlan,
  side: Side,
  link: Link,
  survivor: string,
): Promise<boolean> {
  const taken = await linksByRecord(database, plan.pair, side, [survivor]);
  if (taken.size > 0) return false;
  await moveLink(database, link.id, side, survivor);
  await markDirty(database, plan.pair, side, [survivor]);
  return true;
}
