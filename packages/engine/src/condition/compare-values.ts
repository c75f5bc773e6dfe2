import { canonicalDate, canonicalDatetime, canonicalNumber, type FieldSchema } from '@linkwright/core';

/** Which of two numbers, days or moments comes first: negative, 0 or positive. `null`: the two have no order. */
export function compareValues(field: FieldSchema, a: string, b: string): number | null {
  switch (field.type) {
    case 'integer':
    case 'decimal':
      return ordered(canonicalNumber(a), canonicalNumber(b), compareNumbers);
    case 'date':
      return ordered(canonicalDate(a), canonicalDate(b), compareTexts);
    case 'datetime':
      return ordered(canonicalDatetime(a), canonicalDatetime(b), compareTexts);
    default:
      return null;
  }
}

const ordered = (a: string | null, b: string | null, compare: (a: string, b: string) => number): number | null =>
  a === null || b === null ? null : compare(a, b);

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** On the digits: a binary fraction would take two long decimals for equal. */
function compareNumbers(a: string, b: string): number {
  const places = Math.max(decimalsOf(a).length, decimalsOf(b).length);
  const difference = scaled(a, places) - scaled(b, places);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

const decimalsOf = (number: string): string => number.split('.')[1] ?? '';

const scaled = (number: string, places: number): bigint =>
  BigInt(number.replace('.', '') + '0'.repeat(places - decimalsOf(number).length));
