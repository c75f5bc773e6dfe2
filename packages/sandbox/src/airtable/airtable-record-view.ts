import { formulaCell, recordName, wireCell } from './airtable-record-values.ts';
import type { AirtableState, FieldState, JsonValue, RecordState, TableState } from './airtable-state.ts';
import { FormulaEvaluationError, textOf } from './formula/formula-values.ts';

export interface RecordView {
  readonly id: string;
  readonly createdTime: string;
  readonly fields: Readonly<Record<string, JsonValue>>;
  readonly commentCount?: number;
}

export interface RecordViewOptions {
  /** Cells by the ids of their fields, not by their names. */
  readonly byId: boolean;
  /** All where absent. */
  readonly fields?: readonly FieldState[] | undefined;
  /** `cellFormat=string`: every cell as the text that a person sees. */
  readonly asText?: boolean;
  readonly commentCount?: boolean;
}

/** A record as the API shows it: empty cells are left out. */
export function viewRecord(
  state: AirtableState,
  table: TableState,
  record: RecordState,
  options: RecordViewOptions,
): RecordView {
  const fields: Record<string, JsonValue> = {};
  for (const field of options.fields ?? table.fields.values()) {
    const cell = options.asText ? textCell(state, table, record, field) : wireCell(state, table, record, field);
    if (cell !== undefined) fields[options.byId ? field.id : field.name] = cell;
  }
  const view = { id: record.id, createdTime: new Date(record.createdAt).toISOString(), fields };
  // Comments are no part of the sandbox.
  return options.commentCount ? { ...view, commentCount: 0 } : view;
}

function textCell(state: AirtableState, table: TableState, record: RecordState, field: FieldState): string | undefined {
  if (field === table.primary) return recordName(state, table, record) || undefined;
  if (field.type === 'checkbox') return record.cells.has(field.id) ? 'checked' : undefined;
  try {
    return textOf(formulaCell(state, table, record, field)) || undefined;
  } catch (error) {
    if (error instanceof FormulaEvaluationError) return '#ERROR!';
    throw error;
  }
}
