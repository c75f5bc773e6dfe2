import type { Normalizers } from '@linkwright/core';
import type { CompiledSync } from '../context/compiled-sync.ts';
import type { CyclePlan, ObjectPlan, PairPlan } from '../context/cycle-context.ts';
import { addStandIns } from '../pull/hide-stand-ins.ts';
import { markAllDirty } from '../store/dirty.ts';
import { sides } from '../store/side.ts';
import { loadStandIns } from '../store/stand-ins.ts';
import type { Store } from '../store/store.ts';
import { numberSyncs, siblingsOf } from './number-syncs.ts';
import { renewKeys } from './renew-keys.ts';

/** Numbers everything in the store, and makes all records of a pair dirty whose rules have changed. */
export async function prepareCycle(
  store: Store,
  syncs: readonly CompiledSync[],
  normalizers: Normalizers,
): Promise<CyclePlan> {
  const plan = await numberSyncs(store, syncs);
  await knowStandIns(store, plan);
  await knowForgotten(store, plan);
  await forgetRulesOfOthers(store, plan.pairs);
  for (const pairs of siblingsOf(plan.pairs).values()) await noticeNewRules(store, plan, pairs, normalizers);
  return plan;
}

/** Values that an earlier run put in the place of others and did not live to replace. */
async function knowStandIns({ database }: Store, { objects }: CyclePlan): Promise<void> {
  for (const { object, standIn } of await loadStandIns(database)) {
    const plan = objects.find((one) => one.object === object);
    if (plan) addStandIns(plan, [standIn]);
  }
}

/** Ids of records that are no longer looked at. */
export async function knowForgotten({ database }: Pick<Store, 'database'>, { objects }: CyclePlan): Promise<void> {
  for (const { object_id, record_id } of await database.selectFrom('forgotten').selectAll().execute()) {
    objects.find(({ object }) => object === object_id)?.forgotten.add(record_id);
  }
}

/**
 * While a sync is disabled nobody marks its records or keeps its keys: when it comes back, all of them are looked at.
 */
async function forgetRulesOfOthers(store: Store, pairs: readonly PairPlan[]): Promise<void> {
  await store.transaction((database) =>
    database
      .updateTable('pairs')
      .set({ plan_hash: null })
      .where(
        'id',
        'not in',
        pairs.map((pair) => pair.pair),
      )
      .where('plan_hash', 'is not', null)
      .execute(),
  );
}

/** Of all syncs of a pair of objects: changes with any rule by which its records are decided. */
export const rulesHash = (plans: readonly PairPlan[]): string => plans.map(({ sync }) => sync.hash).join(' ');

async function noticeNewRules(
  store: Store,
  { objects }: CyclePlan,
  plans: readonly PairPlan[],
  normalizers: Normalizers,
): Promise<void> {
  const [plan] = plans;
  if (!plan) return;
  const hash = rulesHash(plans);
  await store.transaction(async (database) => {
    const row = await database
      .selectFrom('pairs')
      .select('plan_hash')
      .where('id', '=', plan.pair)
      .executeTakeFirstOrThrow();
    if (row.plan_hash === hash) return;
    for (const side of sides) await markAllDirty(database, plan.pair, side, plan[side].object);
    for (const object of objects) if (isKeyedFor(object, plans)) await renewKeys(database, object, normalizers);
    await database.updateTable('pairs').set({ plan_hash: hash }).where('id', '=', plan.pair).execute();
  });
}

/** Are records of the object found by a key for one of these syncs, as its own or as targets of its associations? */
function isKeyedFor(object: ObjectPlan, plans: readonly PairPlan[]): boolean {
  return plans.some(
    (plan) =>
      sides.some((side) => plan[side].object === object.object) ||
      plan.associations.some(({ keys }) =>
        sides.some((side) => object.targetKeys.some(({ definition }) => definition === keys[side]?.definition)),
      ),
  );
}
