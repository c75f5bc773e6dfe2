import type { ErrorDetail } from '../hubspot-errors.ts';
import { isoTime } from '../hubspot-times.ts';
import type { PropertyDefinition, PropertyOption } from './property-definition.ts';

/** What requests may hold as a value; responses hold text or null. */
export type SentValue = string | number | boolean | null;

export type ReadValue = { readonly value: string } | { readonly error: ErrorDetail };

const dayMs = 86_400_000;
const longestText = 65_536;

/** The stored text of a sent value, `''` to clear, or the vendor's reason against it. */
export function readSentValue(request: {
  readonly definition: PropertyDefinition;
  readonly sent: SentValue;
  /** Values that another API keeps: owner ids. Absent where the definition's own options count. */
  readonly allowed?: readonly PropertyOption[];
}): ReadValue {
  const { definition, sent } = request;
  const text = sent === null ? '' : String(sent);
  const refuse = (code: string, message: string): ReadValue => ({
    error: { message, code, context: { propertyName: [definition.name] } },
  });
  if (text === '') return { value: '' };
  if (definition.type !== 'string' && text !== text.trim()) {
    return refuse('LEADING_TRAILING_WHITESPACE', `"${text}" includes leading or trailing whitespace.`);
  }
  switch (definition.type) {
    case 'number': {
      const number = plainNumber(text);
      return number === undefined ? refuse('INVALID_LONG', `${text} was not a valid long.`) : { value: number };
    }
    case 'bool': {
      const value = text.toLowerCase();
      if (value === 'true' || value === 'false') return { value };
      return refuse('INVALID_OPTION', notAnOption(text, definition.options));
    }
    case 'enumeration': {
      const options = request.allowed ?? definition.options;
      const appended = definition.fieldType === 'checkbox' && text.startsWith(';');
      const values = definition.fieldType === 'checkbox' ? text.split(';').filter((part) => part !== '') : [text];
      const wrong = values.find((value) => !options.some((option) => option.value === value));
      if (wrong !== undefined) return refuse('INVALID_OPTION', notAnOption(wrong, options));
      return { value: (appended ? ';' : '') + values.join(';') };
    }
    case 'date':
      return readDate(text, refuse);
    case 'datetime': {
      const time = readTime(text);
      return time === undefined ? refuse('INVALID_DATE', `${text} was not a valid date.`) : { value: isoTime(time) };
    }
    default:
      break;
  }
  if (text.length > longestText) {
    return refuse('PROPERTY_VALUE_TOO_LONG', `${definition.name} is longer than ${longestText} characters.`);
  }
  return { value: text };
}

/** Plain decimal notation: HubSpot accepts scientific notation and never answers in it. */
function plainNumber(text: string): string | undefined {
  if (/^-?\d+(\.\d+)?$/.test(text)) return text;
  if (!/^[+-]?(\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  const number = Number(text);
  if (!Number.isFinite(number)) return undefined;
  return Number.isInteger(number) ? BigInt(number).toString() : String(number);
}

function readDate(text: string, refuse: (code: string, message: string) => ReadValue): ReadValue {
  if (/^-?\d+$/.test(text)) {
    const time = Number(text);
    const date = new Date(time);
    if (Number.isNaN(date.getTime())) return refuse('INVALID_DATE', `${text} was not a valid date.`);
    if (time % dayMs === 0) return { value: date.toISOString().slice(0, 10) };
    return refuse('INVALID_DATE', `${text} is at ${date.toISOString().slice(11, 23)} UTC, not midnight!`);
  }
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  // 2026-02-30 parses as 2 March: only a day that reads back as itself exists.
  if (day === undefined || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text) {
    return refuse('INVALID_DATE', `${text} was not a valid date.`);
  }
  return { value: text };
}

const isoForm = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?$/;

/** Milliseconds of ISO 8601 with a zone, of a day, or of epoch milliseconds. */
export function readTime(text: string): number | undefined {
  const time = /^-?\d+$/.test(text) ? Number(text) : isoForm.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(new Date(time).getTime()) ? undefined : time;
}

/** As milliseconds so small, a moment would lie in the first weeks of 1970: seconds are meant. */
const mostSeconds = 9_999_999_999;
const fewestSeconds = 100_000_000;

/** The moment, in milliseconds, that is stored for one in seconds, or for a day with a time; undefined where the value stands as it is. */
export function tidyTime({ type }: Pick<PropertyDefinition, 'type'>, sent: SentValue): number | undefined {
  if (type !== 'date' && type !== 'datetime') return undefined;
  const text = String(sent ?? '');
  const number = /^-?\d+$/.test(text) ? Number(text) : undefined;
  const inSeconds = number !== undefined && number >= fewestSeconds && number <= mostSeconds;
  const time = inSeconds ? number * 1000 : readTime(text);
  if (time === undefined) return undefined;
  if (type === 'datetime') return inSeconds ? time : undefined;
  const isDay = number === undefined ? /^\d{4}-\d{2}-\d{2}$/.test(text) : !inSeconds && time % dayMs === 0;
  return isDay ? undefined : Math.floor(time / dayMs) * dayMs;
}

function notAnOption(value: string, options: readonly PropertyOption[]): string {
  const described = options.map(
    (option) =>
      `label: ${JSON.stringify(option.label)}\nvalue: ${JSON.stringify(option.value)}\ndisplay_order: ${option.displayOrder}\nhidden: ${option.hidden}\nread_only: false\n`,
  );
  return `${value} was not one of the allowed options: [${described.join(', ')}]`;
}

const emailForm = /^[^\s@<>",;:()]+@[^\s@<>",;:()]+\.[^\s@<>",;:().]{2,}$/u;

/** Trimmed and in lower case, as HubSpot keeps it; undefined when it is none. */
export function readEmail(text: string): string | undefined {
  const email = text.trim().toLowerCase();
  return emailForm.test(email) ? email : undefined;
}

/** The bare host: no scheme, path, port or `www.`. */
export function normalizeDomain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .split(/[/?#]/, 1)
    .join('')
    .replace(/:\d+$/, '')
    .replace(/^www\./, '');
}
