import { KintoneFailure } from '../kintone-errors.ts';
import { dayOf } from '../kintone-times.ts';

/** Both included, as `2025-01-31`. */
export interface DaySpan {
  readonly first: string;
  readonly last: string;
}

const dayMs = 86_400_000;
const weekdays = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];
const shifts: Readonly<Record<string, number>> = { THIS: 0, LAST: -1, NEXT: 1 };

/** The days that a function of the query language means. Kintone counts them in the caller's time zone; the sandbox in UTC. */
export function daysOfFunction(name: string, operands: readonly string[], now: number): DaySpan | undefined {
  const today = dayOf(now);
  const [first] = operands;
  switch (name) {
    case 'TODAY':
      return oneDay(today);
    case 'YESTERDAY':
      return oneDay(addDays(today, -1));
    case 'TOMORROW':
      return oneDay(addDays(today, 1));
    case 'FROM_TODAY':
      return oneDay(fromToday(today, operands));
  }
  const match = /^(THIS|LAST|NEXT)_(WEEK|MONTH|YEAR)$/.exec(name);
  const shift = shifts[match?.[1] ?? ''];
  if (shift === undefined) return undefined;
  if (match?.[2] === 'WEEK') return weekOf(today, shift, first);
  return match?.[2] === 'MONTH' ? monthOf(today, shift, first) : yearOf(today, shift);
}

export function dayAfter(day: string): string {
  return addDays(day, 1);
}

function oneDay(day: string): DaySpan {
  return { first: day, last: day };
}

function addDays(day: string, count: number): string {
  return dayOf(Date.parse(`${day}T00:00:00Z`) + count * dayMs);
}

/** A day that the month does not have becomes its last one. */
function addMonths(day: string, count: number): string {
  const [year, month, date] = partsOf(day);
  const lastDate = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
  return dayOf(Date.UTC(year, month - 1 + count, Math.min(date, lastDate)));
}

function partsOf(day: string): readonly [number, number, number] {
  const [year, month, date] = day.split('-').map(Number);
  return [year ?? 0, month ?? 1, date ?? 1];
}

function fromToday(today: string, [count = '', unit = '']: readonly string[]): string {
  const number = Number(count);
  if (!Number.isInteger(number) || count === '') throw badArguments('FROM_TODAY');
  switch (unit.toUpperCase()) {
    case 'DAYS':
      return addDays(today, number);
    case 'WEEKS':
      return addDays(today, number * 7);
    case 'MONTHS':
      return addMonths(today, number);
    case 'YEARS':
      return addMonths(today, number * 12);
    default:
      throw badArguments('FROM_TODAY');
  }
}

/** Weeks begin on Sunday. */
function weekOf(today: string, shift: number, weekday: string | undefined): DaySpan {
  const sunday = addDays(today, shift * 7 - new Date(`${today}T00:00:00Z`).getUTCDay());
  if (weekday === undefined) return { first: sunday, last: addDays(sunday, 6) };
  const place = weekdays.indexOf(weekday.toUpperCase());
  if (place < 0) throw badArguments('WEEK');
  return oneDay(addDays(sunday, place));
}

function monthOf(today: string, shift: number, date: string | undefined): DaySpan {
  const first = addMonths(`${today.slice(0, 7)}-01`, shift);
  const last = addDays(addMonths(first, 1), -1);
  if (date === undefined) return { first, last };
  if (date.toUpperCase() === 'LAST') return oneDay(last);
  const number = Number(date);
  if (!Number.isInteger(number) || number < 1 || number > 31) throw badArguments('MONTH');
  return oneDay(addDays(first, Math.min(number, Number(last.slice(8))) - 1));
}

function yearOf(today: string, shift: number): DaySpan {
  const year = Number(today.slice(0, 4)) + shift;
  return { first: `${year}-01-01`, last: `${year}-12-31` };
}

function badArguments(name: string): KintoneFailure {
  return new KintoneFailure(400, 'GAIA_IQ25', `The arguments of the function ${name}() are invalid.`);
}
