import { type CanonicalValue, readOnlyCodec } from '@linkwright/core';
import { z } from 'zod';
import {
  type AirtableFieldCodec,
  createPlainCodec,
  type FieldOptions,
  hasFailed,
  jsonCodec,
  optionsOf,
  parseFieldOptions,
  userCodec,
} from './airtable-plain-codec.ts';

/** Fields that Airtable fills itself, and those that are shown but not written. `null`: not one of them. */
export function createComputedCodec(type: string, options: FieldOptions): AirtableFieldCodec | null {
  switch (type) {
    case 'autoNumber':
    case 'count':
      return readOnlyCodec(codecOf('number', { precision: 0 }));
    case 'createdBy':
    case 'lastModifiedBy':
      return readOnlyCodec(userCodec);
    case 'createdTime':
    case 'lastModifiedTime':
      return timeCodec(resultCodec(options, 'dateTime'));
    case 'formula':
    case 'rollup':
      return failable(resultCodec(options, null));
    case 'lookup':
    case 'multipleLookupValues':
      return lookupCodec(resultCodec(options, null));
    case 'externalSyncSource':
      return { ...readOnlyCodec(codecOf('singleSelect', {})), options: optionsOf(options) };
    case 'barcode':
      return propertyCodec('singleLineText', 'text');
    case 'button':
      return { ...propertyCodec('url', 'url'), comparison: 'none' };
    case 'aiText':
      return generatedCodec();
    case 'multipleCollaborators':
      return { ...jsonCodec, decode: decodeCollaborators };
    case 'multipleAttachments':
      return { ...jsonCodec, decode: decodeAttachments };
    default:
      return null;
  }
}

function codecOf(type: string, options: unknown): AirtableFieldCodec {
  const known = parseFieldOptions(options);
  return createPlainCodec(type, known) ?? createComputedCodec(type, known) ?? jsonCodec;
}

/** By the type that Airtable says the result has; JSON where it says none (a formula that is broken). */
function resultCodec(options: FieldOptions, otherwise: string | null): AirtableFieldCodec {
  const type = options.result?.type ?? otherwise;
  return type === null ? jsonCodec : readOnlyCodec(codecOf(type, options.result?.options));
}

/** A failed formula, and a list that a formula passes on, whatever the result's type. */
function failable(codec: AirtableFieldCodec): AirtableFieldCodec {
  const list = lookupCodec(codec);
  return {
    ...codec,
    decode(cell) {
      if (hasFailed(cell)) return undefined;
      return Array.isArray(cell) && codec.type !== 'options' ? list.decode(cell) : codec.decode(cell);
    },
  };
}

/** Airtable's own times have no parts of a second. */
function timeCodec(codec: AirtableFieldCodec): AirtableFieldCodec {
  return codec.type === 'datetime' ? { ...codec, precision: 'second' } : codec;
}

const joinable: ReadonlySet<string> = new Set(['text', 'multiline', 'email', 'url', 'phone', 'option', 'user']);

/**
 * A list with one value per linked record. Texts are joined as Airtable shows them. Of any other type one value is that
 * value, and several are not readable: no single value stands for them.
 */
function lookupCodec(element: AirtableFieldCodec): AirtableFieldCodec {
  if (element.type === 'json' || element.type === 'options') return jsonCodec;
  const { options: _, ...rest } = element;
  return {
    ...rest,
    type: element.type === 'option' || element.type === 'user' ? 'text' : element.type,
    comparison: 'none',
    decode(cell) {
      if (cell === null) return null;
      if (hasFailed(cell)) return undefined;
      const cells = (Array.isArray(cell) ? cell : [cell]).filter((item) => item !== null);
      if (cells.length === 0) return null;
      const values = cells.map((item) => element.decode(item));
      if (values.length === 1) return values[0];
      return joinable.has(element.type) ? joined(values) : undefined;
    },
  };
}

function joined(values: readonly (CanonicalValue | undefined)[]): CanonicalValue | undefined {
  const texts = values.filter((value) => value !== null);
  if (texts.some((value) => typeof value !== 'string')) return undefined;
  return texts.length === 0 ? null : texts.join(', ');
}

/** An object of which one property is what people see. Its absence is an empty cell. */
function propertyCodec(type: string, property: string): AirtableFieldCodec {
  const codec = readOnlyCodec(codecOf(type, {}));
  return {
    ...codec,
    decode(cell) {
      if (cell === null) return null;
      if (hasFailed(cell)) return undefined;
      if (typeof cell !== 'object') return codec.decode(cell);
      return codec.decode(Reflect.get(cell, property) ?? null);
    },
  };
}

/** What Airtable's AI wrote. While it writes, and when it failed, the cell has no value yet, which is no blank. */
function generatedCodec(): AirtableFieldCodec {
  const value = propertyCodec('multilineText', 'value');
  return {
    ...value,
    comparison: 'none',
    decode(cell) {
      if (typeof cell !== 'object' || cell === null || !('state' in cell)) return value.decode(cell);
      if (cell.state === 'empty') return null;
      return cell.state === 'generated' ? value.decode(cell) : undefined;
    },
  };
}

const collaboratorsSchema = z.array(z.looseObject({ id: z.string(), email: z.string().optional() }));

function decodeCollaborators(cell: unknown): CanonicalValue | undefined {
  const users = collaboratorsSchema.safeParse(cell);
  if (!users.success) return cell === null ? null : undefined;
  return users.data.length === 0 ? null : JSON.stringify(users.data.map(({ id, email }) => email ?? id));
}

const attachmentsSchema = z.array(
  z.looseObject({
    id: z.string(),
    filename: z.string().optional(),
    size: z.number().optional(),
    type: z.string().optional(),
  }),
);

/** Without the addresses: they expire after two hours, so that every read would look like a change. */
function decodeAttachments(cell: unknown): CanonicalValue | undefined {
  const files = attachmentsSchema.safeParse(cell);
  if (!files.success) return cell === null ? null : undefined;
  if (files.data.length === 0) return null;
  return JSON.stringify(files.data.map(({ id, filename, size, type }) => ({ id, filename, size, type })));
}
