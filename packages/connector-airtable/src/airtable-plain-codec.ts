import {
  type CanonicalValue,
  canonicalDate,
  canonicalDatetime,
  canonicalList,
  canonicalNumber,
  canonicalText,
  type FieldOption,
  type FieldSchema,
  type FieldType,
} from '@linkwright/core';
import { z } from 'zod';

/** Between the cells of one Airtable field and canonical values. */
export interface AirtableFieldCodec {
  readonly type: FieldType;
  readonly readOnly: boolean;
  readonly precision?: NonNullable<FieldSchema['precision']>;
  readonly options?: readonly FieldOption[];
  readonly digits?: number;
  readonly blankIsFalse?: true;
  /** Of a datetime: the zone that Airtable shows it in. Absent: everybody sees it in their own. */
  readonly timeZone?: string;
  /** How a formula compares the field with a key; `none`: not at all. */
  readonly comparison: 'text' | 'number' | 'none';
  /** `undefined` as argument: the cell is empty. `undefined` as result: not readable as this type, which is no blank. */
  decode(cell: unknown): CanonicalValue | undefined;
  encode(value: CanonicalValue): EncodedCell;
}

/** `problem`: why Airtable cannot hold the value, as a clause for people. */
export type EncodedCell = { readonly cell: unknown } | { readonly problem: string };

/** A tolerant view of the options that codecs look at; what is not as expected counts as absent. */
const optionsSchema = z.looseObject({
  precision: z.number().int().nonnegative().optional().catch(undefined),
  /** An IANA name, `utc`, or `client` for everybody's own. */
  timeZone: z.string().optional().catch(undefined),
  durationFormat: z.string().optional().catch(undefined),
  choices: z
    .array(z.looseObject({ name: z.string() }))
    .optional()
    .catch(undefined),
  result: z
    .looseObject({ type: z.string(), options: z.record(z.string(), z.unknown()).nullish() })
    .nullish()
    .catch(undefined),
});

export type FieldOptions = z.output<typeof optionsSchema>;

/** The options of a field, whatever Airtable sent. */
export function parseFieldOptions(options: unknown): FieldOptions {
  const parsed = optionsSchema.safeParse(options ?? {});
  return parsed.success ? parsed.data : {};
}

/** The codec of a type that people fill in. `null`: not one of them. */
export function createPlainCodec(type: string, options: FieldOptions): AirtableFieldCodec | null {
  switch (type) {
    case 'singleLineText':
      return textCodec('text');
    case 'multilineText':
      return textCodec('multiline');
    case 'richText':
      // A formula sees the text with its marks taken off, so it is no key.
      return { ...textCodec('multiline'), comparison: 'none' };
    case 'email':
      return textCodec('email');
    case 'url':
      return textCodec('url');
    case 'phoneNumber':
      return textCodec('phone');
    case 'number':
    case 'currency':
      return numberCodec(options.precision);
    case 'percent':
      // 12.3 % is 0.123 on the wire: two more places than are shown.
      return numberCodec(options.precision === undefined ? undefined : options.precision + 2);
    case 'rating':
      return { ...numberCodec(0), encode: encodeRating };
    case 'duration':
      return numberCodec(durationPlaces(options.durationFormat));
    case 'checkbox':
      return booleanCodec;
    case 'date':
      return { ...momentCodec, type: 'date', decode: (cell) => decodeText(cell, canonicalDate) };
    case 'dateTime':
      return { ...momentCodec, type: 'datetime', precision: 'millisecond', ...timeZoneIn(options) };
    case 'singleSelect':
      return { ...textCodec('option'), options: optionsOf(options) };
    case 'multipleSelects':
      return { ...listCodec, options: optionsOf(options) };
    case 'singleCollaborator':
      return userCodec;
    default:
      return null;
  }
}

function timeZoneIn({ timeZone }: FieldOptions): Pick<AirtableFieldCodec, 'timeZone'> {
  if (timeZone === undefined || timeZone === 'client') return {};
  return { timeZone: timeZone === 'utc' ? 'UTC' : timeZone };
}

/** Airtable knows a choice by its name on the wire, and pairs it by that alone. */
export function optionsOf(options: FieldOptions): readonly FieldOption[] {
  return (options.choices ?? []).map(({ name }) => ({ value: name, label: name }));
}

function textCodec(type: FieldType): AirtableFieldCodec {
  return {
    type,
    readOnly: false,
    comparison: 'text',
    decode: (cell) => decodeText(cell, canonicalText),
    encode: (value) =>
      value === null || typeof value === 'string'
        ? { cell: value }
        : { problem: `a text is needed, not ${show(value)}` },
  };
}

/** Airtable keeps numbers as doubles: beyond so many digits the last ones change. */
const soundDigits = 15;

