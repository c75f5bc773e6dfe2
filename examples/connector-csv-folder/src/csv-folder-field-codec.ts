import {
  type CanonicalValue,
  canonicalDate,
  canonicalDatetime,
  canonicalNumber,
  type FieldSchema,
  RecordError,
} from '@linkwright/core';

/** From a cell. `undefined`: it holds what its column does not say. */
export function decodeValue({ type }: FieldSchema, value: unknown): CanonicalValue | undefined {
  const cell = String(value);
  if (cell === '') return null;
  if (type === 'integer' || type === 'decimal') return canonicalNumber(cell) ?? undefined;
  if (type === 'date') return canonicalDate(cell) ?? undefined;
  if (type === 'datetime') return canonicalDatetime(cell) ?? undefined;
  if (type === 'boolean') return cell === 'true' ? true : cell === 'false' ? false : undefined;
  return cell;
}

/** To a cell. A value that could not be read back is refused. */
export function encodeValue(field: FieldSchema, value: CanonicalValue): string {
  const cell = value === null ? '' : String(value);
  if (decodeValue(field, cell) !== undefined) return cell;
  throw new RecordError(`"${field.id}" is of type ${field.type} and cannot hold "${cell}".`, {
    ...{ code: 'value-refused', category: 'invalid-value', field: field.id },
    remedy: 'Correct the value in the other app, or the type in the first line of the file.',
  });
}
