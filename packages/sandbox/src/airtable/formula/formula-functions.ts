import { dateFunctions } from './formula-date-functions.ts';
import { eager, type FormulaFunction, fail, many, type Operand } from './formula-function.ts';
import { listFunctions, numberFunctions } from './formula-number-functions.ts';
import { textFunctions } from './formula-text-functions.ts';
import { compareValues, FormulaEvaluationError, type FormulaValue, isTrue } from './formula-values.ts';

const logicFunctions: readonly (readonly [string, FormulaFunction])[] = [
  ['TRUE', eager(0, 0, () => true)],
  ['FALSE', eager(0, 0, () => false)],
  ['BLANK', eager(0, 0, () => null)],
  ['AND', { least: 1, most: many, apply: (operands) => operands.every((operand) => isTrue(operand())) }],
  ['OR', { least: 1, most: many, apply: (operands) => operands.some((operand) => isTrue(operand())) }],
  ['XOR', eager(1, many, (values) => values.filter(isTrue).length % 2 === 1)],
  ['NOT', eager(1, 1, ([value = null]) => !isTrue(value))],
  ['IF', { least: 2, most: 3, apply: ([test, then, otherwise]) => chosen(test, then, otherwise) }],
  ['SWITCH', { least: 3, most: many, apply: switchOf }],
  ['ISERROR', { least: 1, most: 1, apply: ([operand]) => failsToEvaluate(operand) }],
  ['ERROR', eager(0, 0, fail)],
];

/** By upper-case name. `RECORD_ID` and the record's times read the record itself: see `compile-formula.ts`. */
export const formulaFunctions: ReadonlyMap<string, FormulaFunction> = new Map([
  ...logicFunctions,
  ...textFunctions,
  ...listFunctions,
  ...numberFunctions,
  ...dateFunctions,
]);

function chosen(test?: Operand, then?: Operand, otherwise?: Operand): FormulaValue {
  return (test !== undefined && isTrue(test()) ? then : otherwise)?.() ?? null;
}

/** The value that follows the first equal pattern, else the lone last operand, else blank. */
function switchOf([subject, ...cases]: readonly Operand[]): FormulaValue {
  const value = subject?.() ?? null;
  for (let place = 0; place + 1 < cases.length; place += 2) {
    if (compareValues(value, cases[place]?.() ?? null) === 0) return cases[place + 1]?.() ?? null;
  }
  return cases.length % 2 === 1 ? (cases.at(-1)?.() ?? null) : null;
}

function failsToEvaluate(operand?: Operand): boolean {
  try {
    const value = operand?.() ?? null;
    return typeof value === 'number' && !Number.isFinite(value);
  } catch (error) {
    if (error instanceof FormulaEvaluationError) return true;
    throw error;
  }
}
