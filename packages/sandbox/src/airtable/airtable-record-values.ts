import { rollupValues } from './airtable-computed-fields.ts';
import type { AirtableState, FieldState, JsonValue, RecordState, TableState } from './airtable-state.ts';
import { parseMoment } from './airtable-times.ts';
import type { FormulaRow } from './formula/compile-formula.ts';
import { FormulaEvaluationError, type FormulaValue, flatten, textOf } from './formula/formula-values.ts';

/** Formulas may read formulas. Airtable refuses circles when they are made; here they end as an error in the cell. */
const deepestNesting = 40;

/** A cell as the records API shows it; undefined where it is empty and left out. */
export function wireCell(
  state: AirtableState,
  table: TableState,
  record: RecordState,
  field: FieldState,
  depth = 0,
): JsonValue | undefined {
  if (field.held) return record.cells.get(field.id);
  switch (field.type) {
    case 'multipleRecordLinks': {
      const links = record.links.get(field.id);
      return links === undefined ? undefined : [...links];
    }
    case 'singleCollaborator':
    case 'multipleCollaborators':
      return collaborators(state, record.cells.get(field.id));
    case 'createdBy':
      return user(state, record.createdBy);
    case 'lastModifiedBy':
      return user(state, record.modifiedBy);
    case 'multipleLookupValues': {
      const values = linkedCells(record, field, table, (linkedTable, linked, source) =>
        wireCell(state, linkedTable, linked, source, depth + 1),
      );
      const found = values.flat().filter((value) => value !== undefined);
      return found.length === 0 ? undefined : found;
    }
    case 'autoNumber':
    case 'count':
    case 'createdTime':
    case 'lastModifiedTime':
    case 'formula':
    case 'rollup':
      try {
        return formulaResult(formulaCell(state, table, record, field, depth));
      } catch (error) {
        if (error instanceof FormulaEvaluationError) return { error: '#ERROR!' };
        throw error;
      }
    default:
      return record.cells.get(field.id);
  }
}

/** What a record is called in link cells and formulas: the text of its primary field. */
export function recordName(state: AirtableState, table: TableState, record: RecordState, depth = 0): string {
  try {
    return textOf(formulaCell(state, table, record, table.primary, depth));
  } catch (error) {
    if (error instanceof FormulaEvaluationError) return '#ERROR!';
    throw error;
  }
}

export function formulaRow(state: AirtableState, table: TableState, record: RecordState, depth = 0): FormulaRow {
  return {
    recordId: record.id,
    createdAt: record.createdAt,
    now: state.now(),
    modifiedAt: (fieldIds) => modifiedAt(record, fieldIds),
    cell: (fieldId) => {
      const field = table.fields.get(fieldId);
      return field === undefined ? null : formulaCell(state, table, record, field, depth + 1);
    },
  };
}

/** A cell as formulas see it: links by their records' names, times as times. */
export function formulaCell(
  state: AirtableState,
  table: TableState,
  record: RecordState,
  field: FieldState,
  depth = 0,
): FormulaValue {
  if (depth > deepestNesting) throw new FormulaEvaluationError();
  if (field.held) return namesIn(record.cells.get(field.id));
  switch (field.type) {
    case 'multipleRecordLinks':
      return linkNames(state, record, field, depth);
    case 'date':
    case 'dateTime':
      return timeValue(record.cells.get(field.id));
    case 'createdTime':
      return new Date(record.createdAt);
    case 'lastModifiedTime': {
      const referenced = field.options?.referencedFieldIds;
      const fieldIds = Array.isArray(referenced) ? referenced.filter((id) => typeof id === 'string') : [];
      const moment = modifiedAt(record, fieldIds);
      return moment === null ? null : new Date(moment);
    }
    case 'autoNumber':
      return record.autoNumber;
    case 'count':
      return record.links.get(textOption(field, 'recordLinkFieldId'))?.size ?? 0;
    case 'formula':
      return field.formula?.evaluate(formulaRow(state, table, record, depth)) ?? null;
    case 'rollup': {
      const cells = linkedCells(record, field, table, (linkedTable, linked, source) =>
        formulaCell(state, linkedTable, linked, source, depth + 1),
      );
      const values = flatten(cells).filter((value) => value !== null);
      const row = formulaRow(state, table, record, depth);
      return field.formula?.evaluate({ ...row, cell: (id) => (id === rollupValues ? values : null) }) ?? null;
    }
    case 'multipleLookupValues': {
      const cells = linkedCells(record, field, table, (linkedTable, linked, source) =>
        formulaCell(state, linkedTable, linked, source, depth + 1),
      );
      return flatten(cells).filter((value) => value !== null);
    }
    default:
      return namesIn(wireCell(state, table, record, field, depth));
  }
}

