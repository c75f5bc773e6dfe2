import { z } from 'zod';
import type { CellDraft } from './airtable-cell-draft.ts';
import { typecastValue } from './airtable-cell-typecast.ts';
import { failure, invalidValue, unparsableValue } from './airtable-errors.ts';
import { isNumberType, isTextType, isWritableType } from './airtable-field-types.ts';
import { readLinks } from './airtable-link-input.ts';
import {
  type AirtableState,
  type FieldState,
  type JsonObject,
  type JsonValue,
  userWithEmail,
} from './airtable-state.ts';
import { parseDay, parseMoment } from './airtable-times.ts';

/** A cell to be: links by record ids, every other value as it is kept. Null and no links empty the cell. */
export type CellInput =
  | { readonly kind: 'value'; readonly value: JsonValue }
  | { readonly kind: 'links'; readonly ids: readonly string[] };

const longestText = 100_000;
const empty: CellInput = { kind: 'value', value: null };

/**
 * Reads one value of a write, or throws Airtable's refusal. Nothing is changed: what typecasting has to make first
 * (choices, linked records) goes into the draft.
 */
export function readCell(draft: CellDraft, field: FieldState, sent: unknown): CellInput {
  if (!isWritableType(field.type)) {
    throw failure(
      422,
      'INVALID_VALUE_FOR_COLUMN',
      `Field "${field.name}" cannot accept a value because the field is computed`,
    );
  }
  if (field.link !== undefined) return { kind: 'links', ids: readLinks(draft, field, field.link, sent) };
  if (sent === null || sent === '' || sent === false) return empty;
  if (Array.isArray(sent) && sent.length === 0) return empty;
  const value = draft.typecast ? typecastValue(draft, field, sent) : sent;
  return { kind: 'value', value: readValue(draft, field, value) };
}

function readValue(draft: CellDraft, field: FieldState, value: unknown): JsonValue {
  if (value === null) return null;
  if (isTextType(field.type)) return readText(field, value);
  if (isNumberType(field.type)) return readNumber(field, value);
  switch (field.type) {
    case 'checkbox':
      if (value === true) return true;
      break;
    case 'date':
    case 'dateTime':
      return readTime(field, value);
    case 'singleSelect':
      if (typeof value === 'string') return draft.choice(field, value);
      break;
    case 'multipleSelects':
      return [...new Set(readList(field, value, z.string()).map((name) => draft.choice(field, name)))];
    case 'singleCollaborator':
      return readCollaborator(draft.state, field, value);
    case 'multipleCollaborators':
      return readList(field, value, z.unknown()).map((item) => readCollaborator(draft.state, field, item));
    case 'multipleAttachments':
      return readList(field, value, attachmentSchema).map((item) => readAttachment(draft.state, field, item));
    case 'barcode': {
      const barcode = barcodeSchema.safeParse(value);
      if (barcode.success) return barcode.data;
      break;
    }
  }
  throw invalidValue(field.name);
}

function readText(field: FieldState, value: unknown): JsonValue {
  if (typeof value !== 'string' || value.length > longestText) throw invalidValue(field.name);
  return value;
}

function readNumber(field: FieldState, value: unknown): JsonValue {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalidValue(field.name);
  if (field.type !== 'rating') return value;
  const max = field.options?.max;
  // A rating of 0 cannot be given: an empty cell is none.
  if (!Number.isInteger(value) || value < 1 || typeof max !== 'number' || value > max) throw invalidValue(field.name);
  return value;
}

function readTime(field: FieldState, value: unknown): JsonValue {
  if (typeof value !== 'string') throw invalidValue(field.name);
  if (field.type === 'date') {
    const day = parseDay(value);
    if (day === null) throw unparsableValue(field.name, value);
    return day;
  }
  const zone = field.options?.timeZone;
  const moment = parseMoment(value, typeof zone === 'string' ? zone : 'utc');
  if (moment === null) throw unparsableValue(field.name, value);
  return new Date(moment).toISOString();
}

function readList<T>(field: FieldState, value: unknown, item: z.ZodType<T>): readonly T[] {
  const list = z.array(item).safeParse(value);
  if (!list.success) throw invalidValue(field.name);
  return list.data;
}

const barcodeSchema = z
  .looseObject({ text: z.string(), type: z.string().nullish() })
  .transform(({ text, type }): JsonObject => (type == null ? { text } : { text, type }));

const collaboratorSchema = z.union([
  z.looseObject({ id: z.string() }),
  z.looseObject({ email: z.string().regex(/^[^@\s]+@[^@\s]+$/) }),
]);

/** Of a user the id is kept. Lists of people may name them by id alone. */
function readCollaborator(state: AirtableState, field: FieldState, value: unknown): JsonValue {
  const collaborator = collaboratorSchema.safeParse(typeof value === 'string' ? { id: value } : value);
  if (!collaborator.success) throw invalidValue(field.name);
  const { data } = collaborator;
  if ('email' in data && typeof data.email === 'string' && !('id' in data)) return userWithEmail(state, data.email).id;
  if (typeof data.id === 'string' && state.users.has(data.id)) return data.id;
  throw invalidValue(field.name);
}

const attachmentSchema = z.union([
  z.looseObject({ id: z.string() }),
  z.looseObject({ url: z.url(), filename: z.string().optional() }),
]);

/** By id one that is there, by URL a further one. Files are not fetched, so their size and kind stay unknown. */
function readAttachment(state: AirtableState, field: FieldState, sent: z.output<typeof attachmentSchema>): JsonValue {
  if (typeof sent.id === 'string') {
    const known = state.attachments.get(sent.id);
    if (known === undefined) throw invalidValue(field.name);
    return known;
  }
  const url = String(sent.url);
  const filename = typeof sent.filename === 'string' ? sent.filename : (url.split(/[?#]/)[0]?.split('/').at(-1) ?? '');
  const id = state.newId('att');
  const attachment = { id, url, filename, size: 0, type: 'application/octet-stream' };
  state.attachments.set(id, attachment);
  return attachment;
}
