import { z } from 'zod';
import { failure, unknownFieldName } from './airtable-errors.ts';
import { isTextType } from './airtable-field-types.ts';
import { type FieldState, findField, type JsonValue, type RecordState, type TableState } from './airtable-state.ts';
import type { RecordInput } from './airtable-write-draft.ts';

export const upsertSchema = z.looseObject({ fieldsToMergeOn: z.array(z.string()).min(1).max(3) });

/** A record with an id is that record; one without is looked for by the merge fields. */
export interface UpsertItem {
  readonly record: RecordState | undefined;
  readonly input: RecordInput;
}

/**
 * For each item the record to update, or undefined where one is to be made. Values are compared as they are kept,
 * with regard to case, against the records as they were before the request. Two records that match fail the request.
 */
export function matchForUpsert(
  table: TableState,
  fieldNames: readonly string[],
  items: readonly UpsertItem[],
): readonly (RecordState | undefined)[] {
  const fields = fieldNames.map((name) => mergeField(table, name));
  let recordsByKey: ReadonlyMap<string, readonly RecordState[]> | undefined;
  return items.map(({ record, input }) => {
    if (record !== undefined) return record;
    const values = fields.map((field) => sentValue(field, input));
    if (values.some(isEmpty)) return undefined;
    recordsByKey ??= Map.groupBy(table.records.values(), (existing) =>
      keyOf(fields.map((field) => existing.cells.get(field.id) ?? null)),
    );
    const [match, another] = recordsByKey.get(keyOf(values)) ?? [];
    if (another !== undefined) {
      throw failure(
        422,
        'INVALID_RECORDS',
        `More than one existing record matches the values of ${fieldNames.join(', ')}`,
      );
    }
    return match;
  });
}

function mergeField(table: TableState, name: string): FieldState {
  const field = findField(table, name);
  if (field === undefined) throw unknownFieldName(name);
  const { type } = field;
  const mergeable = isTextType(type) || ['number', 'singleSelect', 'multipleSelects', 'date'].includes(type);
  if (mergeable) return field;
  throw failure(422, 'INVALID_VALUE_FOR_COLUMN', `Field "${field.name}" cannot be used to merge records`);
}

/** A record to be matched has to hold every merge field; null in one of them makes a record. */
function sentValue(field: FieldState, input: RecordInput): JsonValue {
  const cell = input.get(field);
  if (cell?.kind === 'value') return cell.value;
  throw failure(
    422,
    'INVALID_RECORDS',
    `Each record must have an "id" or a value for the field "${field.name}" to merge on`,
  );
}

function isEmpty(value: JsonValue): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** The choices of a multiple select have no order. */
function keyOf(values: readonly JsonValue[]): string {
  return JSON.stringify(values.map((value) => (Array.isArray(value) ? [...value].sort() : value)));
}
