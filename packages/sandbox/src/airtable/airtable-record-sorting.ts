import { formulaCell } from './airtable-record-values.ts';
import type { AirtableState, FieldState, RecordState, TableState } from './airtable-state.ts';
import { compareValues, FormulaEvaluationError, type FormulaValue, textOf } from './formula/formula-values.ts';

export interface SortKey {
  readonly field: FieldState;
  readonly descending: boolean;
}

/** By the first key, then the next; empty cells come first, select cells in the order of their choices. */
export function sortRecords(
  state: AirtableState,
  table: TableState,
  records: readonly RecordState[],
  keys: readonly SortKey[],
): readonly RecordState[] {
  const rows = records.map((record) => ({
    record,
    values: keys.map(({ field }) => sortValue(state, table, record, field)),
  }));
  rows.sort((left, right) => {
    for (const [place, { descending }] of keys.entries()) {
      const order = compare(left.values[place] ?? null, right.values[place] ?? null);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
  return rows.map(({ record }) => record);
}

function sortValue(state: AirtableState, table: TableState, record: RecordState, field: FieldState): FormulaValue {
  if (field.type === 'singleSelect') {
    const name = record.cells.get(field.id);
    const choices = field.options?.choices;
    if (name === undefined || !Array.isArray(choices)) return null;
    return choices.findIndex((choice) => typeof choice === 'object' && choice?.name === name);
  }
  try {
    const value = formulaCell(state, table, record, field);
    return typeof value === 'string' ? value.toLowerCase() : value;
  } catch (error) {
    if (error instanceof FormulaEvaluationError) return null;
    throw error;
  }
}

function compare(left: FormulaValue, right: FormulaValue): number {
  if (left === null || right === null) return (left === null ? 0 : 1) - (right === null ? 0 : 1);
  const order = compareValues(left, right);
  if (order !== null) return order;
  return textOf(left) < textOf(right) ? -1 : 1;
}
