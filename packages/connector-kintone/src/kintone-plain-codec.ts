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
import type { WireProperty } from './kintone-wire.ts';

/** How a query compares a field with a key; `none`: not at all. */
export type Comparison = 'text' | 'address' | 'number' | 'option' | 'date' | 'none';

/** Between the values of one Kintone field and canonical values. */
export interface KintoneFieldCodec {
  readonly type: FieldType;
  readonly readOnly: boolean;
  readonly precision?: NonNullable<FieldSchema['precision']>;
  readonly digits?: number;
  readonly options?: readonly FieldOption[];
  readonly comparison: Comparison;
  /** `undefined` as result: not readable as this type, which is no blank. */
  decode(value: unknown): CanonicalValue | undefined;
  encode(value: CanonicalValue): EncodedValue;
}

/** `problem`: why Kintone cannot hold the value, as a clause for people. */
export type EncodedValue = { readonly value: unknown } | { readonly problem: string };

/** The codec of a type that people fill in. `null`: not one of them. */
export function createPlainCodec(property: WireProperty): KintoneFieldCodec | null {
  switch (property.type) {
    case 'SINGLE_LINE_TEXT':
      return textCodec('text', 'text');
    case 'MULTI_LINE_TEXT':
      return textCodec('multiline', 'none');
    case 'RICH_TEXT':
      // HTML, which Kintone tidies up when it is written.
      return textCodec('multiline', 'none');
    case 'LINK':
      return linkCodec(property.protocol);
    case 'NUMBER':
      // `displayScale` rounds what is shown, not what is kept.
      return numberCodec;
    case 'CHECK_BOX':
    case 'MULTI_SELECT':
      return { ...listCodec, options: optionsOf(property) };
    case 'RADIO_BUTTON':
      return { ...textCodec('option', 'option'), options: optionsOf(property) };
    case 'DROP_DOWN':
      return { ...clearedByNull(textCodec('option', 'option')), options: optionsOf(property) };
    case 'DATE':
      return dateCodec;
    case 'TIME':
      return timeCodec;
    case 'DATETIME':
      return datetimeCodec;
    case 'USER_SELECT':
      return userCodec;
    default:
      return null;
  }
}

/** In the order of the form. Kintone knows a choice by its key, which is what records hold. */
export function optionsOf({ options = {} }: WireProperty): readonly FieldOption[] {
  return Object.entries(options)
    .sort(([, a], [, b]) => Number(a.index ?? 0) - Number(b.index ?? 0))
    .map(([value, { label }]) => ({ value, label: label ?? value }));
}

function textCodec(type: FieldType, comparison: Comparison): KintoneFieldCodec {
  return {
    type,
    readOnly: false,
    comparison,
    decode: (value) => decodeText(value, canonicalText),
    encode: (value) =>
      value === null || typeof value === 'string'
        ? { value: value ?? '' }
        : { problem: `a text is needed, not ${show(value)}` },
  };
}

function clearedByNull(codec: KintoneFieldCodec): KintoneFieldCodec {
  return { ...codec, encode: (value) => (value === null ? { value: null } : codec.encode(value)) };
}

function linkCodec(protocol: string | undefined): KintoneFieldCodec {
  if (protocol === 'CALL') return textCodec('phone', 'text');
  if (protocol === 'MAIL') return textCodec('email', 'text');
  return textCodec('url', 'address');
}

export const numberCodec: KintoneFieldCodec = {
  type: 'decimal',
  readOnly: false,
  comparison: 'number',
  decode: (value) => decodeText(value, canonicalNumber),
  encode(value) {
    if (value === null) return { value: '' };
    const number = typeof value === 'string' ? canonicalNumber(value) : null;
    return number === null ? { problem: `a number is needed, not ${show(value)}` } : { value: number };
  },
};

const listCodec: KintoneFieldCodec = {
  type: 'options',
  readOnly: false,
  comparison: 'none',
  decode(value) {
    if (value === null || value === '') return null;
    const names = z.array(z.string()).safeParse(value);
    return names.success ? canonicalList(names.data) : undefined;
  },
  encode(value) {
    if (typeof value === 'boolean') return { problem: `a list of choices is needed, not ${value}` };
    return { value: typeof value === 'string' ? [value] : (value ?? []) };
  },
};

const dateCodec: KintoneFieldCodec = {
  type: 'date',
  readOnly: false,
  comparison: 'date',
  decode: (value) => decodeText(value, canonicalDate),
  encode(value) {
    if (value === null) return { value: null };
    const date = typeof value === 'string' ? canonicalDate(value) : null;
    return date === null ? { problem: `a date is needed, not ${show(value)}` } : { value: date };
  },
};

/** A time of day has no type of its own elsewhere: it is the text `09:05`. */
const timeCodec: KintoneFieldCodec = {
  type: 'text',
  readOnly: false,
  comparison: 'none',
  decode: (value) => decodeText(value, canonicalText),
  encode(value) {
    if (value === null) return { value: null };
    const [, hour = '', minute = ''] = (typeof value === 'string' ? timePattern.exec(value.trim()) : null) ?? [];
    if (hour === '') return { problem: `a time such as 09:05 is needed, not ${show(value)}` };
    return { value: `${hour.padStart(2, '0')}:${minute}` };
  },
};

/** Seconds are dropped, as Kintone itself would. */
const timePattern = /^([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?$/;

export const datetimeCodec: KintoneFieldCodec = {
  type: 'datetime',
  readOnly: false,
  precision: 'minute',
  comparison: 'none',
  decode: (value) => decodeText(value, canonicalDatetime),
  encode(value) {
    if (value === null) return { value: '' };
    const moment = typeof value === 'string' ? canonicalDatetime(value) : null;
    if (moment === null) return { problem: `a date with a time is needed, not ${show(value)}` };
    return { value: `${moment.slice(0, 16)}:00Z` };
  },
};

const userSchema = z.looseObject({ code: z.string() });

/**
 * A user is the login name, which most domains let be the e-mail address. The field takes several users; more than one
 * is not readable, since no single value stands for them.
 */
const userCodec: KintoneFieldCodec = {
  type: 'user',
  readOnly: false,
  comparison: 'none',
  decode(value) {
    const users = z.array(userSchema).safeParse(value);
    if (!users.success || users.data.length > 1) return undefined;
    return users.data[0] === undefined ? null : canonicalText(users.data[0].code);
  },
  encode(value) {
    if (value === null) return { value: [] };
    return typeof value === 'string'
      ? { value: [{ code: value }] }
      : { problem: `a user is needed, not ${show(value)}` };
  },
};

/** Who created or modified the record: one user, and nobody where that user is gone. */
export function decodeUser(value: unknown): CanonicalValue | undefined {
  if (value === null) return null;
  const user = userSchema.safeParse(value);
  return user.success ? canonicalText(user.data.code) : undefined;
}

/** What has no canonical form of its own: shown as it is, never written. */
export const jsonCodec: KintoneFieldCodec = {
  type: 'json',
  readOnly: true,
  comparison: 'none',
  decode: (value) =>
    value === null || value === '' || (Array.isArray(value) && value.length === 0) ? null : JSON.stringify(value),
  encode: () => ({ problem: 'the field cannot be written' }),
};

function decodeText(value: unknown, read: (value: unknown) => string | null): string | null | undefined {
  if (value === null || value === '') return null;
  return typeof value === 'string' || typeof value === 'number' ? (read(value) ?? undefined) : undefined;
}

function show(value: CanonicalValue): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
