import type { CompiledMatchKey } from '@linkwright/core';
import type { CompiledEnd, CompiledSync } from '../context/compiled-sync.ts';
import type {
  AssociationPlan,
  CyclePlan,
  ObjectPlan,
  PairPlan,
  Siblings,
  TargetKey,
} from '../context/cycle-context.ts';
import { targetSide } from '../context/target-side.ts';
import { writesTo } from '../merge/merge-associations.ts';
import { associationNumber, objectNumber, pairNumber } from '../store/reads.ts';
import { keyDefinitionNumber } from '../store/record-keys.ts';
import type { Referrer } from '../store/references.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import { defineDerivedKeys, derivedKeysOf } from './define-derived-keys.ts';
import { extendObject } from './extend-object.ts';

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

function defineKey(store: Store, object: number, key: CompiledMatchKey, side: Side): Promise<number> {
  const definition = JSON.stringify(key.parts.map((part) => [part[side], part.normalize]));
  return store.transaction((database) => keyDefinitionNumber(database, object, definition));
}
