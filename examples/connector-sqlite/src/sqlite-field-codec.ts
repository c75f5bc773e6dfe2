import {
  booleanCodec,
  type CanonicalValue,
  dateCodec,
  datetimeCodec,
  type FieldCodec,
  type FieldSchema,
  numberCodec,
  textCodec,
  valuesBy,
} from '@linkwright/core';

/** The whole numbers of a cell have 64 bits, which is more than the numbers of JSON keep. */
const integerCodec: Pick<FieldCodec, 'decode' | 'encode'> = {
  decode: (value) => (typeof value === 'bigint' ? String(value) : value === null ? null : undefined),
  encode(value) {
    if (value === null) return { value };
    const fits = typeof value === 'string' && /^-?\d{1,18}$/.test(value);
    return fits ? { value: BigInt(value) } : { problem: `a whole number is needed, not ${JSON.stringify(value)}` };
  },
};

/** SQLite has no booleans: 0 and 1 stand for them. */
const numberedBoolean: Pick<FieldCodec, 'decode' | 'encode'> = {
  decode: (value) => booleanCodec().decode(value === 0n ? false : value === 1n ? true : value),
  encode(value) {
    const encoded = booleanCodec().encode(value);
    return 'value' in encoded && encoded.value !== null ? { value: encoded.value === true ? 1 : 0 } : encoded;
  },
};

/** How a cell holds the values of a column. */
function codecOf({ type }: FieldSchema): Pick<FieldCodec, 'decode' | 'encode'> {
  if (type === 'integer') return integerCodec;
  if (type === 'boolean') return numberedBoolean;
  if (type === 'decimal') return numberCodec();
  if (type === 'date') return dateCodec();
  return type === 'datetime' ? datetimeCodec() : textCodec(type);
}

/** What a row is found by. `undefined`: no cell of this column can hold it. */
export function cellOf(field: FieldSchema, value: CanonicalValue): string | number | bigint | null | undefined {
  const encoded = codecOf(field).encode(value);
  const cell = 'value' in encoded ? encoded.value : undefined;
  if (typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'bigint') return cell;
  return cell === null ? null : undefined;
}

export const values = valuesBy(codecOf);
