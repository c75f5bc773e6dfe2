import { eager, type FormulaFunction, fail, many } from './formula-function.ts';
import { type FormulaValue, flatten, numberOf, textOf } from './formula-values.ts';

/** A function of the numbers among its operands; lists count item by item, blanks and texts not at all. */
function ofNumbers(apply: (numbers: readonly number[]) => FormulaValue): FormulaFunction {
  return eager(1, many, (values) => apply(flatten(values).filter((value) => typeof value === 'number')));
}

export const listFunctions: readonly (readonly [string, FormulaFunction])[] = [
  ['ARRAYJOIN', eager(1, 2, ([list = null, separator = ', ']) => flatten([list]).map(textOf).join(textOf(separator)))],
  ['ARRAYUNIQUE', eager(1, 1, ([list = null]) => [...new Set(flatten([list]))])],
  ['ARRAYCOMPACT', eager(1, 1, ([list = null]) => flatten([list]).filter((item) => item !== null && item !== ''))],
  ['COUNTALL', eager(1, many, (values) => flatten(values).length)],
  ['COUNTA', eager(1, many, (values) => flatten(values).filter((value) => value !== null && value !== '').length)],
  ['COUNT', ofNumbers((numbers) => numbers.length)],
  ['SUM', ofNumbers((numbers) => numbers.reduce((sum, number) => sum + number, 0))],
  ['AVERAGE', ofNumbers((numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length)],
  ['MIN', ofNumbers((numbers) => (numbers.length === 0 ? 0 : Math.min(...numbers)))],
  ['MAX', ofNumbers((numbers) => (numbers.length === 0 ? 0 : Math.max(...numbers)))],
];

export const numberFunctions: readonly (readonly [string, FormulaFunction])[] = [
  ['ABS', eager(1, 1, ([value = null]) => Math.abs(numberOf(value)))],
  ['INT', eager(1, 1, ([value = null]) => Math.floor(numberOf(value)))],
  ['ROUND', eager(2, 2, ([value = null, places = null]) => round(numberOf(value), numberOf(places)))],
  ['MOD', eager(2, 2, ([value = null, divisor = null]) => modulo(numberOf(value), numberOf(divisor)))],
];

function round(value: number, places: number): number {
  const factor = 10 ** places;
  return Math.round(value * factor) / factor;
}

function modulo(value: number, divisor: number): number {
  return divisor === 0 ? fail() : value - divisor * Math.floor(value / divisor);
}
