import { type CanonicalValue, canonicalNumber, canonicalText, type FieldSchema } from '@linkwright/core';

/** From the app's spelling to the one of Linkwright, where an empty text is null. */
export const decodeValue = ({ type }: FieldSchema, value: unknown): CanonicalValue =>
  type === 'integer' ? canonicalNumber(value) : canonicalText(value);

/** And back. */
export const encodeValue = ({ type }: FieldSchema, value: CanonicalValue): unknown =>
  type === 'integer' && value !== null ? Number(value) : value;
