import { FormulaEvaluationError, type FormulaValue } from './formula-values.ts';

/** One operand, evaluated only when it is asked for: `IF` and `OR` leave operands alone. */
export type Operand = () => FormulaValue;

export interface FormulaFunction {
  readonly least: number;
  readonly most: number;
  apply(operands: readonly Operand[], now: number): FormulaValue;
}

/** A function of its operands' values. */
export function eager(
  least: number,
  most: number,
  apply: (values: readonly FormulaValue[], now: number) => FormulaValue,
): FormulaFunction {
  return {
    least,
    most,
    apply: (operands, now) =>
      apply(
        operands.map((operand) => operand()),
        now,
      ),
  };
}

/** No ceiling on the number of operands. */
export const many = Number.POSITIVE_INFINITY;

/** Makes the whole result `#ERROR!`. */
export function fail(): never {
  throw new FormulaEvaluationError();
}
