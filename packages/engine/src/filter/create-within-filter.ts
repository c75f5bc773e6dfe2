import type { CanonicalValue, Fields } from '@linkwright/core';
import type { CompiledSync } from '../compile/compiled-sync.ts';
import { fieldsForCreate } from '../merge/merge-fields.ts';
import { fieldsOf } from '../plan/plan-pair.ts';
import type { Side } from '../store/side.ts';
import type { FilterCondition } from './compiled-filter.ts';
import { type FilterVerdict, holds, judgeRecord } from './judge-record.ts';

/**
 * Values of the filter that a create on this side is given, so that it passes: those that leave no choice, of fields
 * that the sync's mappings do not write.
 */
export function presetsFor(sync: CompiledSync, to: Side): Fields {
  const presets: Record<string, CanonicalValue> = {};
  for (const condition of sync.filter[to]) {
    const value = onlyValue(condition);
    if (value !== null && !condition.field.readOnly && !isMapped(sync, to, condition.field.id)) {
      presets[condition.field.id] = condition.field.type === 'options' ? [String(value)] : value;
    }
  }
  return presets;
}

/** The only value that meets the condition. `null`: there are several, or none is named. */
function onlyValue(condition: FilterCondition): CanonicalValue {
  const possible = (condition.in ?? []).filter((value) => holds(condition, value));
  return possible.length === 1 ? (possible[0] ?? null) : null;
}

export function isMapped(sync: CompiledSync, to: Side, field: string): boolean {
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
