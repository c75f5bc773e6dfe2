import type { FormState } from '../apps/form-state.ts';
import type { FieldDefinition } from '../fields/field-definition.ts';
import { emptyValue } from '../fields/field-values.ts';
import type { Cells, CellValue, RecordState } from './record-state.ts';

/** A record as the API shows it: `{ code: { type, value } }`. `fields` narrows it to these codes. */
export function viewRecord(form: FormState, record: RecordState, fields?: ReadonlySet<string>): object {
  const view: Record<string, object> = {};
  for (const field of form.fields.values()) {
    if (fields !== undefined && !fields.has(field.code)) continue;
    const value = valueIn(field, record);
    if (value !== undefined) view[field.code] = { type: field.type, value };
  }
  if (fields === undefined || fields.has('$revision')) {
    view.$revision = { type: '__REVISION__', value: String(record.revision) };
  }
  if (fields === undefined || fields.has('$id')) view.$id = { type: '__ID__', value: String(record.id) };
  return view;
}

/** Undefined for what a record does not show. */
function valueIn(field: FieldDefinition, record: RecordState): unknown {
  switch (field.type) {
    case 'RECORD_NUMBER':
      return String(record.id);
    case 'CREATOR':
      return record.creator;
    case 'CREATED_TIME':
      return record.createdTime;
    case 'MODIFIER':
      return record.modifier;
    case 'UPDATED_TIME':
      return record.updatedTime;
    case 'STATUS':
      return field.settings.enabled === true ? (record.status ?? '') : undefined;
    case 'STATUS_ASSIGNEE':
    case 'CATEGORY':
      return field.settings.enabled === true ? [] : undefined;
    case 'GROUP':
    case 'REFERENCE_TABLE':
      return undefined;
    default:
      return viewValue(field, cellValue(field, record.cells));
  }
}

/** A cell's value, also where it was never written. */
export function cellValue(field: FieldDefinition, cells: Cells): CellValue {
  return cells.get(field.key) ?? emptyValue(field.type);
}

function viewValue(field: FieldDefinition, value: CellValue): unknown {
  if (typeof value === 'string') return value === '' ? emptyTextOf(field) : value;
  if ('choices' in value) return value.choices;
  if ('entities' in value) return value.entities;
  if ('files' in value) return value.files;
  return value.rows.map((row) => {
    const cells = [...field.fields.values()].map((cell) => {
      return [cell.code, { type: cell.type, value: viewValue(cell, cellValue(cell, row.cells)) }] as const;
    });
    return { id: String(row.id), value: Object.fromEntries(cells) };
  });
}

/** Empty texts are '', empty dates and choices null; a date with a time is '' all the same. */
function emptyTextOf(field: FieldDefinition): string | null {
  switch (field.type) {
    case 'DROP_DOWN':
    case 'RADIO_BUTTON':
    case 'DATE':
    case 'TIME':
      return null;
    default:
      return '';
  }
}
