import type { AirtableState, FieldState, TableState } from './airtable-state.ts';

/** What a cell that is sent is read against, and what takes down what has to be made for it first. */
export interface CellDraft {
  readonly state: AirtableState;
  readonly typecast: boolean;
  /** The name of a choice of this field; only typecasting makes one that is not there. */
  choice(field: FieldState, name: string): string;
  /** The id of the record with this name, or of the one that will be made with it. */
  recordNamed(table: TableState, name: string): string;
}
