import { areEquivalent, type Fields, isBlank, keyOf, keysOf, type Normalizers } from '@linkwright/core';
import type { ObjectPlan, PairPlan } from '../context/cycle-context.ts';
import type { Intent } from '../store/intents.ts';
import type { Observation } from '../store/observations.ts';

/** How far the app's clock and ours may be apart, in milliseconds. */
const clockSkewMs = 10 * 60_000;

/**
 * Could this record be what an unanswered create has made? Not if it was known when the create left. `sure`: it bears the key that was sent, or every value.
 * `likely`: it was made since, and most of its values are those that were sent; an app may have rewritten the others.
 */
export function couldAnswer(
  plan: PairPlan,
  intent: Intent,
  record: Pick<Observation, 'number' | 'fields' | 'alternateKeys' | 'createdAt'>,
  normalizers: Normalizers,
): 'sure' | 'likely' | 'no' {
  if (record.number <= intent.lastRecord) return 'no';
  for (const key of plan.sync.matchKeys) {
    const sent = keyOf(key, intent.side, intent.fields, normalizers);
    if (sent === '') continue;
    if (keysOf(key, intent.side, record, normalizers).includes(sent)) return 'sure';
  }
  if (record.createdAt !== null && Date.parse(record.createdAt) < intent.createdAt - clockSkewMs) return 'no';
  const filled = Object.keys(intent.fields).filter((field) => isFilled(plan[intent.side], field, intent.fields));
  // Of an empty record nothing but its blanks can be told again, and all of them have to be there.
  if (filled.length === 0) {
    const blanks = Object.keys(intent.fields);
    const isSame = blanks.every((field) => agrees(plan[intent.side], field, record.fields, intent.fields));
    return isSame ? 'sure' : 'no';
  }
  const same = filled.filter((field) => agrees(plan[intent.side], field, record.fields, intent.fields));
  if (same.length === 0) return 'no';
  if (same.length === filled.length) return 'sure';
  return same.length * 2 >= filled.length ? 'likely' : 'no';
}

export function agrees(plan: ObjectPlan, id: string, shown: Fields, sent: Fields): boolean {
  const field = plan.fields.get(id);
  const value = shown[id];
  return field !== undefined && value !== undefined && areEquivalent(field, value, sent[id] ?? null);
}

export function isFilled(plan: ObjectPlan, id: string, sent: Fields): boolean {
  const field = plan.fields.get(id);
  return field !== undefined && !isBlank(field, sent[id]);
}
