import type { SourceRecord } from '@linkwright/core';
import type { ObjectPlan } from '../context/cycle-context.ts';
import type { Observation } from '../store/observations.ts';
import { keepEquivalent, plannedFields, updatedAlternates } from './shown-values.ts';

/** Whether what an index shows may be older than what is known already. */

/** An index may still show what was there before our own write; both times are the app's. */
export function isOutdated(before: Observation | undefined, record: SourceRecord): boolean {
  if (!before?.modifiedAt || record.modifiedAt === undefined) return false;
  return Date.parse(record.modifiedAt) < Date.parse(before.modifiedAt);
}

/**
 * Other values than are known, under the very time of those: an index that still shows what was there before our own write in the same
 * millisecond, or somebody's edit right after it.
 */
export function isOtherwiseAtOnce(plan: ObjectPlan, before: Observation, record: SourceRecord): boolean {
  if (before.gone || before.modifiedAt === null || record.modifiedAt === undefined) return false;
  const time = Date.parse(record.modifiedAt);
  if (time !== Date.parse(before.modifiedAt)) return false;
  // Of an app that tells times to the minute, and the versions in it apart, every second edit would be read twice.
  if (record.revision !== undefined && time % 60_000 === 0) return false;
  const { fields, alternateKeys } = record;
  return (
    keepEquivalent(plan, before.fields, plannedFields(plan, fields)) !== before.fields ||
    updatedAlternates(plan, before.alternateKeys, alternateKeys) !== before.alternateKeys
  );
}
