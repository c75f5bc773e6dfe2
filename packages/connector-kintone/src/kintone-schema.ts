import { defineField, type FieldLimits, type FieldSchema, type ObjectSchema, readOnlyCodec } from '@linkwright/core';
import { describeLookup, filledByLookups, type KintoneLookup } from './kintone-associations.ts';
import { createFieldCodec, type KintoneFieldCodec } from './kintone-field-codec.ts';
import { limitsOf } from './kintone-field-limits.ts';
import { describeRelatedList, type RelatedList } from './kintone-related-lists.ts';
import type { WireApp, WireForm, WireProperty, WireSettings } from './kintone-wire.ts';

/** An app as Kintone describes it, with what it takes to read and write its records. */
export interface KintoneApp {
  readonly id: string;
  readonly schema: ObjectSchema;
  /** By field code; lookups are not among them. */
  readonly fields: ReadonlyMap<string, KintoneField>;
  /** By field code. */
  readonly lookups: ReadonlyMap<string, KintoneLookup>;
  /** By field code. */
  readonly relatedLists: ReadonlyMap<string, RelatedList>;
  /** Code of the field with the time of the last update, which an app may rename. `null`: it is not shown. */
  readonly updatedTime: string | null;
  readonly createdTime: string | null;
}

export interface KintoneField {
  readonly id: string;
  readonly name: string;
  readonly codec: KintoneFieldCodec;
  readonly required: boolean;
  readonly unique: boolean;
  /** Lengths and range that the form asks for. Absent: none. */
  readonly limits?: FieldLimits;
  /** Does Kintone fill the field where a create leaves it out? */
  readonly hasDefault: boolean;
  /** May records be found by the field in an update, and so in an upsert? */
  readonly isUpdateKey: boolean;
}

export interface AppDescription {
  readonly id: string;
  /** `null`: the credentials may not ask for it. */
  readonly app: WireApp | null;
  readonly form: WireForm;
  /** `null`: the credentials may not ask for them. */
  readonly settings: WireSettings | null;
  /** Forms of the apps that lookups refer to, as far as the credentials reach them. */
  readonly related: ReadonlyMap<string, WireForm | null>;
}

export function describeApp({ id, app, form, settings, related }: AppDescription): KintoneApp {
  const filled = filledByLookups(form);
  const fields = new Map<string, KintoneField>();
  const lookups = new Map<string, KintoneLookup>();
  const relatedLists = new Map<string, RelatedList>();
  const labels = new Map<string, string>();
  for (const [code, property] of Object.entries(form)) {
    labels.set(code, property.label ?? code);
    const relatedForm = related.get(property.lookup?.relatedApp.app ?? '') ?? null;
    const lookup = describeLookup(property, relatedForm);
    const list = describeRelatedList(property);
    const field = describeField(property, filled.has(code), settings?.numberPrecision);
    if (lookup !== null) lookups.set(code, lookup);
    else if (list !== null) relatedLists.set(code, list);
    else if (field !== null) fields.set(code, field);
  }
  const displayField = displayFieldOf(fields, settings?.titleField);
  return {
    id,
    fields,
    lookups,
    relatedLists,
    updatedTime: codeOfType(form, 'UPDATED_TIME'),
    createdTime: codeOfType(form, 'CREATED_TIME'),
    schema: {
      id,
      name: nameOf(id, app),
      label: app?.name ?? `App ${id}`,
      custom: true,
      ...(displayField === undefined ? {} : { displayField }),
      fields: [...fields.values()].map((field) => schemaOf(field, labels.get(field.id) ?? field.name)),
      associations: [...lookups.values(), ...relatedLists.values()].map(({ schema }) => schema),
    },
  };
}

/** What the configuration calls the app: its code where it has one. */
export function nameOf(id: string, app: WireApp | null): string {
  return app?.code === undefined || app.code === null || app.code === '' ? id : app.code;
}

function describeField(
  property: WireProperty,
  isFilled: boolean,
  precision: WireSettings['numberPrecision'],
): KintoneField | null {
  const plain = createFieldCodec(property);
  if (plain === null) return null;
  const codec = plain.type === 'decimal' ? { ...plain, ...keptOf(precision) } : plain;
  const unique = property.unique ?? false;
  const writable = !isFilled && !codec.readOnly;
  const limits = writable ? limitsOf(property) : undefined;
  return {
    id: property.code,
    name: property.code,
    codec: writable ? codec : readOnlyCodec(codec),
    // Kintone accepts "required" for radio buttons, which always have a value, and never minds it.
    required: writable && property.type !== 'RADIO_BUTTON' && (property.required ?? false),
    unique,
    ...(limits !== undefined && { limits }),
    hasDefault: property.defaultNowValue === true || !isBlank(property.defaultValue),
    isUpdateKey: unique && writable && (property.type === 'SINGLE_LINE_TEXT' || property.type === 'NUMBER'),
  };
}

/** The app rounds every number that it keeps, typed in or calculated. */
const keptOf = (precision: WireSettings['numberPrecision']): Pick<KintoneFieldCodec, 'precision' | 'digits'> =>
  precision === undefined ? {} : { precision: precision.decimalPlaces, digits: precision.digits };

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function schemaOf({ id, name, codec, required, unique, limits, hasDefault }: KintoneField, label: string): FieldSchema {
  // A query with = or in reads the stored values; only `like` asks an index.
  const lookup = codec.comparison === 'none' ? 'none' : 'consistent';
  return defineField({ ...codec, id, name, label, required: required && !hasDefault, unique, limits, lookup });
}

/**
 * What the app's own settings name, or the form's first text: one with unique values before the others, and one that people
 * write before those that a lookup copies from another record.
 */
function displayFieldOf(
  fields: ReadonlyMap<string, KintoneField>,
  title: WireSettings['titleField'],
): string | undefined {
  const texts = [...fields.values()].filter(({ codec }) => codec.type === 'text' && codec.comparison === 'text');
  const named = texts.find(({ id }) => title?.selectionMode === 'MANUAL' && id === title.code);
  const written = texts.filter(({ codec }) => !codec.readOnly);
  return (named ?? written.find(({ unique }) => unique) ?? written[0])?.id;
}

function codeOfType(form: WireForm, type: string): string | null {
  return Object.entries(form).find(([, property]) => property.type === type)?.[0] ?? null;
}
