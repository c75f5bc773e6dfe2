import type { CanonicalValue, Fields } from '@linkwright/core';
import type { FilterCondition, Side } from '../story/story.ts';
import type { SyncShape } from './configuration.ts';
import type { Personality } from './personalities.ts';

/** Does a value meet the condition? Worked out as a person reads it, and not by the engine. */
export function meets(condition: FilterCondition, value: CanonicalValue): boolean {
  const isEmpty = value === null || value === '';
  if (condition.exists) return !isEmpty;
  if (condition.above !== undefined) return !isEmpty && Number(value) > Number(condition.above);
  return (condition.in ?? []).some((one) => String(one).toLowerCase() === String(value).toLowerCase());
}

/** Would a record with these values take part in the sync, as far as its own side is concerned? */
export function passes(shape: SyncShape, personality: Personality, side: Side, fields: Fields): boolean {
  const condition = shape.setting.filter?.[side];
  return !condition || meets(condition, fields[personality.field(condition.field)] ?? null);
}
