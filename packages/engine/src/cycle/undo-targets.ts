import type { AssociationTarget } from '@linkwright/core';
import type { AssociationPlan, CycleContext, PairPlan } from '../context/cycle-context.ts';
import { targetSide } from '../context/target-side.ts';
import { loadKeyBearers, normalizedKey } from '../plan/load-target-keys.ts';
import { linksByRecord } from '../store/links.ts';
import type { PastWrites } from '../store/log.ts';
import type { Side } from '../store/side.ts';

/** Numbers of the links of targets, as one side names them; one that is no longer linked is absent. */
export type TargetNumbers = ReadonlyMap<AssociationPlan, ReadonlyMap<string, number>>;

/** Of all targets that these writes name. */
export async function loadTargetNumbers(
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  writes: readonly PastWrites[],
): Promise<TargetNumbers> {
  const numbers = new Map<AssociationPlan, ReadonlyMap<string, number>>();
  for (const association of plan.associations) {
    const field = association.mapping[side].id;
    const names = writes.flatMap(({ changes }) => [changes[field]?.before, changes[field]?.after].flatMap(asNames));
    numbers.set(association, await numbersOf(context, association, side, [...new Set(names)]));
  }
  return numbers;
}

/** By the names, in the words of one side's app, of those that name one linked record. */
export async function numbersOf(
  context: CycleContext,
  association: AssociationPlan,
  side: Side,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { database } = context.store;
  const target = association.keys[side];
  const bearers = await loadKeyBearers(context, association, side, target === null ? [] : names);
  const idOf = (name: string): string | undefined => {
    if (target === null) return name;
    const [bearer, second] = bearers.get(normalizedKey(context, target, name)) ?? [];
    return second === undefined ? bearer : undefined;
  };
  const ids = names.flatMap((name) => idOf(name) ?? []);
  const links = await linksByRecord(database, association.target.pair, targetSide(association, side), ids);
  return new Map(
    names.flatMap((name) => {
      const link = links.get(idOf(name) ?? '');
      return link ? [[name, link.id] as const] : [];
    }),
  );
}

export const asNames = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

export const namesOfTargets = (targets: readonly AssociationTarget[]): readonly string[] =>
  targets.map((target) => ('id' in target ? target.id : target.key));
