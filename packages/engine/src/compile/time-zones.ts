import { type FieldSchema, objectInTimeZone, sideWithoutTimeZone } from '@linkwright/core';
import type { CompiledEnd } from '../context/compiled-sync.ts';
import type { Problem } from './problem.ts';
import { place } from './resolve-field.ts';
import type { ResolvedSync } from './resolved-sync.ts';

/** The end with a zone at every field that holds moments, as far as one is known: its own, else the given one. */
export function withTimeZone(end: CompiledEnd, timeZone: string | undefined): CompiledEnd {
  return { ...end, object: objectInTimeZone(end.object, timeZone) };
}

/** Between a moment and a day nothing can be said where nobody knows in which zone the day is meant. */
export function checkTimeZone(
  sync: ResolvedSync,
  { left, right }: { readonly left: FieldSchema; readonly right: FieldSchema },
  path: readonly (string | number)[],
  problems: Problem[],
): boolean {
  const side = sideWithoutTimeZone(left, right);
  if (side === null) return true;
  const [moment, day] = side === 'left' ? [left, right] : [right, left];
  problems.push({ ...missingZone(sync, side, moment, `and "${day.name}" a day`), path });
  return false;
}

export function missingZone(
  sync: ResolvedSync,
  side: 'left' | 'right',
  moment: FieldSchema,
  beside: string,
): Omit<Problem, 'path'> {
  const app = sync[side].displayName;
  return {
    code: 'time-zone-missing',
    message: `"${moment.name}" of ${place(sync[side])} holds moments, ${beside}: nobody knows in which time zone.`,
    why: `What day it is at a moment depends on the zone, and neither the field nor the account in ${app} tells one.`,
    remedy: `Name the zone of the people who use it in the sync, or give the field a zone of its own in ${app}. Add under ${sync.name}, with your own zone:`,
    add: 'timeZone: Europe/Berlin',
  };
}
