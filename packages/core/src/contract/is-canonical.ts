import { z } from 'zod';
import type { CanonicalValue } from './canonical-value.ts';
import type { FieldType } from './object-schema.ts';

const plainNumber = /^(?!-0$)-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/;
const day = z.regexes.date;
const moment = z.regexes.datetime({ precision: 3 });

const isTextOf = (pattern: RegExp) => (value: unknown) => typeof value === 'string' && pattern.test(value);
const isNumber = isTextOf(plainNumber);

/** How a value that is there is spelled, by type. A type that is not here is a text of any kind. */
const checks: Partial<Record<FieldType, (value: unknown) => boolean>> = {
  integer: isNumber,
  decimal: isNumber,
  date: isTextOf(day),
  datetime: isTextOf(moment),
  boolean: (value) => typeof value === 'boolean',
  options: Array.isArray,
};

const spellings: Partial<Record<FieldType, string>> = {
  integer: 'a number in plain notation',
  decimal: 'a number in plain notation',
  date: 'a date as YYYY-MM-DD',
  datetime: 'a moment in UTC with milliseconds',
  boolean: 'true or false',
  options: 'a list of options',
};

/** Is this how a field of the type spells a value? An empty field is `null`, whatever its type. */
export function isCanonical(type: FieldType, value: CanonicalValue): boolean {
  if (value === null) return true;
  const check = checks[type];
  return check === undefined ? typeof value === 'string' : check(value);
}

/** In words: what a value of the type has to be. */
export const spellingOf = (type: FieldType): string => spellings[type] ?? 'a text';
