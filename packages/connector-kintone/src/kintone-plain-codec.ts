import {
  type CanonicalValue,
  canonicalText,
  dateCodec,
  datetimeCodec,
  type FieldCodec,
  type FieldOption,
  type FieldType,
  jsonCodec,
  numberTextCodec,
  optionsCodec,
  shownValue,
  textCodec,
} from '@linkwright/core';
import { z } from 'zod';
import type { WireProperty } from './kintone-wire.ts';

/** How a query compares a field with a key; `none`: not at all. */
export type Comparison = 'text' | 'address' | 'number' | 'option' | 'date' | 'none';

/** Between the values of one Kintone field and canonical values. */
export interface KintoneFieldCodec extends FieldCodec {
  readonly comparison: Comparison;
}

/** The codec of a type that people fill in. `null`: not one of them. */
export function createPlainCodec(property: WireProperty): KintoneFieldCodec | null {
  switch (property.type) {
    case 'SINGLE_LINE_TEXT':
      return text('text', 'text');
    case 'MULTI_LINE_TEXT':
      return text('multiline', 'none');
    case 'RICH_TEXT':
      // HTML, which Kintone tidies up when it is written.
      return text('multiline', 'none');
    case 'LINK':
      return linkCodec(property.protocol);
    case 'NUMBER':
      // `displayScale` rounds what is shown, not what is kept.
      return kintoneNumber;
    case 'CHECK_BOX':
    case 'MULTI_SELECT':
      return { ...optionsCodec(optionsOf(property)), comparison: 'none' };
    case 'RADIO_BUTTON':
      return { ...text('option', 'option'), options: optionsOf(property) };
    case 'DROP_DOWN':
      // It is cleared by null, unlike the radio buttons.
      return { ...textCodec('option'), options: optionsOf(property), comparison: 'option' };
    case 'DATE':
      return { ...dateCodec(), comparison: 'date' };
    case 'TIME':
      return timeCodec;
    case 'DATETIME':
      return moment;
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

/** A text is cleared by an empty one. */
function text(type: FieldType, comparison: Comparison): KintoneFieldCodec {
  return { ...textCodec(type, ''), comparison };
}

function linkCodec(protocol: string | undefined): KintoneFieldCodec {
  if (protocol === 'CALL') return text('phone', 'text');
  if (protocol === 'MAIL') return text('email', 'text');
  return text('url', 'address');
}

export const kintoneNumber: KintoneFieldCodec = { ...numberTextCodec(''), comparison: 'number' };

/** A time of day has no type of its own elsewhere: it is the text `09:05`. */
const timeCodec: KintoneFieldCodec = {
  ...textCodec('text'),
  comparison: 'none',
  encode(value) {
    if (value === null) return { value: null };
    const [, hour = '', minute = ''] = (typeof value === 'string' ? timePattern.exec(value.trim()) : null) ?? [];
    if (hour === '') return { problem: `a time such as 09:05 is needed, not ${shownValue(value)}` };
    return { value: `${hour.padStart(2, '0')}:${minute}` };
  },
};

/** Seconds are dropped, as Kintone itself would. */
const timePattern = /^([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?$/;

/** Kintone's moments have no seconds. */
export const moment: KintoneFieldCodec = { ...datetimeCodec('minute', ''), comparison: 'none' };

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
      : { problem: `a user is needed, not ${shownValue(value)}` };
  },
};

/** Who created or modified the record: one user, and nobody where that user is gone. */
export function decodeUser(value: unknown): CanonicalValue | undefined {
  if (value === null) return null;
  const user = userSchema.safeParse(value);
  return user.success ? canonicalText(user.data.code) : undefined;
}

/** What has no canonical form of its own: shown as it is, never written. */
export const plainJson: KintoneFieldCodec = { ...jsonCodec, comparison: 'none' };
