import { eager, type FormulaFunction, fail, many } from './formula-function.ts';
import { type FormulaValue, numberOf, textOf } from './formula-values.ts';

/** A function of the texts of its operands. */
function ofTexts(least: number, most: number, apply: (...texts: string[]) => FormulaValue): FormulaFunction {
  return eager(least, most, (values) => apply(...values.map(textOf)));
}

export const textFunctions: readonly (readonly [string, FormulaFunction])[] = [
  ['LOWER', ofTexts(1, 1, (text = '') => text.toLowerCase())],
  ['UPPER', ofTexts(1, 1, (text = '') => text.toUpperCase())],
  ['TRIM', ofTexts(1, 1, (text = '') => text.trim())],
  ['LEN', ofTexts(1, 1, (text = '') => text.length)],
  ['EXACT', ofTexts(2, 2, (left, right) => left === right)],
  ['CONCATENATE', eager(0, many, (values) => values.map(textOf).join(''))],
  ['LEFT', eager(2, 2, ([text = null, count = null]) => textOf(text).slice(0, Math.max(0, numberOf(count))))],
  ['RIGHT', eager(2, 2, ([text = null, count = null]) => lastOf(textOf(text), numberOf(count)))],
  [
    'MID',
    eager(3, 3, ([text = null, start = null, count = null]) => {
      const from = Math.max(0, numberOf(start) - 1);
      return textOf(text).slice(from, from + Math.max(0, numberOf(count)));
    }),
  ],
  ['SUBSTITUTE', ofTexts(3, 3, (text = '', old = '', replacement = '') => text.replaceAll(old, () => replacement))],
  ['FIND', eager(2, 3, ([needle = null, text = null, start = 1]) => placeOf(textOf(needle), textOf(text), start))],
  ['SEARCH', eager(2, 3, search)],
  ['REGEX_MATCH', ofTexts(2, 2, (text = '', pattern = '') => expression(pattern).test(text))],
  ['VALUE', ofTexts(1, 1, (text = '') => numberIn(text))],
  ['T', eager(1, 1, ([value = null]) => (typeof value === 'string' ? value : null))],
];

/** From 1; 0 where it is not found. */
function placeOf(needle: string, text: string, start: FormulaValue): number {
  return text.indexOf(needle, Math.max(0, numberOf(start) - 1)) + 1;
}

/** Like FIND without regard to case, and blank where nothing is found. */
function search([needle = null, text = null, start = 1]: readonly FormulaValue[]): FormulaValue {
  return placeOf(textOf(needle).toLowerCase(), textOf(text).toLowerCase(), start) || null;
}

function lastOf(text: string, count: number): string {
  return count <= 0 ? '' : text.slice(-count);
}

function expression(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return fail();
  }
}

function numberIn(text: string): FormulaValue {
  const digits = text.replace(/[^0-9.-]/g, '');
  return digits === '' || Number.isNaN(Number(digits)) ? fail() : Number(digits);
}
