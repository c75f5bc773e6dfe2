import { dateCodec, type FieldCodec, type FieldSchema, numberCodec, textCodec, valuesBy } from '@linkwright/core';

/** How the app writes the values of a field: numbers and days, and texts of every other kind. */
function codecOf({ type }: FieldSchema): FieldCodec {
  if (type === 'integer') return numberCodec(0);
  return type === 'date' ? dateCodec() : textCodec(type);
}

export const values = valuesBy(codecOf);