/** Without field ids, of any edit. Null where none of the fields was edited since the record was made. */
function modifiedAt(record: RecordState, fieldIds: readonly string[]): number | null {
  if (fieldIds.length === 0) return record.modifiedAt;
  const times = fieldIds.flatMap((id) => record.cellsModifiedAt.get(id) ?? []);
  return times.length === 0 ? null : Math.max(...times);
}

function linkNames(state: AirtableState, record: RecordState, field: FieldState, depth: number): FormulaValue {
  const target = field.link?.target;
  const ids = record.links.get(field.id);
  if (target === undefined || ids === undefined) return null;
  return [...ids].map((id) => {
    const linked = target.records.get(id);
    return linked === undefined ? '' : recordName(state, target, linked, depth + 1);
  });
}

/** The same field of every linked record, in the order of the links. */
function linkedCells<T>(
  record: RecordState,
  field: FieldState,
  table: TableState,
  read: (linkedTable: TableState, linked: RecordState, source: FieldState) => T,
): readonly T[] {
  const linkFieldId = textOption(field, 'recordLinkFieldId');
  const target = table.fields.get(linkFieldId)?.link?.target;
  const source = target?.fields.get(textOption(field, 'fieldIdInLinkedTable'));
  if (target === undefined || source === undefined) return [];
  return [...(record.links.get(linkFieldId) ?? [])].flatMap((id) => {
    const linked = target.records.get(id);
    return linked === undefined ? [] : [read(target, linked, source)];
  });
}

function timeValue(cell: JsonValue | undefined): FormulaValue {
  const moment = typeof cell === 'string' ? parseMoment(cell) : null;
  return moment === null ? null : new Date(moment);
}

/** Texts, numbers and ticks as they are; of people, bar codes and attachments what a person reads. */
function namesIn(cell: JsonValue | undefined): FormulaValue {
  if (cell === undefined || cell === null) return null;
  if (isJsonList(cell)) return cell.map(namesIn);
  if (typeof cell !== 'object') return cell;
  return namesIn(cell.name ?? cell.text ?? cell.filename);
}

function isJsonList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function formulaResult(value: FormulaValue): JsonValue | undefined {
  if (value === null || value === '' || value === false) return undefined;
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return { specialValue: Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity' };
  }
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object') return value;
  const values = value.map(formulaResult).filter((item) => item !== undefined);
  return values.length === 0 ? undefined : values;
}

/** Cells hold the users' ids. */
function collaborators(state: AirtableState, cell: JsonValue | undefined): JsonValue | undefined {
  if (cell === undefined) return undefined;
  return isJsonList(cell) ? cell.map((id) => user(state, id) ?? null) : user(state, cell);
}

function user(state: AirtableState, id: JsonValue): JsonValue | undefined {
  const found = typeof id === 'string' ? state.users.get(id) : undefined;
  return found === undefined ? undefined : { id: found.id, email: found.email, name: found.name };
}

function textOption(field: FieldState, name: string): string {
  const value = field.options?.[name];
  return typeof value === 'string' ? value : '';
}
