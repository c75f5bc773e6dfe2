import { z } from 'zod';
import { completeComputedField } from './airtable-computed-fields.ts';
import { type AirtableFailure, failure, invalidRequest } from './airtable-errors.ts';
import {
  choiceOptionsSchema,
  computedOptionSchemas,
  emptyOptionsSchema,
  fieldOptionSchemas,
  isComputedType,
  isKnownType,
  isPrimaryType,
  isWritableType,
  linkOptionsSchema,
} from './airtable-field-types.ts';
import type {
  AirtableState,
  BaseState,
  FieldState,
  JsonObject,
  JsonValue,
  LinkState,
  TableState,
} from './airtable-state.ts';

export const fieldSpecSchema = z.strictObject({
  name: z.string(),
  type: z.string(),
  description: z.string().optional(),
  options: z.unknown().optional(),
});

export const tableSpecSchema = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  fields: z.array(fieldSpecSchema),
});

export type FieldSpec = z.output<typeof fieldSpecSchema>;
export type TableSpec = z.output<typeof tableSpecSchema>;

/** What a request may make, and where. */
export interface CreationScope {
  readonly state: AirtableState;
  readonly base: BaseState;
  /** Airtable's API creates no computed fields; a test may need them nevertheless. */
  readonly allowComputedFields: boolean;
}

/** Throws where the table could not be made; `addTable` then does not fail half way. */
export function prepareTable(scope: CreationScope, spec: TableSpec, takenNames: readonly string[]): TableState {
  requireFreeName(spec.name, takenNames, 'DUPLICATE_OR_EMPTY_TABLE_NAME', 'Table');
  const [primarySpec] = spec.fields;
  if (primarySpec === undefined) throw invalidRequest();
  const fields = spec.fields.map((field, place) => {
    const names = spec.fields.slice(0, place).map(({ name }) => name);
    requireFreeName(field.name, names, 'DUPLICATE_OR_EMPTY_FIELD_NAME', 'Field');
    return buildField(scope, field);
  });
  const [primary] = fields;
  if (primary === undefined || !isPrimaryType(primary.type)) {
    throw failure(
      422,
      'INVALID_PRIMARY_FIELD_TYPE_FOR_CREATE',
      `Field type ${primarySpec.type} cannot be used as the primary field of table ${spec.name}`,
    );
  }
  const { state, base } = scope;
  const table: TableState = {
    id: state.newId('tbl'),
    base,
    name: spec.name,
    description: spec.description,
    primary,
    fields: new Map(fields.map((field) => [field.id, field])),
    viewId: state.newId('viw'),
    records: new Map(),
    lastAutoNumber: 0,
  };
  for (const [place, field] of fields.entries()) completeComputedField(table, field, spec.fields[place]?.options);
  return table;
}

/** The table comes into its base, and the inverses of its link fields into the tables they link to. */
export function addTable(scope: CreationScope, table: TableState): void {
  scope.base.tables.set(table.id, table);
  for (const field of [...table.fields.values()]) addInverse(scope, table, field);
}

export function addField(scope: CreationScope, table: TableState, spec: FieldSpec): FieldState {
  const names = [...table.fields.values()].map(({ name }) => name);
  requireFreeName(spec.name, names, 'DUPLICATE_OR_EMPTY_FIELD_NAME', 'Field');
  const field = buildField(scope, spec);
  completeComputedField(table, field, spec.options);
  table.fields.set(field.id, field);
  addInverse(scope, table, field);
  return field;
}

/** Names are unique whatever their case. */
export function requireFreeName(name: string, taken: readonly string[], type: string, kind: 'Table' | 'Field'): void {
  const wanted = name.trim().toLowerCase();
  if (wanted !== '' && !taken.some((other) => other.trim().toLowerCase() === wanted)) return;
  throw failure(422, type, wanted === '' ? `${kind} names cannot be empty` : `${kind} name "${name}" already exists`);
}

function buildField(scope: CreationScope, spec: FieldSpec): FieldState {
  if (!isKnownType(spec.type)) throw invalidRequest();
  const allowed = isWritableType(spec.type) || (scope.allowComputedFields && isComputedType(spec.type));
  if (!allowed) {
    throw failure(
      422,
      'UNSUPPORTED_FIELD_TYPE_FOR_CREATE',
      `Creating ${spec.type} fields is not supported at this time`,
    );
  }
  const { options, link } = isComputedType(spec.type) ? computedOptions(spec) : plainOptions(scope, spec);
  return {
    id: scope.state.newId('fld'),
    name: spec.name,
    type: spec.type,
    description: spec.description,
    options,
    link,
    formula: undefined,
  };
}

