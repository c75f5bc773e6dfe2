import { readDecimal } from './decimal-text.ts';

/** What an app keeps of numbers, as `app/settings` tells it. */
export interface NumberPrecision {
  /** Significant digits, 1 to 30. */
  readonly digits: number;
  /** 0 to 10. */
  readonly decimalPlaces: number;
  readonly roundingMode: RoundingMode;
}

export const roundingModes = ['HALF_EVEN', 'UP', 'DOWN'] as const;

export type RoundingMode = (typeof roundingModes)[number];

export const standardPrecision: NumberPrecision = { digits: 16, decimalPlaces: 4, roundingMode: 'HALF_EVEN' };

/** A number in Kintone's own notation, cut to what the app keeps: `1234.56789` is `1234.5679`. */
export function roundDecimal(decimal: string, { digits, decimalPlaces, roundingMode }: NumberPrecision): string {
  const negative = decimal.startsWith('-');
  const [whole = '', fraction = ''] = (negative ? decimal.slice(1) : decimal).split('.');
  const significantWhole = whole.replace(/^0+/, '').length;
  // Below zero where the whole part alone has more digits than are kept.
  const places = Math.min(decimalPlaces, digits - significantWhole);
  const all = whole + fraction;
  const kept = whole.length + places;
  if (kept >= all.length) return decimal;
  const head = BigInt(all.slice(0, Math.max(kept, 0)) || '0');
  const tail = all.slice(Math.max(kept, 0));
  const rounded = roundsUp(head, tail, roundingMode) ? head + 1n : head;
  const text = places <= 0 ? `${rounded}${'0'.repeat(-places)}` : withPoint(rounded.toString(), places);
  return readDecimal(negative ? `-${text}` : text) ?? decimal;
}

function roundsUp(head: bigint, tail: string, mode: RoundingMode): boolean {
  if (mode === 'DOWN' || !/[1-9]/.test(tail)) return false;
  if (mode === 'UP') return true;
  const half = `5${'0'.repeat(tail.length - 1)}`;
  return tail > half || (tail === half && head % 2n === 1n);
}

function withPoint(digits: string, places: number): string {
  const padded = digits.padStart(places + 1, '0');
  return `${padded.slice(0, -places)}.${padded.slice(-places)}`;
}
