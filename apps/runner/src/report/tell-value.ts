import type { CanonicalValue } from '@linkwright/core';
import { truncate } from '../output/render-table.ts';
import { visible } from '../output/visible.ts';

const longest = 48;

/** A value as a person reads it on one line. */
export function tellValue(value: CanonicalValue): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value === null || value.length === 0) return '(empty)';
  return truncate(visible(typeof value === 'string' ? value : value.join(', ')), longest);
}
