import type { FieldSchema, ObjectSchema } from '../contract/object-schema.ts';
import { timeZoneOf } from './time-zone.ts';

/**
 * The object with a zone at every field that holds moments, as far as one is known: its own, else the given one. A name that this
 * machine does not know is none.
 */
export function objectInTimeZone(object: ObjectSchema, timeZone: string | undefined): ObjectSchema {
  const other = timeZone === undefined ? null : timeZoneOf(timeZone);
  const fields = object.fields.map((field): FieldSchema => {
    if (field.type !== 'datetime') return field;
    const { timeZone: own, ...rest } = field;
    const known = (own === undefined ? null : timeZoneOf(own)) ?? other;
    return known === null ? rest : { ...rest, timeZone: known };
  });
  return { ...object, fields };
}

/** Which of two fields that are mapped holds moments in no known zone, where the other one holds days. `null`: neither. */
export function sideWithoutTimeZone(left: FieldSchema, right: FieldSchema): 'left' | 'right' | null {
  const lacks = (moment: FieldSchema, day: FieldSchema): boolean =>
    moment.type === 'datetime' && day.type === 'date' && moment.timeZone === undefined;
  return lacks(left, right) ? 'left' : lacks(right, left) ? 'right' : null;
}
