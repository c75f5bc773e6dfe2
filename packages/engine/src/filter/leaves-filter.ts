import type { Fields } from '@linkwright/core';
import { judgeRecord } from '../condition/judge-record.ts';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import type { Side } from '../store/side.ts';

/** Has our own write, or what the app made of it, put the record outside the filter? Then its exit rule is due. */
export function leavesFilter(
  { siblings }: CycleContext,
  { sync, pair }: PairPlan,
  side: Side,
  held: { readonly fields: Fields },
): boolean {
  const keeps = sync.filter.onExit === 'keep' && (siblings.get(pair)?.length ?? 1) === 1;
  return !keeps && judgeRecord(sync.filter[side], held.fields).kind === 'fails';
}
