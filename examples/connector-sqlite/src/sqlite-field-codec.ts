import {
  type CanonicalValue,
  canonicalDate,
  canonicalDatetime,
  canonicalNumber,
  canonicalText,
  type FieldSchema,
  RecordError,
} from '@linkwright/core';

/** From a cell. `undefined`: it holds what its column does not say. */
export function decodeValue({ type }: FieldSchema, value: unknown): CanonicalValue | undefined {
  if (value === null || value === '') return null;
  if (type === 'integer' || type === 'decimal') return canonicalNumber(value) ?? undefined;
  if (type === 'date') return canonicalDate(value) ?? undefined;
  if (type === 'datetime') return canonicalDatetime(value) ?? undefined;
  if (type === 'boolean') return value === 0n || value === 1n ? value === 1n : undefined;
  return canonicalText(value) ?? undefined;
}

/** Whole numbers keep every digit as bigint; others are what SQLite keeps, doubles. */
export function encodeValue({ id, type }: FieldSchema, value: CanonicalValue): string | number | bigint | null {
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const text = String(value);
  if (type !== 'integer' && type !== 'decimal') return text;
  const fits = type === 'integer' ? /^-?\d{1,18}$/.test(text) : canonicalNumber(text) !== null;
  if (fits) return type === 'integer' ? BigInt(text) : Number(text);
  throw new RecordError(`"${id}" holds no such number: ${text}`, {
    ...{ code: 'number-refused', category: 'invalid-value', field: id },
    remedy: 'Correct the number in the other app.',
  });
}
