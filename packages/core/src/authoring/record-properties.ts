import type { CanonicalValue } from '../contract/canonical-value.ts';
import type { AssociationFieldSchema, FieldSchema, ObjectSchema } from '../contract/object-schema.ts';
import type { AssociationRefusal, CreateChange, UpdateChange } from '../contract/record-change.ts';
import type { AssociationTarget, SourceRecord } from '../contract/source-record.ts';
import { RecordError } from '../errors/linkwright-error.ts';
import type { FieldCodec } from './field-codec.ts';
import { type Selection, whereReadable } from './where-readable.ts';

/** A record as many apps write it: a property for each field and each association, named by its id. */
export type RecordProperties = Readonly<Record<string, unknown>>;

type Described = Pick<ObjectSchema, 'fields' | 'associations'>;

/** How the app writes the values of a field. */
export type CodecOf = (field: FieldSchema) => Pick<FieldCodec, 'decode' | 'encode'>;

/** `decode` and `encode` of the functions below, from codecs. `encode` throws a `RecordError` for a value that a field does not take. */
export function valuesBy(codecOf: CodecOf): {
  decode(field: FieldSchema, value: unknown): CanonicalValue | undefined;
  encode(field: FieldSchema, value: CanonicalValue): unknown;
} {
  return {
    decode: (field, value) => codecOf(field).decode(value),
    encode(field, value) {
      const encoded = codecOf(field).encode(value);
      if ('value' in encoded) return encoded.value;
      throw refusedValue(field, encoded.problem);
    },
  };
}

/**
 * What was asked for of a record. A property that is missing was not readable; an app that leaves out what is empty has to be
 * completed with `null` first. `decode` gives the canonical value, `undefined` where it cannot be read. An association is a target, a list of them, or `null`; a target is a text or a number: its id, or its key where the association has `refersBy`.
 */
export function decodeProperties(
  { fields, associations }: Described,
  properties: RecordProperties,
  asked: Selection,
  decode: (field: FieldSchema, value: unknown) => CanonicalValue | undefined,
): Pick<SourceRecord, 'fields'> & Required<Pick<SourceRecord, 'associations'>> {
  return {
    fields: whereReadable(asked.fields, (id) => {
      const field = fields.find((one) => one.id === id);
      return field === undefined || properties[id] === undefined ? undefined : decode(field, properties[id]);
    }),
    associations: whereReadable(asked.associations, (id) => {
      const association = associations.find((one) => one.id === id);
      return association === undefined ? undefined : decodeTargets(association, properties[id]);
    }),
  };
}

/**
 * The properties that a change sends: its fields as `encode` spells them, and of each association the whole set as it shall be
 * afterwards, without targets that the app has refused already. An association that holds a single target is that, or `null`.
 */
export function encodeProperties(
  { fields, associations }: Described,
  change: CreateChange | UpdateChange,
  encode: (field: FieldSchema, value: CanonicalValue) => unknown,
  refused: readonly AssociationRefusal[] = [],
): RecordProperties {
  const properties: Record<string, unknown> = {};
  for (const field of fields) {
    const value = change.fields[field.id];
    if (value !== undefined) properties[field.id] = encode(field, value);
  }
  for (const { id, cardinality } of associations) {
    const edit = change.associations?.[id];
    if (edit === undefined) continue;
    const gone = new Set(refused.flatMap((one) => (one.field === id ? [textOf(one.target)] : [])));
    const targets = edit.result.map(textOf).filter((target) => !gone.has(target));
    properties[id] = cardinality === 'many' ? targets : (targets[0] ?? null);
  }
  return properties;
}

function decodeTargets({ refersBy }: AssociationFieldSchema, value: unknown): readonly AssociationTarget[] | undefined {
  if (value === null || value === '') return [];
  const targets = Array.isArray(value) ? value : [value];
  if (!targets.every((target) => typeof target === 'string' || typeof target === 'number')) return undefined;
  return [...new Set(targets.map(String))].map((text) => (refersBy === undefined ? { id: text } : { key: text }));
}

const textOf = (target: AssociationTarget): string => ('id' in target ? target.id : target.key);

function refusedValue({ id, name }: FieldSchema, problem: string): RecordError {
  return new RecordError(`"${name}" does not take the value: ${problem}.`, {
    code: 'invalid-value',
    category: 'invalid-value',
    field: id,
    remedy: 'Correct the value in the other app, or map the field to one of another type.',
  });
}
