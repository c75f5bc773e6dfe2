import { canonicalDate, canonicalDatetime } from '../values/canonical-date.ts';
import { momentOfWallTime, wallTimeIn } from '../zones/time-zone.ts';

/** The day that clocks in the zone show at a moment. `null`: it is no moment, or its day has no four digits there. */
export function dayOf(datetime: string, zone: string): string | null {
  const moment = canonicalDatetime(datetime);
  return moment === null ? null : canonicalDate(wallTimeIn(zone, Date.parse(moment)).day);
}

/**
 * A day as the moment of a field that held `present`: the time of day that was shown there stays, and a moment of that very day
 * stays as it is. Without one, or where that is no moment, the day begins. `null`: it is no day.
 */
export function momentOf(day: string, zone: string, present: string | null): string | null {
  const wanted = canonicalDate(day);
  if (wanted === null) return null;
  const moment = present === null ? null : canonicalDatetime(present);
  const shown = moment === null ? null : wallTimeIn(zone, Date.parse(moment));
  if (shown?.day === wanted) return moment;
  return canonicalDatetime(momentOfWallTime(zone, wanted, shown?.ms ?? 0));
}
