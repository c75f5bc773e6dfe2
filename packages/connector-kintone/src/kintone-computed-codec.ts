import { type CanonicalValue, dateCodec, readOnlyCodec, textCodec } from '@linkwright/core';
import { z } from 'zod';
import {
  createPlainCodec,
  decodeUser,
  type KintoneFieldCodec,
  kintoneNumber,
  moment,
  plainJson,
} from './kintone-plain-codec.ts';
import { type WireProperty, wireCellSchema, wirePropertySchema } from './kintone-wire.ts';

/** Fields that Kintone fills itself, and those that are shown but not written. `null`: not one of them. */
export function createComputedCodec(property: WireProperty): KintoneFieldCodec | null {
  switch (property.type) {
    case 'RECORD_NUMBER':
    case 'STATUS':
      return textual;
    case 'CALC':
      return calculated(property.format);
    case 'CREATED_TIME':
    case 'UPDATED_TIME':
      return readOnlyCodec(moment);
    case 'CREATOR':
    case 'MODIFIER':
      return { ...plainJson, type: 'user', decode: decodeUser };
    case 'ORGANIZATION_SELECT':
    case 'GROUP_SELECT':
    case 'STATUS_ASSIGNEE':
      return { ...plainJson, decode: decodeCodes };
    case 'FILE':
      return { ...plainJson, decode: decodeFiles };
    case 'SUBTABLE':
      return tableCodec(property);
    default:
      return null;
  }
}

const textual: KintoneFieldCodec = { ...readOnlyCodec(textCodec()), comparison: 'none' };

/** A formula that failed is an empty text, like one that yields nothing: Kintone's answers do not tell the two apart. */
function calculated(format: string | undefined): KintoneFieldCodec {
  switch (format) {
    case 'DATETIME':
      return readOnlyCodec(moment);
    case 'DATE':
      return { ...readOnlyCodec(dateCodec()), comparison: 'none' };
    case 'TIME':
    case 'HOUR_MINUTE':
    case 'DAY_HOUR_MINUTE':
      return textual;
    default:
      return readOnlyCodec(kintoneNumber);
  }
}

const codesSchema = z.array(z.looseObject({ code: z.string() }));

/** By code: names are edited without touching the record. */
function decodeCodes(value: unknown): CanonicalValue | undefined {
  const entries = codesSchema.safeParse(value);
  if (!entries.success) return undefined;
  return entries.data.length === 0 ? null : JSON.stringify(entries.data.map(({ code }) => code));
}

const filesSchema = z.array(
  z.looseObject({ name: z.string().optional(), size: z.string().optional(), contentType: z.string().optional() }),
);

/** Without the keys of the downloads, which mean nothing to another app. */
function decodeFiles(value: unknown): CanonicalValue | undefined {
  const files = filesSchema.safeParse(value);
  if (!files.success) return undefined;
  if (files.data.length === 0) return null;
  return JSON.stringify(files.data.map(({ name, size, contentType }) => ({ name, size, contentType })));
}

const rowsSchema = z.array(z.looseObject({ value: z.record(z.string(), wireCellSchema) }));

/** One object per row, by field code in alphabetical order; without the rows' ids, which change when rows are rewritten. */
function tableCodec({ fields = {} }: WireProperty): KintoneFieldCodec {
  const codecs = new Map(
    Object.entries(fields).flatMap(([code, inner]) => {
      const property = wirePropertySchema.safeParse(inner);
      const codec = property.success ? (createPlainCodec(property.data) ?? createComputedCodec(property.data)) : null;
      return codec === null ? [] : [[code, codec] as const];
    }),
  );
  return {
    ...plainJson,
    decode(value) {
      const rows = rowsSchema.safeParse(value);
      if (!rows.success) return undefined;
      if (rows.data.length === 0) return null;
      const decoded = rows.data.map((row) =>
        Object.entries(row.value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([code, cell]) => [code, (codecs.get(code) ?? plainJson).decode(cell.value)] as const),
      );
      // A table without the cells that cannot be read would be another table.
      if (decoded.flat().some(([, inner]) => inner === undefined)) return undefined;
      return JSON.stringify(decoded.map((cells) => Object.fromEntries(cells)));
    },
  };
}
