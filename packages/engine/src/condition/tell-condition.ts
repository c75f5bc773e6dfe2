import type { CanonicalValue, FieldSchema } from '@linkwright/core';
import type { FilterCondition } from '../context/compiled-filter.ts';

const longest = 40;

/** A value as a person knows it: an option by its label. */
export function tellValue(field: FieldSchema, value: CanonicalValue): string {
  if (value === null || value === '' || (typeof value === 'object' && value.length === 0)) return 'empty';
  if (typeof value === 'boolean') return String(value);
  const texts = typeof value === 'string' ? [value] : value;
  const text = texts.map((one) => field.options?.find((option) => option.value === one)?.label ?? one).join(', ');
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** What a condition asks for: `Customer or Partner`, `not Lead`, `above 10 and below 20`. */
export function tellCondition({ field, in: wanted, not: unwanted, exists, above, below }: FilterCondition): string {
  const list = (values: readonly CanonicalValue[]): string =>
    values.map((value) => tellValue(field, value)).join(' or ');
  return [
    ...(wanted === undefined ? [] : [list(wanted)]),
    ...(unwanted === undefined ? [] : [`not ${list(unwanted)}`]),
    ...(exists === undefined ? [] : [exists ? 'any value' : 'empty']),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
  ].join(' and ');
}
