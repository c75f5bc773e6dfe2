import { createHmac, randomBytes } from 'node:crypto';
import type { CanonicalValue, FieldType, ObjectSchema, SourceRecord } from '@linkwright/core';

export interface Masker {
  /** The record with other values of the same shape in its text-like fields. */
  mask(schema: ObjectSchema, record: SourceRecord, fields: ReadonlySet<string>): SourceRecord;
}

const textLike: readonly FieldType[] = ['text', 'multiline', 'email', 'url', 'phone', 'user', 'json'];

/**
 * Words become other words of the same length, letters letters and digits digits. Equal words become equal ones, whatever
 * their case, so what matched matches; which ones depends on a key that is drawn for each rehearsal and kept nowhere.
 * `isKept`: a value that stands in the file already.
 */
export function createMasker(isKept: (object: string, field: string, value: string) => boolean): Masker {
  const key = randomBytes(32);
  const text = (value: string): string => maskText(key, value);
  return {
    mask(schema, record, fields) {
      const isMasked = (id: string): boolean => {
        const field = schema.fields.find((one) => one.id === id);
        return field !== undefined && textLike.includes(field.type);
      };
      const masked = (id: string, value: CanonicalValue): CanonicalValue => {
        if (!isMasked(id) || value === null || typeof value === 'boolean') return value;
        if (typeof value !== 'string') return value.map(text);
        return isKept(schema.id, id, value) ? value : text(value);
      };
      const values = Object.entries(record.fields).filter(([id]) => fields.has(id));
      const alternates = Object.entries(record.alternateKeys ?? {});
      const associations = Object.entries(record.associations ?? {}).map(
        ([id, targets]) =>
          [id, targets.map((target) => ('key' in target ? { key: text(target.key) } : target))] as const,
      );
      return {
        ...record,
        fields: Object.fromEntries(values.map(([id, value]) => [id, masked(id, value)])),
        ...(record.alternateKeys && {
          alternateKeys: Object.fromEntries(alternates.map(([id, all]) => [id, all.map(text)])),
        }),
        ...(record.associations && { associations: Object.fromEntries(associations) }),
      };
    },
  };
}

/** Parts of an address that are the same for everybody. */
const commonParts = new Set(['http', 'https', 'www', 'mailto']);
const wordForm = /\p{L}[\p{L}\p{M}]*|\p{N}+/gu;
const numberForm = /^[+(]?[\p{N}()\s./-]{6,}$/u;
/** So many digits at the end of a phone number are somebody's; those before are of the country and the area. */
const ownDigits = 6;

export function maskText(key: Buffer, value: string): string {
  const plain = value.normalize('NFKC');
  if (numberForm.test(plain)) return maskNumber(key, plain);
  return plain.replace(wordForm, (word) => (commonParts.has(word.toLowerCase()) ? word : maskWord(key, word)));
}

/** By their places from the end, so that a number is the same with and without the code of its country. */
function maskNumber(key: Buffer, text: string): string {
  const count = text.match(/\p{N}/gu)?.length ?? 0;
  let place = count;
  return text.replace(/\p{N}/gu, (digit) => {
    place -= 1;
    if (place >= ownDigits) return digit;
    return String((Number(digit) + 1 + (byteOf(key, `place ${place}`, 0) % 9)) % 10);
  });
}

const byteOf = (key: Buffer, text: string, index: number): number =>
  createHmac('sha256', key)
    .update(`${Math.floor(index / 32)} ${text}`)
    .digest()[index % 32] ?? 0;

function maskWord(key: Buffer, word: string): string {
  const folded = word.toLowerCase();
  return [...word].map((letter, index) => maskLetter(letter, byteOf(key, folded, index))).join('');
}

/** First and last letters by script; a letter of another one becomes a Latin one. */
const alphabets: readonly (readonly [form: RegExp, first: number, count: number])[] = [
  [/\p{N}/u, 0x30, 10],
  [/\p{Script=Hiragana}/u, 0x3042, 70],
  [/\p{Script=Katakana}/u, 0x30a2, 70],
  [/\p{Script=Han}/u, 0x4e00, 256],
  [/\p{Script=Hangul}/u, 0xac00, 256],
  [/\p{Script=Cyrillic}/u, 0x430, 32],
];

function maskLetter(letter: string, byte: number): string {
  if (/\p{M}/u.test(letter)) return '';
  const [, first, count] = alphabets.find(([form]) => form.test(letter)) ?? [null, 0x61, 26];
  const other = String.fromCodePoint(first + (byte % count));
  return letter === letter.toLowerCase() ? other : other.toUpperCase();
}
