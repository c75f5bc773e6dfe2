import type { FieldSchema } from '../contract/object-schema.ts';
import { canonicalNumber, roundNumber } from './canonical-number.ts';

type Keeps = Pick<FieldSchema, 'precision' | 'digits'>;

/**
 * The number as the field keeps it: rounded to its decimal places, and to as many of them as its significant digits leave.
 * A whole part with more digits than are kept stays as it is: no rounding makes a sound number of it. `null`: not a number.
 */
export function keptNumber({ precision, digits }: Keeps, value: string): string | null {
  const plain = canonicalNumber(value);
  if (plain === null) return null;
  const places = typeof precision === 'number' ? precision : Number.POSITIVE_INFINITY;
  const left = digits === undefined ? Number.POSITIVE_INFINITY : Math.max(0, digits - wholeDigits(plain));
  const kept = Math.min(places, left);
  return Number.isFinite(kept) ? roundNumber(plain, kept) : plain;
}

/** Has the whole part of a canonical number more digits than the field keeps? Zeros at its end need none. */
export function exceedsDigits({ digits }: Keeps, plain: string): boolean {
  if (digits === undefined || wholeDigits(plain) <= digits) return false;
  const [whole = ''] = plain.split('.');
  return trimmedLength(whole.replace('-', '')) > digits;
}

function wholeDigits(plain: string): number {
  const [whole = ''] = plain.replace('-', '').split('.');
  return whole === '0' ? 0 : whole.length;
}

/** Without the zeros at the end. */
function trimmedLength(digits: string): number {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end -= 1;
  return end;
}
