import { canonicalNumber } from './canonical-number.ts';

export { canonicalDate, canonicalDatetime } from './canonical-date.ts';
export { canonicalNumber } from './canonical-number.ts';

/**
 * The text as it is, blanks included; numbers and booleans are spelled out. `null`: empty, or nothing that a text can
 * hold (an object, a list).
 */
export function canonicalText(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  if (typeof value === 'boolean') return String(value);
  return canonicalNumber(value);
}

/** Order kept, duplicates and empty texts dropped. `null`: nothing is left. */
export function canonicalList(values: readonly string[]): readonly string[] | null {
  const distinct = new Set(values);
  distinct.delete('');
  return distinct.size === 0 ? null : [...distinct];
}
