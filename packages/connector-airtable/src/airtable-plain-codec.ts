import {
  booleanCodec,
  type CanonicalValue,
  jsonCodec as coreJsonCodec,
  dateCodec,
  datetimeCodec,
  type EncodedValue,
  type FieldCodec,
  type FieldOption,
  type FieldType,
  numberCodec,
  optionsCodec,
  shownValue,
  textCodec,
} from '@linkwright/core';
import { z } from 'zod';

/** Between the cells of one Airtable field and canonical values. */
export interface AirtableFieldCodec extends FieldCodec {
  /** How a formula compares the field with a key; `none`: not at all. */
  readonly comparison: 'text' | 'number' | 'none';
}

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
      return text('text');
    case 'multilineText':
      return text('multiline');
    case 'richText':
      // A formula sees the text with its marks taken off, so it is no key.
      return { ...text('multiline'), comparison: 'none' };
    case 'email':
      return text('email');
    case 'url':
      return text('url');
    case 'phoneNumber':
      return text('phone');
    case 'number':
    case 'currency':
      return number(options.precision);
    case 'percent':
      // 12.3 % is 0.123 on the wire: two more places than are shown.
      return number(options.precision === undefined ? undefined : options.precision + 2);
    case 'rating':
      return { ...number(0), encode: encodeRating };
    case 'duration':
      return number(durationPlaces(options.durationFormat));
    case 'checkbox':
      // An empty cell and an unticked box are one and the same in Airtable.
      return { ...booleanCodec({ blankIsFalse: true }), comparison: 'none' };
    case 'date':
      return { ...dateCodec(), comparison: 'none' };
    case 'dateTime':
      return { ...datetimeCodec(), ...timeZoneIn(options), comparison: 'none' };
    case 'singleSelect':
      return { ...text('option'), options: optionsOf(options) };
    case 'multipleSelects':
      return { ...optionsCodec(optionsOf(options)), comparison: 'none' };
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

function text(type: FieldType): AirtableFieldCodec {
  return { ...textCodec(type), comparison: 'text' };
}

/** `places`: decimal places that Airtable keeps; absent: all of them. */
function number(places: number | undefined): AirtableFieldCodec {
  return { ...numberCodec(places), comparison: 'number' };
}

const collaboratorSchema = z.looseObject({ id: z.string(), email: z.string().optional() });

/** A collaborator without an e-mail (a token may not see it) is somebody, so it is not readable rather than empty. */
export const userCodec: AirtableFieldCodec = {
  type: 'user',
  readOnly: false,
  comparison: 'none',
  decode(cell) {
    if (cell === null) return null;
    const user = collaboratorSchema.safeParse(cell);
    return user.success ? user.data.email : undefined;
  },
  encode(value) {
    if (value === null) return { value: null };
    return typeof value === 'string'
      ? { value: { email: value } }
      : { problem: `an e-mail is needed, not ${shownValue(value)}` };
  },
};

/** What has no canonical form of its own: shown as it is, never written. */
export const jsonCodec: AirtableFieldCodec = {
  ...coreJsonCodec,
  comparison: 'none',
  decode: (cell) => (hasFailed(cell) ? undefined : coreJsonCodec.decode(cell)),
};

/** A rating begins at 1; no stars at all is an empty cell. */
function encodeRating(value: CanonicalValue): EncodedValue {
  const encoded = numberCodec(0).encode(value);
  return 'value' in encoded && encoded.value === 0 ? { value: null } : encoded;
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
