const isoPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Milliseconds since 1970 of an ISO 8601 text, or null. A time without a zone is read in `timeZone` (an IANA name);
 * Airtable's `utc` and `client` are UTC to an API call.
 */
export function parseMoment(text: string, timeZone = 'utc'): number | null {
  const match = isoPattern.exec(text.trim());
  if (match === null) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = match;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (new Date(date).getUTCMonth() !== Number(month) - 1) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  const wall = date + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + milliseconds;
  if (zone !== undefined) return wall - offsetOfText(zone);
  if (timeZone === 'utc' || timeZone === 'client') return wall;
  // The offset in force at the wanted moment is known only once the moment is; a second look settles it.
  const guess = wall - offsetAt(wall, timeZone);
  return wall - offsetAt(guess, timeZone);
}

/** `YYYY-MM-DD`, or null where the text holds no date. */
export function parseDay(text: string): string | null {
  const moment = parseMoment(text);
  return moment === null ? null : new Date(moment).toISOString().slice(0, 10);
}

/** `9/30/2025` or, with the day first, `30/9/2025`, as ISO 8601; other texts stay as they are. */
export function slashesToIso(text: string, dayFirst: boolean): string {
  return text.trim().replace(/^(\d{1,2})\/(\d{1,2})\/(\d{4})/, (_, first: string, second: string, year: string) => {
    const [month, day] = dayFirst ? [second, first] : [first, second];
    return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  });
}

export function isTimeZone(name: string): boolean {
  if (name === 'utc' || name === 'client') return true;
  try {
    formatterOf(name);
    return true;
  } catch {
    return false;
  }
}

function offsetOfText(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

function offsetAt(moment: number, timeZone: string): number {
  const parts = new Map(
    formatterOf(timeZone)
      .formatToParts(moment)
      .map((part) => [part.type, Number(part.value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - Math.floor(moment / 1000) * 1000;
}
