import {
  type CanonicalValue,
  canonicalDate,
  canonicalDatetime,
  canonicalList,
  canonicalNumber,
  canonicalText,
  type FieldSchema,
} from '@linkwright/core';

/** From the app's spelling to the one of Linkwright, where an empty text is null. `undefined`: it cannot be read. */
export function decodeValue({ type }: FieldSchema, value: unknown): CanonicalValue | undefined {
  if (value === null || value === '') return null;
  if (type === 'integer' || type === 'decimal') return canonicalNumber(value) ?? undefined;
  if (type === 'date') return canonicalDate(value) ?? undefined;
  if (type === 'datetime') return canonicalDatetime(value) ?? undefined;
  if (type === 'boolean') return typeof value === 'boolean' ? value : undefined;
  if (type === 'options') return Array.isArray(value) ? canonicalList(value.map(String)) : undefined;
  return type === 'json' ? JSON.stringify(value) : (canonicalText(value) ?? undefined);
}

/** And back. */
export function encodeValue({ type }: FieldSchema, value: CanonicalValue): unknown {
  if (value === null) return type === 'options' ? [] : null;
  return type === 'integer' || type === 'decimal' ? Number(value) : value;
}
