import type { AlternateKeys, Associations, AssociationTarget, CanonicalValue, Fields } from '@linkwright/core';
import { z } from 'zod';
import { damagedState } from './state-error.ts';

export const canonicalValueSchema = z.union([z.string(), z.boolean(), z.array(z.string()), z.null()]);

export const idListSchema = z.array(z.string());

/** By mapping key: left half, right half. */
export type Base = Readonly<Record<string, readonly [CanonicalValue, CanonicalValue]>>;

/** The state file is a border too: it may have been edited, or torn by a failing disk. */
export function parseStored<Output>(schema: z.ZodType<Output>, text: string, what: string): Output {
  const result = schema.safeParse(parseJson(text, what));
  if (result.success) return result.data;
  throw damagedState(`it holds an unexpected shape for ${what}`, result.error);
}

/*
 * Every record that is looked at has its fields, associations and base read. A schema takes several times as long for
 * them as the JSON itself, so their shapes are checked by hand.
 */

export const readFields = (text: string, what: string): Fields => readRecord(text, what, isCanonicalValue);

/** By hand, too: any name may be that of a field, `__proto__` as well. */
export const fieldsSchema = z.custom<Fields>((found) => isRecordOf(found, isCanonicalValue));

export const readAlternateKeys = (text: string, what: string): AlternateKeys => readRecord(text, what, isTexts);

export const readAssociations = (text: string, what: string): Associations => readRecord(text, what, isTargets);

/** Two halves, or one where both are the same. */
export function readHalves(found: unknown): Base[string] | undefined {
  if (!isListOf(found, isCanonicalValue) || found.length === 0 || found.length > 2) return undefined;
  const left = found[0] ?? null;
  return [left, found.length === 1 ? left : (found[1] ?? null)];
}

export const asHalves = (halves: Base[string]): readonly CanonicalValue[] =>
  halves[0] === halves[1] ? [halves[0]] : halves;

function readRecord<Value>(
  text: string,
  what: string,
  isValue: (value: unknown) => value is Value,
): Readonly<Record<string, Value>> {
  const found = parseJson(text, what);
  if (isRecordOf(found, isValue)) return found;
  throw damagedState(`it holds an unexpected shape for ${what}`);
}

export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damagedState(`it holds unreadable JSON for ${what}`, cause);
  }
}

function isRecordOf<Value>(
  found: unknown,
  isValue: (value: unknown) => value is Value,
): found is Readonly<Record<string, Value>> {
  if (!isRecord(found)) return false;
  for (const name in found) if (!isValue(found[name])) return false;
  return true;
}

const isRecord = (found: unknown): found is Readonly<Record<string, unknown>> =>
  typeof found === 'object' && found !== null && !Array.isArray(found);

const isText = (found: unknown): found is string => typeof found === 'string';

const isTexts = (found: unknown): found is readonly string[] => isListOf(found, isText);

export const isCanonicalValue = (found: unknown): found is CanonicalValue =>
  found === null || typeof found === 'string' || typeof found === 'boolean' || isListOf(found, isText);

const isTargets = (found: unknown): found is readonly AssociationTarget[] => isListOf(found, isTarget);

function isTarget(found: unknown): found is AssociationTarget {
  if (!isRecord(found)) return false;
  const names = Object.keys(found);
  return names.length === 1 && (names[0] === 'id' || names[0] === 'key') && isText(Object.values(found)[0]);
}

export const isListOf = <Item>(found: unknown, isItem: (item: unknown) => item is Item): found is readonly Item[] =>
  Array.isArray(found) && found.every(isItem);
