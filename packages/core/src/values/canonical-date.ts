const isoPattern =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(?:Z|([+-])(\d{2}):?(\d{2})?)?)?$/i;

/** Milliseconds since 1970 as text. Fewer digits would be a year (`2026`) or a compact date (`20260131`). */
const epochPattern = /^-?\d{11,15}$/;

const minuteMs = 60_000;
/** 0000-01-01 and 9999-12-31: beyond them a year has no four digits. */
const firstMs = Date.UTC(2000, 0, 1) - 730_485 * 86_400_000;
const lastMs = Date.UTC(10_000, 0, 1) - 1;

/**
 * `YYYY-MM-DD` from an ISO date, an ISO datetime or milliseconds since 1970 (a number, or text of at least 11 digits).
 * A time with an offset gives the day in UTC. `null`: no such day, or nothing.
 */
export function canonicalDate(value: unknown): string | null {
  return canonicalDatetime(value)?.slice(0, 10) ?? null;
}

/**
 * ISO 8601 in UTC with milliseconds, from an ISO date (midnight), an ISO datetime or milliseconds since 1970 (a number,
 * or text of at least 11 digits). A time without an offset is taken as UTC; finer parts than milliseconds are cut.
 * `null`: no such moment, or nothing.
 */
export function canonicalDatetime(value: unknown): string | null {
  const ms = momentOf(value);
  return ms === null || !(ms >= firstMs && ms <= lastMs) ? null : new Date(ms).toISOString();
}

function momentOf(value: unknown): number | null {
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return epochPattern.test(text) ? Number(text) : parseIso(text);
}

function parseIso(text: string): number | null {
  const match = isoPattern.exec(text);
  if (match === null) return null;
  const [, day = '', hour = '00', minute = '00', second = '00', fraction = '', sign, offsetHours, offsetMinutes] =
    match;
  const offset = Number(offsetHours ?? 0) * 60 + Number(offsetMinutes ?? 0);
  if (Number(offsetHours ?? 0) > 23 || Number(offsetMinutes ?? 0) > 59) return null;
  const local = Date.parse(`${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}Z`);
  // The 30th of February is parsed as the 1st of March, and 24:00 as the next day.
  if (Number.isNaN(local) || new Date(local).toISOString().slice(0, 10) !== day) return null;
  return local - (sign === '-' ? -offset : offset) * minuteMs;
}
