import { createComputedCodec } from './airtable-computed-codec.ts';
import { type AirtableFieldCodec, createPlainCodec, jsonCodec, parseFieldOptions } from './airtable-plain-codec.ts';

export type { AirtableFieldCodec, EncodedCell } from './airtable-plain-codec.ts';

/** The codec of a field, from its type and options as Airtable tells them. An unknown type is read-only JSON. */
export function createFieldCodec(type: string, options: unknown): AirtableFieldCodec {
  const known = parseFieldOptions(options);
  return createPlainCodec(type, known) ?? createComputedCodec(type, known) ?? jsonCodec;
}