/** `places`: decimal places that Airtable keeps; absent: all of them. */
function numberCodec(places: number | undefined): AirtableFieldCodec {
  return {
    type: places === 0 ? 'integer' : 'decimal',
    readOnly: false,
    ...(places === undefined || places === 0 ? {} : { precision: places }),
    digits: soundDigits,
    comparison: 'number',
    decode: decodeNumber,
    encode: encodeNumber,
  };
}

/** An empty cell and an unticked box are one and the same in Airtable: both are `false`, never `null`. */
const booleanCodec: AirtableFieldCodec = {
  type: 'boolean',
  readOnly: false,
  blankIsFalse: true,
  comparison: 'none',
  decode: (cell) => (cell === undefined || cell === null ? false : typeof cell === 'boolean' ? cell : undefined),
  encode: (value) =>
    value === null || typeof value === 'boolean'
      ? { cell: value ?? false }
      : { problem: `true or false is needed, not ${show(value)}` },
};

const momentCodec: AirtableFieldCodec = {
  type: 'datetime',
  readOnly: false,
  comparison: 'none',
  decode: (cell) => decodeText(cell, canonicalDatetime),
  encode: (value) =>
    value === null || typeof value === 'string' ? { cell: value } : { problem: `a date is needed, not ${show(value)}` },
};

const listCodec: AirtableFieldCodec = {
  type: 'options',
  readOnly: false,
  comparison: 'none',
  decode(cell) {
    if (cell === undefined || cell === null) return null;
    const names = z.array(z.string()).safeParse(cell);
    return names.success ? canonicalList(names.data) : undefined;
  },
  encode(value) {
    if (typeof value === 'boolean') return { problem: `a list of choices is needed, not ${value}` };
    return { cell: typeof value === 'string' ? [value] : (value ?? []) };
  },
};

const collaboratorSchema = z.looseObject({ id: z.string(), email: z.string().optional() });

/** A collaborator without an e-mail (a token may not see it) is somebody, so it is not readable rather than empty. */
export const userCodec: AirtableFieldCodec = {
  type: 'user',
  readOnly: false,
  comparison: 'none',
  decode(cell) {
    if (cell === undefined || cell === null) return null;
    const user = collaboratorSchema.safeParse(cell);
    return user.success ? user.data.email : undefined;
  },
  encode(value) {
    if (value === null) return { cell: null };
    return typeof value === 'string'
      ? { cell: { email: value } }
      : { problem: `an e-mail is needed, not ${show(value)}` };
  },
};

/** What has no canonical form of its own: shown as it is, never written. */
export const jsonCodec: AirtableFieldCodec = {
  type: 'json',
  readOnly: true,
  comparison: 'none',
  decode: (cell) => (cell === undefined || cell === null ? null : hasFailed(cell) ? undefined : JSON.stringify(cell)),
  encode: () => ({ problem: 'the field cannot be written' }),
};

function decodeText(cell: unknown, read: (value: unknown) => string | null): string | null | undefined {
  if (cell === undefined || cell === null || cell === '') return null;
  return read(cell) ?? undefined;
}

function decodeNumber(cell: unknown): string | null | undefined {
  return typeof cell === 'string' ? undefined : decodeText(cell, canonicalNumber);
}

function encodeNumber(value: CanonicalValue): EncodedCell {
  if (value === null) return { cell: null };
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) return { problem: `a number is needed, not ${show(value)}` };
  // Airtable keeps 64-bit floating point numbers; a longer one would come back as another number.
  if (Number.isInteger(number) && !Number.isSafeInteger(number)) {
    return { problem: `${show(value)} has more digits than Airtable keeps` };
  }
  return { cell: number };
}

/** A rating begins at 1; no stars at all is an empty cell. */
function encodeRating(value: CanonicalValue): EncodedCell {
  const encoded = encodeNumber(value);
  return 'cell' in encoded && encoded.cell === 0 ? { cell: null } : encoded;
}

/** Seconds; `h:mm:ss.SS` has two decimal places. */
function durationPlaces(format: string | undefined): number | undefined {
  return format === undefined ? undefined : (/\.(S+)$/.exec(format)?.[1]?.length ?? 0);
}

/**
 * A cell that failed (`{"specialValue":"NaN"}`, `{"error":"#ERROR!"}`), or a list with one that did: nobody knows what would
 * stand there, which is no blank, and a list without the failed ones would be another list.
 */
export function hasFailed(cell: unknown): boolean {
  if (Array.isArray(cell)) return cell.some(hasFailed);
  return typeof cell === 'object' && cell !== null && ('specialValue' in cell || 'error' in cell);
}

function show(value: CanonicalValue): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
