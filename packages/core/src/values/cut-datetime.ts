import type { FieldSchema } from '../contract/object-schema.ts';

/** The canonical datetime with what lies below the precision set to zero: apps drop it, they do not round. */
export function cutDatetime(value: string, precision: FieldSchema['precision']): string {
  if (precision === 'minute') return `${value.slice(0, 16)}:00.000Z`;
  if (precision === 'second') return `${value.slice(0, 19)}.000Z`;
  return value;
}
