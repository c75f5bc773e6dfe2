import type { ObjectPlan } from '../context/cycle-context.ts';
import { usualReason, type WrittenChange, type WrittenChanges } from '../store/log.ts';
import type { Observation } from '../store/observations.ts';
import type { WriteReason } from '../store/write-reason.ts';

/**
 * What the log keeps of a record that is archived or merged into another one: everything that was known of it, so that it can be made
 * anew from there.
 */
export function archivedValues(
  plan: ObjectPlan,
  { fields }: Pick<Observation, 'fields'>,
  reason: WriteReason = usualReason.archive,
): WrittenChanges {
  const changes: Record<string, WrittenChange> = {};
  for (const field of plan.fields.keys()) {
    const before = fields[field];
    if (before === undefined) continue;
    changes[field] = { before, after: null, ...(reason !== usualReason.archive && { reason }) };
  }
  return changes;
}