interface BuiltOptions {
  readonly options: FieldState['options'];
  readonly link: LinkState | undefined;
}

/** The form is checked; what the options refer to is looked at once the table is known. */
function computedOptions(spec: FieldSpec): BuiltOptions {
  const schema = Object.entries(computedOptionSchemas).find(([type]) => type === spec.type)?.[1];
  const parsed = schema?.safeParse(spec.options);
  if (parsed?.success === false) throw invalidOptions(spec.name, parsed.error);
  return { options: undefined, link: undefined };
}

function plainOptions(scope: CreationScope, spec: FieldSpec): BuiltOptions {
  switch (spec.type) {
    case 'singleSelect':
    case 'multipleSelects': {
      const { choices } = parsed(spec, choiceOptionsSchema);
      const names = choices.map(({ name }) => name);
      if (new Set(names).size < names.length) throw refusedOptions(spec.name, 'options.choices has duplicate names');
      return {
        options: { choices: choices.map(({ name, color }, place) => newChoice(scope.state, name, place, color)) },
        link: undefined,
      };
    }
    case 'multipleRecordLinks': {
      const { linkedTableId, viewIdForRecordSelection } = parsed(spec, linkOptionsSchema);
      const target = scope.base.tables.get(linkedTableId);
      if (target === undefined)
        throw refusedOptions(spec.name, `options.linkedTableId ${linkedTableId} is not a table`);
      return {
        options: {
          ...linkOptions(target),
          ...(viewIdForRecordSelection === undefined ? {} : { viewIdForRecordSelection }),
        },
        link: { target, inverse: undefined, sources: new Map() },
      };
    }
    default: {
      const schema = fieldOptionSchemas.get(spec.type);
      if (schema !== undefined) return { options: parsed(spec, schema), link: undefined };
      parsed(spec, emptyOptionsSchema);
      return {
        options: spec.type === 'multipleAttachments' ? { isReversed: false } : undefined,
        link: undefined,
      };
    }
  }
}

const choiceColors = ['blueLight2', 'cyanLight2', 'tealLight2', 'greenLight2', 'yellowLight2', 'orangeLight2'];

/** Colours are dealt out in turn where none is asked for. */
export function newChoice(state: AirtableState, name: string, place: number, color?: string): JsonValue {
  return { id: state.newId('sel'), name, color: color ?? choiceColors[place % choiceColors.length] ?? 'blueLight2' };
}

/** The preference for a single record is one of the user interface: the API can neither set nor enforce it. */
function linkOptions(target: TableState, inverseLinkFieldId?: string): JsonObject {
  const options = { linkedTableId: target.id, isReversed: false, prefersSingleRecordLink: false };
  return inverseLinkFieldId === undefined ? options : { ...options, inverseLinkFieldId };
}

/** A link to another table gets its second column there, named after this table. A link to the same table gets none. */
function addInverse(scope: CreationScope, table: TableState, field: FieldState): void {
  const { link } = field;
  if (link === undefined || link.target === table) return;
  const inverse: FieldState = {
    id: scope.state.newId('fld'),
    name: freeName(link.target, table.name),
    type: field.type,
    description: undefined,
    options: linkOptions(table, field.id),
    link: { target: table, inverse: field, sources: new Map() },
    formula: undefined,
  };
  link.inverse = inverse;
  field.options = { ...field.options, inverseLinkFieldId: inverse.id };
  link.target.fields.set(inverse.id, inverse);
}

function freeName(table: TableState, wanted: string): string {
  const taken = new Set([...table.fields.values()].map(({ name }) => name.toLowerCase()));
  let name = wanted;
  for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${wanted} ${number}`;
  return name;
}

function parsed<T>(spec: FieldSpec, schema: z.core.$ZodType<T>): T {
  const result = z.safeParse(schema, spec.options);
  if (!result.success) throw invalidOptions(spec.name, result.error);
  return result.data;
}

function invalidOptions(fieldName: string, error: z.core.$ZodError): AirtableFailure {
  const [issue] = error.issues;
  const place = ['options', ...(issue?.path ?? [])].join('.');
  return refusedOptions(fieldName, `${place}: ${issue?.message ?? 'invalid'}`);
}

function refusedOptions(fieldName: string, reason: string): AirtableFailure {
  return failure(
    422,
    'INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE',
    `Invalid options for ${fieldName}: Failed schema validation: ${reason}`,
  );
}
