import { areEquivalent, type CanonicalValue, type SourceRecord } from '@linkwright/core';
import type { Kysely } from 'kysely';
import type { KnownStandIn, ObjectPlan } from '../context/cycle-context.ts';
import type { Database } from '../store/database.ts';
import { dropStandIns, type StandIn } from '../store/stand-ins.ts';

/**
 * A record that shows what we put there for a moment still counts as holding what we took away, for every sync of the object:
 * otherwise our own doing would be read as somebody's deletion and travel on. Anything else that it shows ends that: the value
 * that was to arrive, or an edit.
 */
export async function hideStandIns(
  database: Kysely<Database>,
  plan: ObjectPlan,
  records: readonly SourceRecord[],
): Promise<readonly SourceRecord[]> {
  if (plan.standIns.size === 0) return records;
  const over: StandIn[] = [];
  const hidden = records.map((record) => {
    const held: Record<string, CanonicalValue> = {};
    for (const standIn of plan.standIns.get(record.id) ?? []) {
      const field = plan.fields.get(standIn.field);
      const shown = record.fields[standIn.field];
      if (!field || shown === undefined) continue;
      standIn.shown = areEquivalent(field, shown, standIn.value);
      if (standIn.shown) held[standIn.field] = standIn.held;
      // The write may still be under way.
      else if (!areEquivalent(field, shown, standIn.held)) over.push(standIn);
    }
    return Object.keys(held).length === 0 ? record : { ...record, fields: { ...record.fields, ...held } };
  });
  await forgetStandIns(database, plan, over);
  return hidden;
}

export function addStandIns(plan: ObjectPlan, standIns: readonly StandIn[]): void {
  for (const standIn of standIns) {
    const known = plan.standIns.get(standIn.record) ?? [];
    const before = known.find(({ field }) => field === standIn.field);
    const added: KnownStandIn = { ...standIn, held: before?.held ?? standIn.held, shown: before?.shown ?? false };
    plan.standIns.set(standIn.record, [...known.filter((one) => one !== before), added]);
  }
}

export async function forgetStandIns(
  database: Kysely<Database>,
  plan: ObjectPlan,
  standIns: readonly Pick<StandIn, 'record' | 'field'>[],
): Promise<void> {
  await dropStandIns(database, plan.object, standIns);
  for (const { record, field } of standIns) {
    const rest = (plan.standIns.get(record) ?? []).filter((one) => one.field !== field);
    if (rest.length > 0) plan.standIns.set(record, rest);
    else plan.standIns.delete(record);
  }
}
