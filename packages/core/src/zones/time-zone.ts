import { nearest } from '../text/nearest.ts';

/**
 * The IANA name of a zone (`Europe/Berlin`, `UTC`) as this runtime writes it. `null`: it is none, or one that is not known here.
 * A bare offset (`+01:00`) is none: it says nothing of summer time.
 */
export function timeZoneOf(name: string): string | null {
  return formatOf(name) === null ? null : name;
}

/** The known zone that a mistyped name most likely means; a city alone will do. `null`: none is near enough. */
export function nearestTimeZone(name: string): string | null {
  const zones = Intl.supportedValuesOf('timeZone');
  const wanted = name.trim().replaceAll(' ', '_').toLowerCase();
  const city = zones.find((zone) => zone.toLowerCase().endsWith(`/${wanted}`));
  return city ?? nearest(wanted, zones);
}

const dayMs = 86_400_000;

/** The day, and the time of day in milliseconds, that clocks in the zone show at a moment (milliseconds since 1970). */
export function wallTimeIn(zone: string, moment: number): { readonly day: string; readonly ms: number } {
  const local = moment + offsetAt(zone, moment);
  const ms = modulo(local, dayMs);
  return { day: new Date(local - ms).toISOString().slice(0, 10), ms };
}

/**
 * The moment at which clocks in the zone show a time of day. A time that is shown twice, when clocks are set back, is the first
 * of them; one that is never shown, when they are set forward, is as much later.
 */
export function momentOfWallTime(zone: string, day: string, ms: number): number {
  const local = Date.parse(`${day}T00:00:00.000Z`) + ms;
  // No zone changes its clocks twice within two days, so that these are the offsets before and after.
  const before = offsetAt(zone, local - dayMs);
  const after = offsetAt(zone, local + dayMs);
  const found = [before, after].map((offset) => local - offset).filter((moment) => isShown(zone, moment, local));
  return found.length > 0 ? Math.min(...found) : local - before;
}

const isShown = (zone: string, moment: number, local: number): boolean => moment + offsetAt(zone, moment) === local;

/** What clocks in the zone are ahead of UTC at a moment, in milliseconds. */
function offsetAt(zone: string, moment: number): number {
  const format = formatOf(zone);
  if (format === null) throw new RangeError(`"${zone}" is no time zone that is known here.`);
  const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  // The year before 1 is 1 before Christ.
  const year = parts.get('era')?.startsWith('B') === true ? 1 - part('year') : part('year');
  const local = new Date(0);
  local.setUTCFullYear(year, part('month') - 1, part('day'));
  local.setUTCHours(part('hour'), part('minute'), part('second'), 0);
  return local.getTime() - (moment - modulo(moment, 1000));
}

/** Making one is dear, and a sync uses few. `null`: no such zone. */
const formats = new Map<string, Intl.DateTimeFormat | null>();

function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = makeFormat(zone);
  formats.set(zone, made);
  return made;
}

function makeFormat(zone: string): Intl.DateTimeFormat | null {
  if (!/^[a-z]/i.test(zone)) return null;
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return null;
  }
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
