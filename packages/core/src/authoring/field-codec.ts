import type { CanonicalValue } from '../contract/canonical-value.ts';
import type { FieldOption, FieldSchema, FieldType } from '../contract/object-schema.ts';
import {
  canonicalDate,
  canonicalDatetime,
  canonicalList,
  canonicalNumber,
  canonicalText,
} from '../values/canonical.ts';

/** Between the values of one field as the app writes them and canonical ones. What it says of the field goes into `defineField`. */
export interface FieldCodec
  extends Pick<FieldSchema, 'type' | 'readOnly' | 'precision' | 'digits' | 'options' | 'blankIsFalse' | 'timeZone'> {
  /**
   * `null` is a blank, and so is an empty text. `undefined` as argument: the app did not show the field. `undefined` as result:
   * not readable as this type, which is no blank.
   */
  decode(value: unknown): CanonicalValue | undefined;
  encode(value: CanonicalValue): EncodedValue;
}

/** `problem`: why the app cannot hold the value, as a clause for people. */
export type EncodedValue = { readonly value: unknown } | { readonly problem: string };

/** Text, and whatever is one to the app: addresses, phone numbers, a choice. `blank` is what clears the field. */
export function textCodec(type: FieldType = 'text', blank: unknown = null): FieldCodec {
  return {
    type,
    readOnly: false,
    decode: (value) => decodeText(value, canonicalText),
    encode: (value) => {
      if (value === null) return { value: blank };
      return typeof value === 'string' ? { value } : { problem: `a text is needed, not ${shownValue(value)}` };
    },
  };
}

/** One of a list of choices. */
export function optionCodec(options: readonly FieldOption[], blank: unknown = null): FieldCodec {
  return { ...textCodec('option', blank), options };
}

/** Several of a list of choices, which the app writes as a list of texts; an empty one clears the field. */
export function optionsCodec(options: readonly FieldOption[]): FieldCodec {
  return {
    type: 'options',
    readOnly: false,
    options,
    decode(value) {
      if (value === null || value === '') return null;
      return isTexts(value) ? canonicalList(value) : undefined;
    },
    encode(value) {
      if (typeof value === 'boolean') return { problem: `a list of choices is needed, not ${value}` };
      return { value: typeof value === 'string' ? [value] : (value ?? []) };
    },
  };
}

/** More digits than these a JSON number does not keep: it is read as a 64-bit floating point number. */
const soundDigits = 15;

/**
 * A number that the app writes as a JSON number, with so many decimal places (absent: any). Of a longer one the last digits would
 * change, so a whole number beyond 2^53 is a problem. A text is no number here: see `numberTextCodec`.
 */
export function numberCodec(places?: number): FieldCodec {
  return {
    type: places === 0 ? 'integer' : 'decimal',
    readOnly: false,
    digits: soundDigits,
    ...(places !== undefined && places > 0 && { precision: places }),
    decode: (value) => (typeof value === 'string' && value !== '' ? undefined : decodeText(value, canonicalNumber)),
    encode(value) {
      if (value === null) return { value: null };
      const number = Number((typeof value === 'string' ? canonicalNumber(value) : null) ?? Number.NaN);
      if (!Number.isFinite(number)) return { problem: `a number is needed, not ${shownValue(value)}` };
      if (Number.isInteger(number) && !Number.isSafeInteger(number)) {
        return { problem: `${shownValue(value)} has more digits than the app keeps` };
      }
      return { value: number };
    },
  };
}

/** A number that the app writes as a text, so that no digit is lost. `blank` is what clears the field. */
export function numberTextCodec(blank: unknown = null): FieldCodec {
  return {
    type: 'decimal',
    readOnly: false,
    decode: (value) => decodeText(value, canonicalNumber),
    encode: (value) => encodeBy(canonicalNumber, value, blank, 'a number'),
  };
}

/** `blankIsFalse`: a check box, which is ticked or not; its blank is `false`, never `null`. */
export function booleanCodec({ blankIsFalse = false } = {}): FieldCodec {
  const blank = blankIsFalse ? false : null;
  return {
    type: 'boolean',
    readOnly: false,
    ...(blankIsFalse && { blankIsFalse }),
    decode: (value) => (value === null ? blank : typeof value === 'boolean' ? value : undefined),
    encode: (value) =>
      value === null || typeof value === 'boolean'
        ? { value: value ?? blank }
        : { problem: `true or false is needed, not ${shownValue(value)}` },
  };
}

/** A day, written as `YYYY-MM-DD`. */
export function dateCodec(blank: unknown = null): FieldCodec {
  return {
    type: 'date',
    readOnly: false,
    decode: (value) => decodeText(value, canonicalDate),
    encode: (value) => encodeBy(canonicalDate, value, blank, 'a date'),
  };
}

/** A moment, written in ISO 8601; `precision` is what the app keeps of it, and what is written. */
export function datetimeCodec(
  precision: 'minute' | 'second' | 'millisecond' = 'millisecond',
  blank: unknown = null,
): FieldCodec {
  return {
    type: 'datetime',
    readOnly: false,
    precision,
    decode: (value) => decodeText(value, canonicalDatetime),
    encode: (value) => encodeBy((text) => cutMoment(text, precision), value, blank, 'a date with a time'),
  };
}

function cutMoment(value: unknown, precision: 'minute' | 'second' | 'millisecond'): string | null {
  const moment = canonicalDatetime(value);
  if (moment === null || precision === 'millisecond') return moment;
  return precision === 'second' ? `${moment.slice(0, 19)}Z` : `${moment.slice(0, 16)}:00Z`;
}

/** What has no canonical form of its own: shown as it is, never written. An empty list is a blank. */
export const jsonCodec: FieldCodec = {
  type: 'json',
  readOnly: true,
  decode: (value) =>
    value === null || value === '' || (Array.isArray(value) && value.length === 0) ? null : JSON.stringify(value),
  encode: () => ({ problem: 'the field cannot be written' }),
};

/** The same codec of a field that the app fills itself. */
export function readOnlyCodec<Codec extends FieldCodec>(codec: Codec): Codec {
  return { ...codec, readOnly: true, encode: jsonCodec.encode };
}

function decodeText(value: unknown, read: (value: unknown) => string | null): string | null | undefined {
  if (value === null || value === '') return null;
  return typeof value === 'string' || typeof value === 'number' ? (read(value) ?? undefined) : undefined;
}

function encodeBy(
  read: (value: unknown) => string | null,
  value: CanonicalValue,
  blank: unknown,
  needed: string,
): EncodedValue {
  if (value === null) return { value: blank };
  const text = typeof value === 'string' ? read(value) : null;
  return text === null ? { problem: `${needed} is needed, not ${shownValue(value)}` } : { value: text };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** Of a value, as a problem names it. */
export function shownValue(value: CanonicalValue): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
