import type { CellInput } from './airtable-cell-input.ts';
import { isWritableType } from './airtable-field-types.ts';
import { type Edit, setLinks, touch } from './airtable-links.ts';
import type { FieldState, RecordState, TableState } from './airtable-state.ts';
import type { RecordInput } from './airtable-write-draft.ts';

/** A record that was not there before. */
export function makeRecord(table: TableState, id: string, input: RecordInput | undefined, edit: Edit): RecordState {
  table.lastAutoNumber += 1;
  const record: RecordState = {
    id,
    autoNumber: table.lastAutoNumber,
    createdAt: edit.at,
    createdBy: edit.userId,
    modifiedAt: edit.at,
    modifiedBy: edit.userId,
    cellsModifiedAt: new Map(),
    cells: new Map(),
    links: new Map(),
  };
  table.records.set(id, record);
  table.base.tableOfRecord.set(id, table);
  edit.changes?.create(id);
  for (const [field, cell] of input ?? []) setCell(record, field, cell, edit);
  return record;
}

/** Merges cells into a record; with `replace`, every writable cell that is not sent is emptied. */
export function changeRecord(
  table: TableState,
  record: RecordState,
  input: RecordInput | undefined,
  edit: Edit,
  replace: boolean,
): void {
  for (const [field, cell] of input ?? []) if (setCell(record, field, cell, edit)) touch(record, field.id, edit);
  if (!replace) return;
  for (const field of table.fields.values()) {
    if (!isWritableType(field.type) || input?.has(field)) continue;
    const nothing: CellInput = field.link === undefined ? { kind: 'value', value: null } : { kind: 'links', ids: [] };
    if (setCell(record, field, nothing, edit)) touch(record, field.id, edit);
  }
}

/** Gives whether the cell changed: writing what is there already does not count as an edit. */
function setCell(record: RecordState, field: FieldState, cell: CellInput, edit: Edit): boolean {
  if (cell.kind === 'links') {
    return field.link !== undefined && setLinks(record, field, field.link, cell.ids, edit);
  }
  const before = record.cells.get(field.id) ?? null;
  if (before === cell.value || JSON.stringify(before) === JSON.stringify(cell.value)) return false;
  const isEmpty = cell.value === null || cell.value === '' || (Array.isArray(cell.value) && cell.value.length === 0);
  if (isEmpty) record.cells.delete(field.id);
  else record.cells.set(field.id, cell.value);
  return true;
}
