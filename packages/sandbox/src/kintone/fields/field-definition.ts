import type { FieldSettings } from './field-settings.ts';
import type { FieldType } from './field-types.ts';

/** A field as a form has it. It is never changed, only replaced: the live form and its preview share fields. */
export interface FieldDefinition {
  /** Stays the same when the code changes: records hold their values by it. */
  readonly key: number;
  readonly code: string;
  readonly type: FieldType;
  readonly settings: FieldSettings;
  /** Of fields with choices: the key of each option, which stays when the option is renamed. */
  readonly optionKeys: ReadonlyMap<string, number>;
  /** Of tables only, by code. */
  readonly fields: ReadonlyMap<string, FieldDefinition>;
  /** Keeps the value that stands in it: copied from an app that works it out. Absent: no. */
  readonly held?: true;
}

const withoutValue = new Set<FieldType>(['GROUP', 'REFERENCE_TABLE', 'SUBTABLE']);

const maintained = new Set<FieldType>([
  'RECORD_NUMBER',
  'CREATOR',
  'CREATED_TIME',
  'MODIFIER',
  'UPDATED_TIME',
  'STATUS',
  'STATUS_ASSIGNEE',
  'CATEGORY',
]);

export function isMaintained(type: FieldType): boolean {
  return maintained.has(type);
}

/** Whether records hold a value for it that is neither a table nor kept by Kintone itself. */
export function isCell(field: FieldDefinition): boolean {
  return isTableCellType(field.type);
}

export function isTableCellType(type: FieldType): boolean {
  return !withoutValue.has(type) && !maintained.has(type);
}

export function isUnique(field: FieldDefinition): boolean {
  return field.settings.unique === true;
}
