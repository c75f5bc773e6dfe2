import type { CanonicalValue, Fields } from '../contract/canonical-value.ts';
import type { AlternateKeys } from '../contract/source-record.ts';
import type { NormalizerName } from '../sync/object-sync.ts';
import type { Normalizers } from './normalizers.ts';

/** A match key with its names resolved to field ids and every normalizer decided. */
export interface CompiledMatchKey {
  readonly parts: readonly CompiledMatchKeyPart[];
}

export interface CompiledMatchKeyPart {
  readonly left: string;
  readonly right: string;
  readonly normalize: NormalizerName;
}

/** What a match key is read from. */
export interface KeyedRecord {
  readonly fields: Fields;
  readonly alternateKeys?: AlternateKeys;
}

/**
 * One text for the whole key: two records are the same by this key exactly when their texts are equal and not empty.
 * `''`: a part is empty or was not readable, so the record has no key. Alternate keys are left out.
 */
export function keyOf(key: CompiledMatchKey, side: 'left' | 'right', fields: Fields, normalizers: Normalizers): string {
  const [only] = key.parts;
  if (only !== undefined && key.parts.length === 1) return normalized(only, fields[only[side]] ?? null, normalizers);
  const texts: string[] = [];
  for (const part of key.parts) {
    const text = normalized(part, fields[part[side]] ?? null, normalizers);
    if (text === '') return '';
    texts.push(text);
  }
  return joined(texts);
}

/**
 * All texts that the record bears for the key, each once: the one of its fields first, then those of its alternate keys. A key
 * of several fields has one for each combination. Empty: the record has no key.
 */
export function keysOf(
  key: CompiledMatchKey,
  side: 'left' | 'right',
  record: KeyedRecord,
  normalizers: Normalizers,
): readonly string[] {
  const { fields, alternateKeys } = record;
  if (alternateKeys === undefined || !key.parts.some((part) => alternateKeys[part[side]] !== undefined)) {
    const only = keyOf(key, side, fields, normalizers);
    return only === '' ? [] : [only];
  }
  let combinations: readonly (readonly string[])[] = [[]];
  for (const part of key.parts) {
    const values = [fields[part[side]] ?? null, ...(alternateKeys[part[side]] ?? [])];
    const texts = new Set(values.map((value) => normalized(part, value, normalizers)));
    texts.delete('');
    combinations = combinations.flatMap((before) => [...texts].map((text) => [...before, text]));
  }
  return combinations.map(joined).filter((text) => text !== '');
}

const normalized = (part: CompiledMatchKeyPart, value: CanonicalValue, normalizers: Normalizers): string =>
  value === null ? '' : normalizers[part.normalize](value);

/** JSON keeps the parts apart whatever characters they hold: ["a b","c"] is not ["a","b c"]. */
const joined = (texts: readonly string[]): string =>
  texts.length === 1 ? (texts[0] ?? '') : texts.length === 0 ? '' : JSON.stringify(texts);
