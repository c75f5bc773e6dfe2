import type { Direction, FieldMapping } from '@linkwright/core';
import type { ResolvedSync } from './resolved-sync.ts';

/** Fields of one standard name, in the direction in which they can be written. */
export function defaultFields(sync: ResolvedSync): readonly FieldMapping[] {
  const pairs: FieldMapping[] = [];
  for (const left of sync.left.object.fields) {
    if (left.standard === undefined) continue;
    const right = sync.right.object.fields.find((field) => field.standard === left.standard);
    if (!right || (left.readOnly && right.readOnly)) continue;
    const only: Direction | null = right.readOnly ? 'right-to-left' : left.readOnly ? 'left-to-right' : null;
    pairs.push({ left: left.name, right: right.name, ...(only && { direction: only }) });
  }
  return pairs;
}
