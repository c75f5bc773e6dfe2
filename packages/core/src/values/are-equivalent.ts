import type { CanonicalValue } from '../contract/canonical-value.ts';
import type { FieldSchema } from '../contract/object-schema.ts';
import { withoutTrailing } from '../text/without-trailing.ts';
import { canonicalDate, canonicalDatetime } from './canonical-date.ts';
import { cutDatetime } from './cut-datetime.ts';
import { keptNumber } from './kept-number.ts';

/**
 * Would the app's users call these two values of the field the same? An equivalent value is no change. `null`, an empty
 * text and an empty list are the same, and false too where the app cannot tell it from them (`blankIsFalse`).
 */
export function areEquivalent(field: FieldSchema, a: CanonicalValue, b: CanonicalValue): boolean {
  if (a === b) return true;
  return comparableValue(field, a) === comparableValue(field, b);
}

/** Does the field say nothing? "No" is an answer, but where the app cannot tell it from one that was never given. */
export function isBlank(field: FieldSchema, value: CanonicalValue | undefined): boolean {
  return value === undefined || comparableValue(field, value) === '';
}

/** Equal exactly for equivalent values; `''` is empty. */
export function comparableValue(field: FieldSchema, value: CanonicalValue): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'true' : field.blankIsFalse ? '' : 'false';
  if (typeof value !== 'string') return comparableList(field, value);
  switch (field.type) {
    case 'email':
    case 'user':
      return value.trim().toLowerCase();
    case 'phone':
      return comparablePhone(value);
    case 'url':
      return comparableAddress(value);
    case 'integer':
    case 'decimal':
      return keptNumber(field, value) ?? value;
    case 'date':
      return canonicalDate(value) ?? value;
    case 'datetime': {
      const datetime = canonicalDatetime(value);
      return datetime === null ? value : cutDatetime(datetime, field.precision);
    }
    case 'multiline':
      return withoutTrailing(unifyLineEndings(value), '\n');
    case 'text':
      return unifyLineEndings(value);
    case 'options':
      return comparableList(field, [value]);
    case 'json':
      return comparableJson(value);
    default:
      return value;
  }
}

function comparableList(field: FieldSchema, values: readonly string[]): string {
  const distinct = new Set(values);
  distinct.delete('');
  if (distinct.size === 0) return '';
  const list = [...distinct];
  return JSON.stringify(field.type === 'options' ? list.sort() : list);
}

/**
 * Apps write the punctuation of a number their own way. Its letters are the user's: "(home)" is not "(work)", nor "x5" "x6". A
 * text without a digit is compared as it is.
 */
function comparablePhone(value: string): string {
  if (!/\p{N}/u.test(value)) return value.trim();
  const said = value.replace(/[^\p{L}\p{M}\p{N}]/gu, '');
  return value.trimStart().startsWith('+') ? `+${said}` : said;
}

const rootPage = /^(?:https?:\/\/)?(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)\/?$/;

/** One app keeps a site as `acme.example`, another as `https://www.acme.example/`. Below the root every letter counts. */
function comparableAddress(value: string): string {
  return rootPage.exec(value.trim().toLowerCase())?.[1] ?? value;
}

function unifyLineEndings(value: string): string {
  return value.replace(/\r\n/g, '\n');
}

/** Apps store JSON parsed and print it their own way: blanks and the order of keys mean nothing. */
function comparableJson(value: string): string {
  try {
    return JSON.stringify(JSON.parse(value), (_key, item: unknown) =>
      typeof item === 'object' && item !== null && !Array.isArray(item)
        ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
        : item,
    );
  } catch {
    return value;
  }
}
