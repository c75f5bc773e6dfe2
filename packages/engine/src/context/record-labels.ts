import type { FieldType } from '@linkwright/core';
import type { Kysely } from 'kysely';
import type { Database } from '../store/database.ts';
import { loadObservations, type Observation } from '../store/observations.ts';
import type { ObjectPlan } from './cycle-context.ts';

export async function labelsOf(
  database: Kysely<Database>,
  plan: ObjectPlan,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const records = await loadObservations(database, plan.object, ids);
  return new Map([...records].map(([id, record]) => [id, labelOf(plan, record)]));
}

/** What a person calls a record: its display field, or else its first texts, or else its id. */
export function labelOf(plan: ObjectPlan, record: Observation): string {
  const { displayField } = plan.end.object;
  const display = displayField === undefined ? null : record.fields[displayField];
  if (typeof display === 'string' && display !== '') return display;
  const texts = [...plan.fields.values()]
    .filter((field) => nameLike.includes(field.type))
    .map((field) => record.fields[field.id])
    .filter((value) => typeof value === 'string' && value !== '');
  return texts.length > 0 ? texts.slice(0, 2).join(' ') : record.id;
}

export const nameLike: readonly FieldType[] = ['text', 'email', 'phone'];
