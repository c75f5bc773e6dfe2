import { type CanonicalValue, keyOf, keysOf } from '@linkwright/core';
import type { AssociationPlan, CycleContext, PairPlan, TargetKey } from '../context/cycle-context.ts';
import { targetSide } from '../context/target-side.ts';
import { formerBearers } from '../store/former-keys.ts';
import type { Link } from '../store/links.ts';
import { loadObservations } from '../store/observations.ts';
import { recordsByKey } from '../store/record-keys.ts';
import { type Side, sides } from '../store/side.ts';
import type { TargetName } from './pair-decision.ts';

/** What resolving targets needs of a cycle. */
export type TargetContext = Pick<CycleContext, 'store' | 'normalizers' | 'siblings'>;

/** Record ids of the targets that bear a normalized key. */
export type KeyBearers = ReadonlyMap<string, readonly string[]>;

export function normalizedKey({ normalizers }: TargetContext, target: TargetKey, key: CanonicalValue): string {
  const field = target.key.parts[0]?.left ?? '';
  return keyOf(target.key, 'left', { [field]: key }, normalizers);
}

/**
 * Who bears the keys that one side of an association shows. A key that nobody bears any more names the record that bore it
 * until it was changed, in this interval and by whichever app: the association was made while the key was still its name.
 */
export async function loadKeyBearers(
  context: TargetContext,
  association: AssociationPlan,
  side: Side,
  shown: readonly string[],
): Promise<KeyBearers> {
  const target = association.keys[side];
  if (!target || shown.length === 0) return new Map();
  const keys = shown.map((key) => normalizedKey(context, target, key)).filter((key) => key !== '');
  const { database } = context.store;
  const bearers = await recordsByKey(database, target.definition, keys);
  const nobodys = keys.filter((key) => !bearers.has(key));
  for (const [key, record] of await formerBearers(database, target.definition, nobodys)) bearers.set(key, [record]);
  return bearers;
}

/** How each side names the given target links: by their record ids, or by the keys that they bear at the moment. */
export async function loadKeysOfTargets(
  context: TargetContext,
  plan: PairPlan,
  links: readonly Link[],
): Promise<(association: AssociationPlan, side: Side, link: number) => TargetName> {
  const names = new Map<string, TargetName>();
  const slot = (association: AssociationPlan, side: Side, link: number): string =>
    `${association.association} ${side} ${link}`;
  for (const association of plan.associations) {
    for (const side of sides) {
      const target = association.keys[side];
      const end = targetSide(association, side);
      if (!target) {
        for (const link of links) names.set(slot(association, side, link.id), { kind: 'id', id: link[end] });
        continue;
      }
      const named = await namesByKey(context, association, side, target, links);
      for (const link of links) {
        const name = named.get(link[end]);
        if (name) names.set(slot(association, side, link.id), name);
      }
    }
  }
  return (association, side, link) =>
    names.get(slot(association, side, link)) ?? { kind: 'unnamed', reason: 'its target is not known' };
}

/** The value of the field that names a target, as it stands there and as it is compared. */
interface BorneKey {
  readonly text: string;
  readonly normalized: string;
  /** All texts by which the target is found. */
  readonly found: readonly string[];
}

async function namesByKey(
  context: TargetContext,
  association: AssociationPlan,
  side: Side,
  target: TargetKey,
  links: readonly Link[],
): Promise<ReadonlyMap<string, TargetName>> {
  const { database } = context.store;
  const end = targetSide(association, side);
  const compiled = association.mapping.keys[side];
  const where = `"${compiled?.field.name ?? ''}" of ${association.target.name}`;
  const records = await loadObservations(
    database,
    association.target[end],
    links.map((link) => link[end]),
  );
  const keys = new Map(
    [...records.values()].map((record): [string, BorneKey] => {
      const value = record.fields[compiled?.field.id ?? ''] ?? null;
      const found = keysOf(target.key, 'left', record, context.normalizers);
      return [record.id, { text: textOf(value), normalized: normalizedKey(context, target, value), found }];
    }),
  );
  const bearers = await recordsByKey(
    database,
    target.definition,
    [...keys.values()].map(({ normalized }) => normalized).filter((key) => key !== ''),
  );
  const name = ({ text, normalized, found }: BorneKey): TargetName => {
    if (normalized === '' || text === '') return { kind: 'unnamed', reason: `its target has no value in ${where}` };
    const count = bearers.get(normalized)?.length ?? 0;
    if (count > 1) {
      const shared = { key: { definition: target.definition, key: normalized }, found };
      return { kind: 'unnamed', reason: `${count} records have "${text}" in ${where}`, shared };
    }
    const separator = compiled?.separator;
    if (typeof separator === 'string' && text.includes(separator.trim() || separator)) {
      return { kind: 'unnamed', reason: `"${text}" contains "${separator}", which separates the keys` };
    }
    return { kind: 'key', key: text, found };
  };
  return new Map([...keys].map(([id, key]) => [id, name(key)]));
}

const textOf = (value: CanonicalValue): string => (typeof value === 'string' ? value : '');
