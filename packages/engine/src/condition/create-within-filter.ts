import type { CanonicalValue, FieldSchema, Fields } from '@linkwright/core';
import type { FilterCondition } from '../context/compiled-filter.ts';
import type { CompiledSync } from '../context/compiled-sync.ts';
import { fieldsForCreate, fieldsOf } from '../merge/merge-fields.ts';
import type { Side } from '../store/side.ts';
import { type FilterVerdict, holds, judgeRecord } from './judge-record.ts';

/** What decides which values a record that is created gets. */
type MadeRecord = Pick<CompiledSync, 'fields' | 'filter'>;

export interface Preset {
  readonly field: FieldSchema;
  readonly value: CanonicalValue;
}

/**
 * Values of the filter that a create on this side is given, so that it passes: those that leave no choice, of fields
 * that the sync's mappings do not write.
 */
export function presetValues(sync: MadeRecord, to: Side): readonly Preset[] {
  return sync.filter[to].flatMap((condition) => {
    const { field } = condition;
    const value = onlyValue(condition);
    if (value === null || field.readOnly || isMapped(sync, to, field.id)) return [];
    return [{ field, value: field.type === 'options' ? [String(value)] : value }];
  });
}

/** The same by field id. */
export const presetsFor = (sync: MadeRecord, to: Side): Fields =>
  Object.fromEntries(presetValues(sync, to).map(({ field, value }) => [field.id, value]));

/** The only value that meets the condition. `null`: there are several, or none is named. */
function onlyValue(condition: FilterCondition): CanonicalValue {
  const possible = (condition.in ?? []).filter((value) => holds(condition, value));
  return possible.length === 1 ? (possible[0] ?? null) : null;
}

export function isMapped(sync: Pick<CompiledSync, 'fields'>, to: Side, field: string): boolean {
  const away = to === 'left' ? 'left-to-right' : 'right-to-left';
  return sync.fields.some((mapping) => mapping[to].id === field && mapping.direction !== away);
}

/** Would the twin that is made from this record pass the filter of its side? What is not written is empty. */
export function judgeCreate(sync: CompiledSync, to: Side, origin: Fields): FilterVerdict {
  if (sync.filter[to].length === 0) return { kind: 'passes' };
  const empty = Object.fromEntries(sync.filter[to].map(({ field }) => [field.id, null]));
  const { moves } = fieldsForCreate(sync.fields, to, origin);
  return judgeRecord(sync.filter[to], { ...empty, ...presetsFor(sync, to), ...fieldsOf(moves, to) });
}
