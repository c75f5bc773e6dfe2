import type { Fields } from '../contract/canonical-value.ts';
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

/**
 * One text for the whole key: two records are the same by this key exactly when their texts are equal and not empty.
 * `''`: a part is empty or was not readable, so the record has no key.
 */
export function keyOf(key: CompiledMatchKey, side: 'left' | 'right', fields: Fields, normalizers: Normalizers): string {
  const texts: string[] = [];
  for (const part of key.parts) {
    const value = fields[part[side]] ?? null;
    const text = value === null ? '' : normalizers[part.normalize](value);
    if (text === '') return '';
    texts.push(text);
  }
  // JSON keeps the parts apart whatever characters they hold: ["a b","c"] is not ["a","b c"].
  return texts.length === 1 ? (texts[0] ?? '') : texts.length === 0 ? '' : JSON.stringify(texts);
}
