import { areEquivalent, type Fields, isBlank, keyOf, keysOf, type Normalizers } from '@linkwright/core';
import type { ObjectPlan, PairPlan } from '../context/cycle-context.ts';
import type { Intent } from '../store/intents.ts';
import type { Observation } from '../store/observations.ts';

/** How far the app's clock and ours may be apart, in milliseconds. */
const clockSkewMs = 10 * 60_000;

/**
 * What a record is told by that an unanswered create has made. `identity`: by that field alone, which was looked up. `keys`: by a match key;
 * all that were sent were looked up. `list`: by anything.
 */
export type Proof = 'identity' | 'keys' | 'list';

/**
 * Could this record be what an unanswered create has made? Not if it was known when the create left. `exact`: it bears the identity that
 * was sent, or says all that was sent, blanks too, and nothing else. `sure`: it bears a key that was sent, or every value. `likely`: it was made in the meantime, and all values beside the keys are those that were sent, or, where
 * nothing was looked up, most of all values, since an app may have rewritten the others. Where no key was sent, nothing but one edit may lie
 * between the two, though it was of all that the record said.
 */
export function couldAnswer(
  plan: PairPlan,
  intent: Intent,
  record: Pick<Observation, 'number' | 'fields' | 'alternateKeys' | 'createdAt'>,
  normalizers: Normalizers,
  proof: Proof = 'list',
): 'exact' | 'sure' | 'likely' | 'no' {
  if (record.number <= intent.lastRecord) return 'no';
  const agreesIn = (field: string): boolean => agrees(plan[intent.side], field, record.fields, intent.fields);
  const identity = plan.sync.identity[intent.side];
  if (identity !== null && isFilled(plan[intent.side], identity, intent.fields) && agreesIn(identity)) return 'exact';
  if (proof === 'identity') return 'no';
  const differing = Object.keys(intent.fields).filter((field) => !agreesIn(field)).length;
  const mayBeIt = mayBeMadeBy(intent, record.createdAt);
  if (differing === 0 && mayBeIt) return 'exact';
  const keys = plan.sync.matchKeys.filter((key) => keyOf(key, intent.side, intent.fields, normalizers) !== '');
  for (const key of keys) {
    const sent = keyOf(key, intent.side, intent.fields, normalizers);
    if (keysOf(key, intent.side, record, normalizers).includes(sent)) return 'sure';
  }
  if (!mayBeIt) return 'no';
  const filled = Object.keys(intent.fields).filter((field) => isFilled(plan[intent.side], field, intent.fields));
  const same = filled.filter(agreesIn);
  if (filled.length > 0 && same.length === filled.length) return 'sure';
  const keyFields = plan.sync.matchKeys.flatMap(({ parts }) => parts.map((part) => part[intent.side]));
  const others = filled.filter((field) => !keyFields.includes(field));
  if (others.length > 0 && others.every((field) => same.includes(field))) return 'likely';
  if (proof !== 'list') return 'no';
  if (same.length > 0 && same.length * 2 >= filled.length) return 'likely';
  return keys.length === 0 && differing <= 1 ? 'likely' : 'no';
}

/** By the app's time of the record, which lies between the create and the moment from which on the app cannot get it any more. */
function mayBeMadeBy({ createdAt, unknownAt }: Intent, made: string | null): boolean {
  if (made === null) return true;
  const at = Date.parse(made);
  return at >= createdAt - clockSkewMs && at <= (unknownAt ?? Number.POSITIVE_INFINITY) + clockSkewMs;
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
