import {
  booleanCodec,
  dateCodec,
  datetimeCodec,
  type FieldCodec,
  type FieldSchema,
  numberTextCodec,
  textCodec,
  valuesBy,
} from '@linkwright/core';

/** A cell is a text; an empty one is a blank. Numbers keep every digit. */
function codecOf({ type }: FieldSchema): Pick<FieldCodec, 'decode' | 'encode'> {
  if (type === 'integer' || type === 'decimal') return numberTextCodec('');
  if (type === 'boolean') return booleanInWords;
  if (type === 'date') return dateCodec('');
  return type === 'datetime' ? datetimeCodec('millisecond', '') : textCodec(type, '');
}

const booleanInWords: Pick<FieldCodec, 'decode' | 'encode'> = {
  decode: (cell) =>
    booleanCodec().decode(cell === 'true' ? true : cell === 'false' ? false : cell === '' ? null : cell),
  encode(value) {
    const encoded = booleanCodec().encode(value);
    return 'value' in encoded ? { value: encoded.value === null ? '' : String(encoded.value) } : encoded;
  },
};

export const values = valuesBy(codecOf);
