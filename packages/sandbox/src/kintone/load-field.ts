import type { AssociationCopy, FieldCopy, ObjectCopy } from '../copy/account-copy.ts';
import type { NewKey } from './fields/define-field.ts';
import type { FieldDefinition } from './fields/field-definition.ts';
import { completeSettings, type FieldSettings } from './fields/field-settings.ts';
import type { FieldType } from './fields/field-types.ts';
import { systemFields } from './fields/system-fields.ts';

/** The fields that every app has, by the codes that Kintone gives them. */
const systemTypes: ReadonlyMap<string, FieldType> = new Map(
  (['en', 'ja'] as const).flatMap((language) =>
    [...systemFields(() => 0, language).values()].map(({ code, type }) => [code, type] as const),
  ),
);

type Kind = readonly [type: FieldType, settings?: FieldSettings];

/** The field of a form that a connector describes like this one. */
export function loadField(newKey: NewKey, field: FieldCopy): FieldDefinition {
  const system = field.readOnly ? systemTypes.get(field.id) : undefined;
  const [type, more = {}] = system === undefined ? kindOf(field) : [system];
  const { label, required, unique } = field;
  const enabled = type === 'STATUS' ? { enabled: true } : {};
  const limits = system === undefined ? limitsOf(field) : {};
  const sent = { label, ...more, ...limits, ...enabled, ...(required && { required }), ...(unique && { unique }) };
  return {
    key: newKey(),
    code: field.id,
    type,
    settings: completeSettings(type, sent),
    optionKeys: new Map((field.options ?? []).map(({ value }) => [value, newKey()])),
    fields: new Map(),
    ...(field.readOnly && system === undefined && { held: true }),
  };
}

/** Of a type that takes none, they are dropped with the other settings that it does not have. */
function limitsOf({ limits = {} }: FieldCopy): FieldSettings {
  const { shortest, longest, lowest, highest } = limits;
  return {
    ...(shortest !== undefined && { minLength: String(shortest) }),
    ...(longest !== undefined && { maxLength: String(longest) }),
    ...(lowest !== undefined && { minValue: lowest }),
    ...(highest !== undefined && { maxValue: highest }),
  };
}

function kindOf(field: FieldCopy): Kind {
  if (field.readOnly && !isFilledByLookup(field)) return computedKind(field);
  const options = Object.fromEntries(
    (field.options ?? []).map(({ value, label }, index) => [value, { label, index: String(index) }]),
  );
  switch (field.type) {
    case 'multiline':
      return ['MULTI_LINE_TEXT'];
    case 'email':
      return ['LINK', { protocol: 'MAIL' }];
    case 'phone':
      return ['LINK', { protocol: 'CALL' }];
    case 'url':
      return ['LINK', { protocol: 'WEB' }];
    case 'integer':
    case 'decimal':
      return ['NUMBER'];
    case 'option':
      return ['DROP_DOWN', { options }];
    case 'options':
      return ['CHECK_BOX', { options }];
    case 'date':
      return ['DATE'];
    case 'datetime':
      return ['DATETIME'];
    case 'user':
      return ['USER_SELECT'];
    default:
      return [field.lookup === 'none' ? 'TIME' : 'SINGLE_LINE_TEXT'];
  }
}

/** What is worked out is of no other type than these, and of texts none is found by a query. */
export function isFilledByLookup({ readOnly, type, lookup }: FieldCopy): boolean {
  if (!readOnly || ['decimal', 'user', 'json', 'datetime'].includes(type)) return false;
  return lookup !== 'none';
}

function computedKind({ type }: FieldCopy): Kind {
  switch (type) {
    case 'decimal':
      return ['CALC', { format: 'NUMBER' }];
    case 'date':
      return ['CALC', { format: 'DATE' }];
    case 'datetime':
      return ['CALC', { format: 'DATETIME' }];
    case 'user':
      return ['CREATOR'];
    case 'json':
      return ['GROUP_SELECT'];
    default:
      return ['CALC', { format: 'TIME' }];
  }
}

/** A lookup, or a list of related records, which shows none: by which fields they are related is not told. */
export function loadAssociation(
  newKey: NewKey,
  field: AssociationCopy,
  around: {
    /** Absent: it is not copied. */
    readonly target: ObjectCopy | undefined;
    /** Code of the target's record number. */
    readonly recordNumber: string;
    /** Codes of the fields of this app that lookups fill. */
    readonly filled: readonly string[];
  },
): FieldDefinition {
  const [app = ''] = field.targets;
  const { target, recordNumber, filled } = around;
  const definition = { key: newKey(), code: field.id, optionKeys: new Map<string, number>(), fields: new Map() };
  const relatedApp = { app, code: '' };
  if (field.readOnly) {
    const condition = { field: '$id', relatedField: recordNumber };
    const referenceTable = { relatedApp, condition, filterCond: '$id = 0', displayFields: [], sort: '', size: '5' };
    const settings = completeSettings('REFERENCE_TABLE', { label: field.label, referenceTable });
    return { ...definition, type: 'REFERENCE_TABLE', settings };
  }
  const key = target?.fields.find(({ id }) => id === field.refersBy);
  const type = key === undefined ? 'NUMBER' : keyType(key);
  const lookup = {
    relatedApp,
    relatedKeyField: field.refersBy ?? recordNumber,
    fieldMappings: filled.map((code) => ({ field: code, relatedField: '' })),
    lookupPickerFields: [],
    filterCond: '',
    sort: '',
  };
  return { ...definition, type, settings: completeSettings(type, { label: field.label, lookup }) };
}

function keyType({ type }: FieldCopy): FieldType {
  if (type === 'decimal' || type === 'integer') return 'NUMBER';
  return ['email', 'url', 'phone'].includes(type) ? 'LINK' : 'SINGLE_LINE_TEXT';
}
