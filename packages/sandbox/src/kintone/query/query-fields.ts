import { type FormState, fieldsByCode } from '../apps/form-state.ts';
import type { FieldDefinition } from '../fields/field-definition.ts';
import type { FieldType } from '../fields/field-types.ts';
import { KintoneFailure } from '../kintone-errors.ts';
import type { QueryOperator } from './query-parser.ts';

/** What a query can name: a field of the form, or the record's id. */
export interface QueriedField {
  readonly code: string;
  readonly kind: QueriedKind;
  /** Undefined for `$id`. */
  readonly field: FieldDefinition | undefined;
  /** The table that the field is a cell of. */
  readonly table: FieldDefinition | undefined;
}

export type QueriedKind =
  | 'number'
  | 'text'
  | 'long-text'
  | 'rich-text'
  | 'file'
  | 'choice'
  | 'person'
  | 'status'
  | 'date'
  | 'time'
  | 'datetime';

const kinds: Partial<Readonly<Record<FieldType, QueriedKind>>> = {
  RECORD_NUMBER: 'number',
  NUMBER: 'number',
  CALC: 'number',
  SINGLE_LINE_TEXT: 'text',
  LINK: 'text',
  MULTI_LINE_TEXT: 'long-text',
  RICH_TEXT: 'rich-text',
  FILE: 'file',
  CHECK_BOX: 'choice',
  MULTI_SELECT: 'choice',
  RADIO_BUTTON: 'choice',
  DROP_DOWN: 'choice',
  CATEGORY: 'choice',
  CREATOR: 'person',
  MODIFIER: 'person',
  USER_SELECT: 'person',
  ORGANIZATION_SELECT: 'person',
  GROUP_SELECT: 'person',
  STATUS_ASSIGNEE: 'person',
  STATUS: 'status',
  DATE: 'date',
  TIME: 'time',
  DATETIME: 'datetime',
  CREATED_TIME: 'datetime',
  UPDATED_TIME: 'datetime',
};

const ordered: readonly QueryOperator[] = ['=', '!=', '>', '<', '>=', '<='];
const listed: readonly QueryOperator[] = ['in', 'not in'];
const alike: readonly QueryOperator[] = ['like', 'not like'];
const emptiness: readonly QueryOperator[] = ['is empty', 'is not empty'];

const operators: Readonly<Record<QueriedKind, readonly QueryOperator[]>> = {
  number: [...ordered, ...listed],
  text: ['=', '!=', ...listed, ...alike],
  'long-text': [...alike, ...emptiness],
  'rich-text': alike,
  file: [...alike, ...emptiness],
  choice: listed,
  person: listed,
  status: ['=', '!=', ...listed],
  date: ordered,
  time: ordered,
  datetime: ordered,
};

export function queriedField(form: FormState, code: string): QueriedField {
  if (code === '$id') return { code, kind: 'number', field: undefined, table: undefined };
  const placed = fieldsByCode(form).get(code);
  const kind = placed === undefined ? undefined : kinds[placed.field.type];
  if (placed !== undefined && kind !== undefined && placed.field.settings.enabled !== false) {
    return { code, kind, ...placed };
  }
  if (code.includes('.')) {
    throw new KintoneFailure(400, 'GAIA_IR02', `The field code "${code}" cannot be used in a query.`);
  }
  throw new KintoneFailure(400, 'GAIA_IQ11', `The specified field (code: ${code}) is not found.`);
}

export function checkOperator({ code, kind, table }: QueriedField, operator: QueryOperator): void {
  if (table !== undefined && (operator === '=' || operator === '!=')) {
    const message = `The operator "${operator}" cannot be used for the field "${code}" of a table. Use "in" or "not in".`;
    throw new KintoneFailure(400, 'GAIA_IQ07', message);
  }
  if (!operators[kind].includes(operator)) {
    const message = `The operator "${operator}" cannot be used for the field type of "${code}".`;
    throw new KintoneFailure(400, 'GAIA_IQ03', message);
  }
}
