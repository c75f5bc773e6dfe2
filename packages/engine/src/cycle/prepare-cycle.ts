import type { CompiledMatchKey, FieldSchema, Normalizers } from '@linkwright/core';
import type { CompiledEnd, CompiledSync } from '../context/compiled-sync.ts';
import type {
  AssociationPlan,
  CyclePlan,
  DerivedKey,
  ObjectKey,
  ObjectPlan,
  PairPlan,
  Siblings,
  TargetKey,
} from '../context/cycle-context.ts';
import { targetSide } from '../context/target-side.ts';
import { writesTo } from '../merge/merge-associations.ts';
import { addStandIns } from '../pull/hide-stand-ins.ts';
import { markAllDirty } from '../store/dirty.ts';
import { associationNumber, objectNumber, pairNumber } from '../store/reads.ts';
import { keyDefinitionNumber } from '../store/record-keys.ts';
import type { Referrer } from '../store/references.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import { loadStandIns } from '../store/stand-ins.ts';
import type { Store } from '../store/store.ts';
import { defineDerivedKeys, derivedKeysOf } from './define-derived-keys.ts';
import { renewKeys } from './renew-keys.ts';

/** Numbers everything in the store, and makes all records of a pair dirty whose rules have changed. */
export async function prepareCycle(
  store: Store,
  syncs: readonly CompiledSync[],
  normalizers: Normalizers,
): Promise<CyclePlan> {
  const plan = await numberSyncs(store, syncs);
  await knowStandIns(store, plan);
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

/** The syncs of each pair of objects, in their order. */
export const siblingsOf = (pairs: readonly PairPlan[]): Siblings => Map.groupBy(pairs, (plan) => plan.pair);

/** The numbers of objects, pairs, keys and associations in the store; writes only those that are not there yet. */
export async function numberSyncs(store: Store, syncs: readonly CompiledSync[]): Promise<CyclePlan> {
  const objects = new Map<string, ObjectPlan>();
  const numbered: PairPlan[] = [];
  for (const sync of syncs) numbered.push(await numberPair(store, sync, syncs, objects));
  for (const { associations } of numbered) addTargetKeys(objects, associations);
  const pairs = numbered.map((plan) => ({
    ...plan,
    left: objects.get(identity(plan.sync.left)) ?? plan.left,
    right: objects.get(identity(plan.sync.right)) ?? plan.right,
    referrers: referrersOf(plan, numbered),
  }));
  return { objects: [...objects.values()], pairs };
}

function referrersOf({ sync, pair }: PairPlan, pairs: readonly PairPlan[]): readonly Referrer[] | null {
  if (!sync.implied) return null;
  return pairs.flatMap((source) =>
    source.associations
      .filter(({ target }) => target.pair === pair)
      .flatMap((association) =>
        sides
          .filter((side) => mayWake(sync, association, side))
          .map((side) => ({ pair: source.pair, association: association.association, side })),
      ),
  );
}

/**
 * A target that only a side refers to which the association does not carry from may be matched, but must not be
 * created: where the sync may create it for another association's sake, it is left alone.
 */
function mayWake(sync: CompiledSync, association: AssociationPlan, side: Side): boolean {
  return writesTo(association.mapping, otherSide(side)) || !sync.createOn[otherSide(targetSide(association, side))];
}

/** Objects whose records are named by a key observe the field that bears it, and keep an index of it. */
function addTargetKeys(objects: Map<string, ObjectPlan>, associations: readonly AssociationPlan[]): void {
  for (const { keys, mapping, target } of associations) {
    for (const side of sides) {
      const key = keys[side];
      const field = mapping.keys[side]?.field;
      const entry = [...objects].find(([, object]) => key !== null && object.object === target[key.side]);
      if (!key || !field || !entry) continue;
      const [name, object] = entry;
      objects.set(name, {
        ...object,
        fields: new Map([...object.fields, [field.id, field]]),
        targetKeys: [...object.targetKeys, key],
      });
    }
  }
}

const identity = (end: CompiledEnd): string => JSON.stringify([end.account, end.object.id]);

async function numberPair(
  store: Store,
  sync: CompiledSync,
  syncs: readonly CompiledSync[],
  objects: Map<string, ObjectPlan>,
): Promise<PairPlan> {
  const numbers = await numberTables(store, sync, syncs);
  const associations: AssociationPlan[] = [];
  for (const plan of numbers.associations) {
    const keys: Record<Side, TargetKey | null> = { left: null, right: null };
    for (const side of sides) keys[side] = await targetKey(store, plan, side);
    associations.push({ ...plan, keys });
  }
  const keys: { left: number; right: number }[] = [];
  for (const key of sync.matchKeys) {
    keys.push({
      left: await defineKey(store, numbers.left, key, 'left'),
      right: await defineKey(store, numbers.right, key, 'right'),
    });
  }
  const derived = await defineDerivedKeys(store, sync, numbers);
  const plans = sides.map((side) => {
    const plan = extendObject(objects.get(identity(sync[side])), numbers[side], sync, side, {
      ...numbers,
      keys,
      derivedKeys: derivedKeysOf(sync, side, derived),
    });
    objects.set(identity(sync[side]), plan);
    return plan;
  });
  const [left, right] = plans;
  if (!left || !right) throw new Error('a pair has two ends');
  return { sync, pair: numbers.pair, left, right, keys, associations, ...derived, referrers: null };
}

async function numberTables(store: Store, sync: CompiledSync, syncs: readonly CompiledSync[]) {
  return store.transaction(async (database) => {
    const left = await objectNumber(database, sync.left.account, sync.left.object.id);
    const right = await objectNumber(database, sync.right.account, sync.right.object.id);
    const associations: Omit<AssociationPlan, 'keys'>[] = [];
    for (const mapping of sync.associations) {
      const via = syncs.find((candidate) => candidate.name === mapping.via);
      if (!via) continue;
      const targetLeft = await objectNumber(database, via.left.account, via.left.object.id);
      const targetRight = await objectNumber(database, via.right.account, via.right.object.id);
      const target = {
        pair: await pairNumber(database, targetLeft, targetRight),
        left: targetLeft,
        right: targetRight,
        name: via.name,
      };
      associations.push({ association: await associationNumber(database, mapping.key), mapping, target });
    }
    return { left, right, pair: await pairNumber(database, left, right), associations };
  });
}

async function targetKey(
  store: Store,
  { association, mapping, target }: Omit<AssociationPlan, 'keys'>,
  side: Side,
): Promise<TargetKey | null> {
  const compiled = mapping.keys[side];
  if (compiled === null) return null;
  const { id } = compiled.field;
  const key: CompiledMatchKey = { parts: [{ left: id, right: id, normalize: compiled.normalize }] };
  const end = mapping.viaReversed ? otherSide(side) : side;
  const definition = await defineKey(store, target[end], key, 'left');
  return { definition, key, pair: target.pair, side: end, association };
}

function extendObject(
  known: ObjectPlan | undefined,
  object: number,
  sync: CompiledSync,
  side: Side,
  numbers: Pick<PairPlan, 'pair' | 'keys'> & {
    readonly associations: readonly Omit<AssociationPlan, 'keys'>[];
    readonly derivedKeys: readonly DerivedKey[];
  },
): ObjectPlan {
  const { pair, keys } = numbers;
  const end = sync[side];
  const wanted = new Set([
    ...sync.fields.map((mapping) => mapping[side].id),
    ...sync.matchKeys.flatMap((key) => key.parts.map((part) => part[side])),
    ...(sync.identity[side] === null ? [] : [sync.identity[side]]),
    ...sync.filter[side].map(({ field }) => field.id),
    ...(end.object.displayField === undefined ? [] : [end.object.displayField]),
  ]);
  const shared = known?.pairs.some((one) => one.pair === pair && one.side === side) === true;
  const ownKeys = sync.matchKeys.map(
    (key, position): ObjectKey => ({
      pair,
      side,
      key,
      definition: keys[position]?.[side] ?? 0,
      opposite: keys[position]?.[otherSide(side)] ?? 0,
    }),
  );
  const fields = new Map<string, FieldSchema>(known?.fields);
  for (const field of end.object.fields) if (wanted.has(field.id)) fields.set(field.id, field);
  return {
    object,
    end,
    fields,
    associations: [
      ...new Set([...(known?.associations ?? []), ...sync.associations.map((mapping) => mapping[side].id)]),
    ],
    associationNumbers: [
      ...(known?.associationNumbers ?? []),
      ...numbers.associations.map(({ association, mapping }) => ({ field: mapping[side].id, number: association })),
    ],
    // Several syncs of one pair share its dirty marks and its match keys.
    pairs: shared ? known.pairs : [...(known?.pairs ?? []), { pair, side }],
    keys: shared ? known.keys : [...(known?.keys ?? []), ...ownKeys],
    targetKeys: known?.targetKeys ?? [],
    keyChanges: known?.keyChanges ?? { count: 0 },
    derivedKeys: [
      ...(known?.derivedKeys ?? []),
      ...numbers.derivedKeys.filter(
        ({ definition }) => !known?.derivedKeys.some((key) => key.definition === definition),
      ),
    ],
    standIns: known?.standIns ?? new Map(),
    scanMs: Math.min(known?.scanMs ?? Number.POSITIVE_INFINITY, sync.scanMs),
    sweepMs: Math.min(known?.sweepMs ?? Number.POSITIVE_INFINITY, sync.sweepMs),
    compareMs: Math.min(known?.compareMs ?? Number.POSITIVE_INFINITY, sync.compareMs),
  };
}

function defineKey(store: Store, object: number, key: CompiledMatchKey, side: Side): Promise<number> {
  const definition = JSON.stringify(key.parts.map((part) => [part[side], part.normalize]));
  return store.transaction((database) => keyDefinitionNumber(database, object, definition));
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

async function noticeNewRules(
  store: Store,
  { objects }: CyclePlan,
  plans: readonly PairPlan[],
  normalizers: Normalizers,
): Promise<void> {
  const [plan] = plans;
  if (!plan) return;
  const hash = plans.map(({ sync }) => sync.hash).join(' ');
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
