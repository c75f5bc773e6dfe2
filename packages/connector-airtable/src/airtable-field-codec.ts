import { createComputedCodec } from './airtable-computed-codec.ts';
import { type AirtableFieldCodec, createPlainCodec, jsonCodec, parseFieldOptions } from './airtable-plain-codec.ts';

export type { AirtableFieldCodec } from './airtable-plain-codec.ts';

/**
 * The codec of a field, from its type and options as Airtable tells them. An unknown type is read-only JSON. Airtable leaves out
 * empty cells, so that a cell which is not there is a blank.
 */
export function createFieldCodec(type: string, options: unknown): AirtableFieldCodec {
  const known = parseFieldOptions(options);
  const codec = createPlainCodec(type, known) ?? createComputedCodec(type, known) ?? jsonCodec;
  return { ...codec, decode: (cell) => codec.decode(cell ?? null) };
}
