import type { AssociationFieldSchema, FieldSchema, ObjectSchema, ObjectSummary } from '@linkwright/core';
import type { JsonSchema } from '../configuration/known-keys.ts';
import type { KnownAccount } from './known-account.ts';
import { likely, offerNames } from './offer-names.ts';

export interface Overlays {
  /** For `allOf` of a sync: each holds for the syncs with one object at one end. */
  readonly conditions: readonly JsonSchema[];
  /** For `$defs` of the whole schema. */
  readonly definitions: Readonly<Record<string, JsonSchema>>;
}

const sides = ['left', 'right'] as const;
type Side = (typeof sides)[number];

/** What the objects of the accounts say of a sync: which names may stand where, with their labels and types. */
export function objectOverlays(accounts: readonly KnownAccount[]): Overlays {
  const conditions: JsonSchema[] = [];
  const definitions: Record<string, JsonSchema> = {};
  for (const account of accounts) {
    const { connection, schemas } = account;
    for (const side of sides) conditions.push(when(side, { connection }, { [side]: objectNames(account) }));
    for (const schema of schemas) {
      const id = String(Object.keys(definitions).length);
      const fields = `fields${id}`;
      const associations = `associations${id}`;
      definitions[fields] = fieldNames(account, schema);
      definitions[associations] = associationNames(account, schema);
      for (const side of sides) {
        const says = aboutObject(side, schema, { fields: reference(fields), associations: reference(associations) });
        conditions.push(when(side, { connection, object: namesOf(schema) }, says));
      }
    }
  }
  return { conditions, definitions };
}

/** Everything that a person may call an object in the file. */
const namesOf = ({ id, name, aliases = [], label }: ObjectSummary): readonly string[] => [
  ...new Set([name, id, ...aliases, label]),
];

function when(
  side: Side,
  end: { readonly connection: string; readonly object?: readonly string[] },
  says: Readonly<Record<string, JsonSchema>>,
): JsonSchema {
  const { connection, object } = end;
  return {
    if: {
      properties: {
        [side]: {
          properties: { connection: { const: connection }, ...(object && { object: { enum: [...object] } }) },
          required: ['connection', ...(object ? ['object'] : [])],
        },
      },
      required: [side],
    },
    // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema.
    then: { properties: { ...says } },
  };
}

function objectNames({ connection, displayName, objects, complete }: KnownAccount): JsonSchema {
  const offered = offerNames(
    objects.map((object) => ({ name: object.name, others: namesOf(object), told: object.label })),
    `${displayName} has no object of this name. They are listed by: linkwright objects ${connection}`,
  );
  return { properties: { object: complete ? offered : { anyOf: [offered, { type: 'string' }] } } };
}

interface Names {
  readonly fields: JsonSchema;
  readonly associations: JsonSchema;
}

/** Where the names of one side's fields stand in a sync. `properties` apply to a group, `items` to a list. */
function aboutObject(side: Side, schema: ObjectSchema, { fields, associations }: Names): Record<string, JsonSchema> {
  const named: JsonSchema = { properties: { [side]: fields } };
  const key: JsonSchema = { properties: { [side]: fields, all: { items: named } } };
  const options = schema.fields.flatMap((field) => optionsOfMapping(side, field));
  return {
    match: { ...key, items: key },
    fields: { items: { ...named, ...(options.length > 0 && { allOf: options }) } },
    associations: { items: { properties: { [side]: associations } } },
    references: { items: named },
    identity: named,
    filter: { properties: { [side]: conditionsOn(schema) } },
    conflicts: { properties: { fields: { properties: tell(schema.fields) } } },
  };
}

/** The left options are keys of `options`, the right ones their values. */
function optionsOfMapping(side: Side, field: FieldSchema): JsonSchema[] {
  const options = optionNames(field);
  if (options.length === 0) return [];
  const says: JsonSchema =
    side === 'left'
      ? { properties: Object.fromEntries(options.map((name) => [name, {}])) }
      : { additionalProperties: likely(options) };
  return [
    {
      if: { properties: { [side]: { enum: namesOfField(field) } }, required: [side] },
      // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema.
      then: { properties: { options: says } },
    },
  ];
}

/** Conditions by the names of the fields. An option may be spelled in any case, so those are only offered. */
function conditionsOn(schema: ObjectSchema): JsonSchema {
  const properties = Object.fromEntries(
    schema.fields.flatMap((field) => {
      const value = likely(optionNames(field));
      const condition = { ...value, properties: { in: { items: value }, not: { ...value, items: value } } };
      return [...new Set([field.name, field.id])].map((name) => [
        name,
        { description: describeField(field), ...condition, ...(name !== field.name && { doNotSuggest: true }) },
      ]);
    }),
  );
  return { properties, additionalProperties: false };
}

const optionNames = ({ type, options = [] }: FieldSchema): readonly string[] =>
  type === 'boolean' ? ['true', 'false'] : [...new Set(options.map(({ label, value }) => label || value))];

const tell = (fields: readonly FieldSchema[]): Record<string, JsonSchema> =>
  Object.fromEntries(fields.map((field) => [field.name, { description: describeField(field) }]));

const namesOfField = ({ name, id }: Pick<FieldSchema, 'name' | 'id'>): string[] => [...new Set([name, id])];

const fieldNames = ({ connection, displayName }: KnownAccount, schema: ObjectSchema): JsonSchema =>
  offerNames(
    schema.fields.map((field) => ({ name: field.name, others: namesOfField(field), told: describeField(field) })),
    `${displayName} ${schema.name} has no field of this name. They are listed by: linkwright objects ${connection} ${shellWord(schema.name)}`,
  );

/** A plain field stands here where it is declared under `references`: it is accepted, and not offered. */
function associationNames({ connection, displayName }: KnownAccount, schema: ObjectSchema): JsonSchema {
  const plain = schema.fields.flatMap(namesOfField);
  return offerNames(
    schema.associations.map((association) => ({
      name: association.name,
      others: [...namesOfField(association), ...plain],
      told: describeAssociation(association),
    })),
    `${displayName} ${schema.name} has no association field of this name. They are listed by: linkwright objects ${connection} ${shellWord(schema.name)}`,
    plain,
  );
}

function describeField({ label, name, type, readOnly, required, unique }: FieldSchema): string {
  const marks = [...(required ? ['required'] : []), ...(unique ? ['unique'] : []), ...(readOnly ? ['read-only'] : [])];
  return [...(label === name ? [] : [label]), type, ...marks].join(' · ');
}

function describeAssociation({ label, name, cardinality, readOnly }: AssociationFieldSchema): string {
  const holds = cardinality === 'one' ? 'one record' : 'several records';
  return [...(label === name ? [] : [label]), holds, ...(readOnly ? ['read-only'] : [])].join(' · ');
}

const shellWord = (name: string): string => (/^[\w.-]+$/.test(name) ? name : JSON.stringify(name));

const reference = (definition: string): JsonSchema => ({ $ref: `#/$defs/${definition}` });
