import { parseMoment } from '../airtable-times.ts';

/** `null` is blank. Arrays are the values of multiple selects, links and lookups. */
export type FormulaValue = null | string | number | boolean | Date | readonly FormulaValue[];

/** What Airtable shows as `#ERROR!` in the one cell or row that it happens in. */
export class FormulaEvaluationError extends Error {
  constructor() {
    super('#ERROR!');
    this.name = 'FormulaEvaluationError';
  }
}

/** A row is kept by a filter unless the result is `0`, false, an empty text, NaN, an empty list or an error. */
export function isTrue(value: FormulaValue): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'number') return value !== 0 && !Number.isNaN(value);
  return Boolean(value);
}

/** As `&` sees a value: a list is its items with commas between, a blank nothing. */
export function textOf(value: FormulaValue): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return plainNumber(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (value instanceof Date) return value.toISOString();
  return value.map(textOf).join(', ');
}

/** A blank counts as 0 in arithmetic and comparisons; a text is no number. */
export function numberOf(value: FormulaValue): number {
  const single = singleOf(value);
  if (single === null) return 0;
  if (typeof single === 'number') return single;
  if (typeof single === 'boolean') return single ? 1 : 0;
  throw new FormulaEvaluationError();
}

/** Milliseconds since 1970, or null for a blank. Texts are read as ISO 8601. */
export function momentOf(value: FormulaValue): number | null {
  const single = singleOf(value);
  if (single === null || single === '') return null;
  if (single instanceof Date) return single.getTime();
  const moment = typeof single === 'string' ? parseMoment(single) : null;
  if (moment === null) throw new FormulaEvaluationError();
  return moment;
}

export function flatten(values: readonly FormulaValue[]): readonly Exclude<FormulaValue, readonly FormulaValue[]>[] {
  return values.flatMap((value) => (isList(value) ? flatten(value) : [value]));
}

export function isList(value: FormulaValue): value is readonly FormulaValue[] {
  return Array.isArray(value);
}

/** Negative, zero or positive; null where the two cannot be ordered, which makes them unequal as well. */
export function compareValues(left: FormulaValue, right: FormulaValue): number | null {
  const a = singleOf(left);
  const b = singleOf(right);
  if (a instanceof Date || b instanceof Date) {
    if (a === null || a === '' || b === null || b === '') return isBlank(a) === isBlank(b) ? 0 : null;
    const [first, second] = [momentOf(a), momentOf(b)];
    return first === null || second === null ? null : first - second;
  }
  if (typeof a === 'string' || typeof b === 'string') {
    if (!isTextual(a) || !isTextual(b)) return null;
    const [first, second] = [textOf(a), textOf(b)];
    return first < second ? -1 : first > second ? 1 : 0;
  }
  return numberOf(a) - numberOf(b);
}

function isTextual(value: FormulaValue): boolean {
  return value === null || typeof value === 'string';
}

function isBlank(value: FormulaValue): boolean {
  return value === null || value === '';
}

/** A list of one is that one; a longer one counts as its text. */
function singleOf(value: FormulaValue): Exclude<FormulaValue, readonly FormulaValue[]> {
  if (!isList(value)) return value;
  if (value.length === 0) return null;
  const [first = null] = value;
  return value.length === 1 && !isList(first) ? first : textOf(value);
}

function plainNumber(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/\.?0{1,20}$/, '') : text;
}
