import { readOnlyCodec } from '@linkwright/core';
import { createComputedCodec } from './kintone-computed-codec.ts';
import { createPlainCodec, type KintoneFieldCodec, plainJson } from './kintone-plain-codec.ts';
import type { WireProperty } from './kintone-wire.ts';

export type { Comparison, KintoneFieldCodec } from './kintone-plain-codec.ts';

/** Parts of the form that hold nothing. */
const decorations: ReadonlySet<string> = new Set(['LABEL', 'HR', 'SPACER', 'GROUP', 'REFERENCE_TABLE']);

/**
 * The codec of a field, from its properties in the form. An unknown type is read-only JSON. `null`: the field has no
 * value in a record.
 */
export function createFieldCodec(property: WireProperty): KintoneFieldCodec | null {
  // Of process management and categories, where the app does not use them.
  if (decorations.has(property.type) || property.enabled === false) return null;
  const plain = createPlainCodec(property);
  // A text that is calculated from other fields.
  if (plain !== null && (property.expression ?? '') !== '') return readOnlyCodec(plain);
  return plain ?? createComputedCodec(property) ?? plainJson;
}
