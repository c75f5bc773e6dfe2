import { type Calculation, compileCalculation } from '../calculation/compile-calculation.ts';
import { readDecimal } from '../fields/decimal-text.ts';
import type { FieldDefinition } from '../fields/field-definition.ts';
import type { CellValue } from './record-state.ts';

const calculations = new WeakMap<FieldDefinition, Calculation | 'none'>();

/** Calculated fields follow the record with each write. Those whose formula the sandbox does not know stay empty. */
export function calculateCells(fields: ReadonlyMap<string, FieldDefinition>, cells: Map<number, CellValue>): void {
  for (const field of fields.values()) {
    if (field.type !== 'CALC' || field.held) continue;
    const calculation = calculationOf(field);
    const result = calculation === 'none' ? undefined : calculation((code) => numbersOf(fields, cells, code));
    cells.set(field.key, result === undefined || !Number.isFinite(result) ? '' : textOf(result));
  }
}

function calculationOf(field: FieldDefinition): Calculation | 'none' {
  const known = calculations.get(field);
  if (known !== undefined) return known;
  const calculation = compileCalculation(field.settings.expression ?? '') ?? 'none';
  calculations.set(field, calculation);
  return calculation;
}

function numbersOf(
  fields: ReadonlyMap<string, FieldDefinition>,
  cells: ReadonlyMap<number, CellValue>,
  code: string,
): readonly (number | undefined)[] {
  const field = fields.get(code);
  if (field !== undefined) return [numberIn(cells.get(field.key))];
  for (const table of fields.values()) {
    const cell = table.fields.get(code);
    const rows = cell === undefined ? undefined : cells.get(table.key);
    if (cell === undefined || rows === undefined || typeof rows === 'string' || !('rows' in rows)) continue;
    return rows.rows.map((row) => numberIn(row.cells.get(cell.key)));
  }
  return [];
}

function numberIn(value: CellValue | undefined): number | undefined {
  return typeof value === 'string' && value !== '' ? Number(value) : undefined;
}

/** Without the noise of binary fractions, and never with an exponent. */
function textOf(result: number): string {
  return readDecimal(String(Number(result.toPrecision(15)))) ?? '';
}
