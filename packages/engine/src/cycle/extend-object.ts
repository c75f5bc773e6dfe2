import type { FieldSchema } from '@linkwright/core';
import type { CompiledSync } from '../context/compiled-sync.ts';
import type { AssociationPlan, DerivedKey, ObjectKey, ObjectPlan, PairPlan } from '../context/cycle-context.ts';
import { otherSide, type Side } from '../store/side.ts';

/** What is known of an object so far, with what one more of its syncs needs of it. */
export function extendObject(
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
    forgotten: known?.forgotten ?? new Set(),
    scanMs: Math.min(known?.scanMs ?? Number.POSITIVE_INFINITY, sync.scanMs),
    sweepMs: Math.min(known?.sweepMs ?? Number.POSITIVE_INFINITY, sync.sweepMs),
    compareMs: Math.min(known?.compareMs ?? Number.POSITIVE_INFINITY, sync.compareMs),
  };
}
