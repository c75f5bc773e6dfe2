import { parseMoment } from '../airtable-times.ts';
import { eager, type FormulaFunction, fail } from './formula-function.ts';
import { type FormulaValue, momentOf, numberOf, textOf } from './formula-values.ts';

const unitMs: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

const unitMonths: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };

export const dateFunctions: readonly (readonly [string, FormulaFunction])[] = [
  ['NOW', eager(0, 0, (_, now) => new Date(now))],
  ['TODAY', eager(0, 0, (_, now) => new Date(startOf(now, 'day')))],
  ['IS_AFTER', comparison((left, right) => left > right)],
  ['IS_BEFORE', comparison((left, right) => left < right)],
  ['IS_SAME', comparison((left, right, unit) => startOf(left, unit) === startOf(right, unit))],
  ['DATETIME_PARSE', eager(1, 3, parse)],
  ['DATEADD', eager(3, 3, add)],
  ['DATETIME_DIFF', eager(2, 3, difference)],
];

function comparison(compare: (left: number, right: number, unit: string) => boolean): FormulaFunction {
  return eager(2, 3, ([left = null, right = null, unit = 'millisecond']) => {
    const [first, second] = [momentOf(left), momentOf(right)];
    // A blank is neither before nor after any time, nor at it.
    return first !== null && second !== null && compare(first, second, unitOf(unit));
  });
}

/** Without a format, or where the format is not understood, the text is read as ISO 8601. */
function parse([text = null, format = null]: readonly FormulaValue[]): FormulaValue {
  if (text === null || text === '') return null;
  if (text instanceof Date) return text;
  const written = textOf(text);
  const moment = parseMoment(format === null ? written : reorder(written, textOf(format)));
  return moment === null ? fail() : new Date(moment);
}

/** Day, month, year and time of a text in one of the orders that `YYYY`, `MM`, `DD`, `HH`, `mm` and `ss` can spell. */
function reorder(text: string, format: string): string {
  const names = format.match(/YYYY|MM|M|DD|D|HH|H|mm|ss/g) ?? [];
  const numbers = text.match(/\d+/g) ?? [];
  const part = (...spellings: string[]) => {
    const place = names.findIndex((name) => spellings.includes(name));
    return place === -1 ? undefined : numbers[place]?.padStart(2, '0');
  };
  const year = part('YYYY');
  if (year === undefined) return text;
  const day = `${year}-${part('MM', 'M') ?? '01'}-${part('DD', 'D') ?? '01'}`;
  return `${day}T${part('HH', 'H') ?? '00'}:${part('mm') ?? '00'}:${part('ss') ?? '00'}Z`;
}

function add([date = null, count = null, unit = null]: readonly FormulaValue[]): FormulaValue {
  const moment = momentOf(date);
  if (moment === null) return null;
  const name = unitOf(unit);
  const months = unitMonths[name];
  if (months === undefined) return new Date(moment + numberOf(count) * (unitMs[name] ?? fail()));
  const result = new Date(moment);
  const day = result.getUTCDate();
  result.setUTCDate(1);
  result.setUTCMonth(result.getUTCMonth() + months * numberOf(count));
  const lastDay = new Date(Date.UTC(result.getUTCFullYear(), result.getUTCMonth() + 1, 0)).getUTCDate();
  result.setUTCDate(Math.min(day, lastDay));
  return result;
}

/** Whole units between two times; seconds where no unit is named. */
function difference([left = null, right = null, unit = 'second']: readonly FormulaValue[]): FormulaValue {
  const [first, second] = [momentOf(left), momentOf(right)];
  if (first === null || second === null) return fail();
  const name = unitOf(unit);
  const months = unitMonths[name];
  if (months === undefined) return Math.trunc((first - second) / (unitMs[name] ?? fail()));
  return Math.trunc((monthsSinceEpoch(first) - monthsSinceEpoch(second)) / months);
}

function monthsSinceEpoch(moment: number): number {
  const date = new Date(moment);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function startOf(moment: number, unit: string): number {
  const date = new Date(moment);
  if (unit === 'year') return Date.UTC(date.getUTCFullYear(), 0);
  if (unit === 'month') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  // 4 January 1970 was a Sunday; Airtable's weeks begin there.
  const shift = unit === 'week' ? 3 * 86_400_000 : 0;
  const length = unitMs[unit] ?? fail();
  return Math.floor((moment + shift) / length) * length - shift;
}

/** `days` and `day`, `Month` and `month` are one. */
function unitOf(value: FormulaValue): string {
  return textOf(value).trim().toLowerCase().replace(/s$/, '');
}
