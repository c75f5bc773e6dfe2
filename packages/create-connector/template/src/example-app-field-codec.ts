import {
  type CanonicalValue,
  canonicalNumber,
  canonicalText,
  type FieldSchema,
  type ObjectSchema,
  type SourceRecord,
} from '@linkwright/core';
import { decodeAssociations } from './example-app-associations.ts';
import type { Item } from './example-app-client.ts';

/** From the app's spelling to the one of Linkwright. An empty text is null. */
export function decodeValue({ type }: FieldSchema, value: unknown): CanonicalValue {
  return type === 'integer' ? canonicalNumber(value) : canonicalText(value);
}

/** And back. */
export function encodeValue({ type }: FieldSchema, value: CanonicalValue): unknown {
  return type === 'integer' && value !== null ? Number(value) : value;
}

/** What was asked for, of a record as the app writes it. */
export function recordOf(
  schema: ObjectSchema,
  item: Item,
  asked: { readonly fields: readonly string[]; readonly associations: readonly string[] },
): SourceRecord {
  const fields = schema.fields.filter(({ id }) => asked.fields.includes(id));
  return {
    id: item.id,
    modifiedAt: item.updated_at,
    fields: Object.fromEntries(fields.map((field) => [field.id, decodeValue(field, item[field.id])])),
    associations: decodeAssociations(item, asked.associations),
  };
}
