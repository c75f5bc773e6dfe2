import { canBeLookedUp, keyNotUnique } from '../fields/check-associations.ts';
import { decimalKey, readDecimal } from '../fields/decimal-text.ts';
import type { FieldDefinition } from '../fields/field-definition.ts';
import { emptyValue } from '../fields/field-values.ts';
import type { AppState, KintoneDomain } from '../kintone-domain.ts';
import { KintoneFailure } from '../kintone-errors.ts';
import type { CellValue, RecordState } from './record-state.ts';
import { cellValue } from './record-view.ts';

/**
 * Fills the fields of a lookup from the record that its key names. They are copies: later changes there do not come here
 * until the key is written again.
 */
export function copyThroughLookup(
  domain: KintoneDomain,
  fields: ReadonlyMap<string, FieldDefinition>,
  field: FieldDefinition,
  cells: Map<number, CellValue>,
): void {
  const { lookup } = field.settings;
  if (lookup === undefined) return;
  const key = cells.get(field.key);
  const value = typeof key === 'string' ? key : '';
  const source = domain.apps.get(lookup.relatedApp.app);
  const found = value === '' ? undefined : findRecord(source, field, lookup.relatedKeyField, value);
  for (const mapping of lookup.fieldMappings) {
    const target = fields.get(mapping.field);
    if (target === undefined || target.held) continue;
    const copied = source?.live?.fields.get(mapping.relatedField);
    const copy = found === undefined || copied === undefined ? undefined : copyOf(copied, found);
    cells.set(target.key, copy ?? emptyValue(target.type));
  }
}

function findRecord(source: AppState | undefined, field: FieldDefinition, keyCode: string, value: string): RecordState {
  const key = source?.live?.fields.get(keyCode);
  if (source === undefined || key === undefined) throw valueNotFound(field, value);
  if (!canBeLookedUp(key)) throw keyNotUnique(key.code);
  const id = key.type === 'RECORD_NUMBER' ? recordNumberOf(value) : source.records.holderOf(key, value);
  const record = id === undefined ? undefined : source.records.get(id);
  if (record === undefined) throw valueNotFound(field, value);
  return record;
}

function recordNumberOf(value: string): number | undefined {
  const number = readDecimal(value);
  return number === undefined ? undefined : Number(decimalKey(number));
}

function valueNotFound(field: FieldDefinition, value: string): KintoneFailure {
  const message = `A value ${value} in the field ${field.code} does not exist in the datasource app for lookup, or you do not have permission to view the app or the field.`;
  return new KintoneFailure(400, 'GAIA_LO04', message);
}

function copyOf(field: FieldDefinition, record: RecordState): CellValue {
  switch (field.type) {
    case 'RECORD_NUMBER':
      return String(record.id);
    case 'CREATED_TIME':
      return record.createdTime;
    case 'UPDATED_TIME':
      return record.updatedTime;
    case 'CREATOR':
      return { entities: [record.creator] };
    case 'MODIFIER':
      return { entities: [record.modifier] };
    default:
      return cellValue(field, record.cells);
  }
}
