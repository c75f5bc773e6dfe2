import { minuteOf } from '../kintone-times.ts';

/** `2025-01-31`; days and months may have one digit, and a month alone is its first day. */
export function readDate(text: string): string | undefined {
  const match = /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?$/.exec(text.trim());
  if (match === null) return undefined;
  const [, year = '', month = '', day = '1'] = match;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const time = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date ? undefined : date;
}

/** `09:05` */
export function readTime(text: string): string | undefined {
  const match = /^(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?$/.exec(text.trim());
  if (match === null) return undefined;
  const [, hour = '', minute = ''] = match;
  return Number(hour) < 24 && Number(minute) < 60 ? `${hour.padStart(2, '0')}:${minute}` : undefined;
}

const instantPattern = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/i;

/** Milliseconds since 1970 of an ISO time with a zone. */
export function readInstant(text: string): number | undefined {
  const match = instantPattern.exec(text.trim());
  if (match === null) return undefined;
  const [, date = '', time = '', seconds = ':00', zone = ''] = match;
  if (readDate(date) === undefined) return undefined;
  const spelledZone = zone.toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const instant = Date.parse(`${date}T${time}${seconds}${spelledZone}`);
  return Number.isNaN(instant) ? undefined : instant;
}

/** Seconds are dropped. */
export function readDateTime(text: string): string | undefined {
  const instant = readInstant(text);
  return instant === undefined ? undefined : minuteOf(instant);
}
