import { type AlternateKeys, areEquivalent, type CanonicalValue, type Fields } from '@linkwright/core';
import type { ObjectPlan } from '../context/cycle-context.ts';

/** Those that a sync uses. */
export function plannedFields(plan: ObjectPlan, fields: Fields): Fields {
  if (!showsOthers(plan, fields)) return fields;
  const kept: Record<string, CanonicalValue> = {};
  for (const [id, value] of Object.entries(fields)) if (plan.fields.has(id)) kept[id] = value;
  return kept;
}

function showsOthers(plan: ObjectPlan, fields: Fields): boolean {
  for (const id in fields) if (!plan.fields.has(id)) return true;
  return false;
}

/** The stored fields themselves if nothing changed; otherwise with the changed ones replaced. */
export function keepEquivalent(plan: ObjectPlan, before: Fields, shown: Fields): Fields {
  let merged: Record<string, CanonicalValue> | null = null;
  for (const id in shown) {
    const value = shown[id];
    const field = plan.fields.get(id);
    const known = before[id];
    if (!field || value === undefined || (known !== undefined && areEquivalent(field, known, value))) continue;
    merged ??= { ...before };
    merged[id] = value;
  }
  return merged ?? before;
}

/**
 * The known ones themselves if nothing changed. A change of them is no edit of the field: it changes by what the record is
 * found, so it is looked at again.
 */
export function updatedAlternates(
  plan: ObjectPlan,
  known: AlternateKeys,
  shown: AlternateKeys | undefined,
): AlternateKeys {
  if (shown === undefined) return known;
  let updated: Record<string, readonly string[]> | null = null;
  for (const [id, values] of Object.entries(shown)) {
    if (!plan.fields.has(id) || sameValues(known[id] ?? [], values)) continue;
    updated ??= { ...known };
    if (values.length > 0) updated[id] = values;
    else delete updated[id];
  }
  return updated ?? known;
}

function sameValues(before: readonly string[], after: readonly string[]): boolean {
  const values = new Set(after);
  return new Set(before).size === values.size && before.every((value) => values.has(value));
}
