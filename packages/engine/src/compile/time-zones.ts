import { type FieldSchema, timeZoneOf } from '@linkwright/core';
import type { CompiledEnd } from '../context/compiled-sync.ts';
import type { Problem } from './problem.ts';
import { place } from './resolve-field.ts';
import type { ResolvedSync } from './resolved-sync.ts';

/**
 * The end with a zone at every field that holds moments, as far as one is known: its own, else the given one. A name that this
 * machine does not know is none.
 */
export function withTimeZone(end: CompiledEnd, timeZone: string | undefined): CompiledEnd {
  const other = timeZone === undefined ? null : timeZoneOf(timeZone);
  const { object } = end;
  const fields = object.fields.map((field): FieldSchema => {
    if (field.type !== 'datetime') return field;
    const { timeZone: own, ...rest } = field;
    const known = (own === undefined ? null : timeZoneOf(own)) ?? other;
    return known === null ? rest : { ...rest, timeZone: known };
  });
  return { ...end, object: { ...object, fields } };
}

/** Between a moment and a day nothing can be said where nobody knows in which zone the day is meant. */
export function checkTimeZone(
  sync: ResolvedSync,
  { left, right }: { readonly left: FieldSchema; readonly right: FieldSchema },
  path: readonly (string | number)[],
  problems: Problem[],
): boolean {
  const side = left.type === 'datetime' && right.type === 'date' ? 'left' : 'right';
  const [moment, day] = side === 'left' ? [left, right] : [right, left];
  if (moment.type !== 'datetime' || day.type !== 'date' || moment.timeZone !== undefined) return true;
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
