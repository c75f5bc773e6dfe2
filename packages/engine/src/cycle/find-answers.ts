import { type KeyedRecord, keyOf, keysOf } from '@linkwright/core';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { observeRecords } from '../pull/observe-records.ts';
import { pullChanges } from '../pull/pull-changes.ts';
import { verifyRecords } from '../pull/verify-absence.ts';
import { inChunks } from '../store/in-chunks.ts';
import type { Intent } from '../store/intents.ts';
import { linksByRecord } from '../store/links.ts';
import { countObservations, loadObservations, observationPages } from '../store/observations.ts';
import type { Side } from '../store/side.ts';
import { agrees, couldAnswer, isFilled } from './could-answer.ts';

/** Ids of records that an unanswered create may have made. */
export interface Candidates {
  readonly sure: string[];
  readonly likely: string[];
}

/** By write id. An intent without an entry has no candidate. */
export type Answers = Map<string, Candidates>;

/** A look-up that lags by more than this is not waited for: the whole object is read at once. */
const longestWaitMs = 60_000;

/**
 * Looks for the records that unanswered creates have made: by a field or key that can be looked up, or in the whole object.
 * The latter is the only way to prove that there is none where a look-up lags.
 */
export async function findAnswers(
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  intents: readonly Intent[],
): Promise<Answers> {
  const wanted: Wanted[] = [];
  for (const intent of intents) {
    const by = lookUpFieldsOf(plan, side, intent);
    // The list that one of them needs shows the answers to all.
    if (by === null) return readAll(context, plan, side, intents);
    wanted.push({ intent, ...by });
  }
  const found = await lookUp(
    context,
    plan,
    side,
    wanted.filter(({ consistent }) => consistent),
  );
  const lagging = wanted.filter(({ consistent }) => !consistent);
  const seen = await lookUpLate(context, plan, side, lagging);
  const unseen = lagging.flatMap(({ intent }) => (seen.has(intent.writeId) ? [] : [intent]));
  const listed = unseen.length === 0 ? [] : await readAll(context, plan, side, unseen);
  return new Map([...found, ...seen, ...listed]);
}

/** An intent, and the fields of its side by which its answer is looked up. */
interface Wanted {
  readonly intent: Intent;
  readonly fields: readonly string[];
  readonly consistent: boolean;
}

/** The identity field or a match key that was sent: rather one whose look-up is consistent. `null`: there is none. */
function lookUpFieldsOf(plan: PairPlan, side: Side, intent: Intent): Omit<Wanted, 'intent'> | null {
  const identity = plan.sync.identity[side];
  const borne = [
    ...(identity === null ? [] : [[identity]]),
    ...plan.sync.matchKeys.map((key) => key.parts.map((part) => part[side])),
  ].filter((fields) => fields.every((field) => isFilled(plan[side], field, intent.fields)));
  const lookUpOf = (field: string) => plan[side].fields.get(field)?.lookup ?? 'none';
  const consistent = borne.find((fields) => fields.every((field) => lookUpOf(field) === 'consistent'));
  if (consistent) return { fields: consistent, consistent: true };
  const delayed = borne.find((fields) => fields.every((field) => lookUpOf(field) !== 'none'));
  return delayed ? { fields: delayed, consistent: false } : null;
}

async function lookUp(context: CycleContext, plan: PairPlan, side: Side, wanted: readonly Wanted[]): Promise<Answers> {
  const found: Answers = new Map();
  const { app, object, capabilities } = plan.sync[side];
  for (const batch of inChunks(wanted, capabilities.batchLimits.lookup)) {
    const keys = batch.map(({ intent, fields }) =>
      Object.fromEntries(fields.map((field) => [field, intent.fields[field] ?? null])),
    );
    const answers = await app.findByKey(
      { object: object.id, keys, fields: [...plan[side].fields.keys()] },
      { signal: context.signal },
    );
    // What lags behind is looked at and not kept.
    const current = answers.filter((_, index) => batch[index]?.consistent === true).flat();
    await context.store.transaction((database) =>
      observeRecords(database, plan[side], current, { at: context.clock.now(), normalizers: context.normalizers }),
    );
    for (const [index, entry] of batch.entries()) {
      const same = (answers[index] ?? []).filter((record) => bears(context, plan, side, entry, record));
      if (same.length > 0) found.set(entry.intent.writeId, { sure: same.map(({ id }) => id), likely: [] });
    }
  }
  return found;
}

/**
 * A look-up that lags is made once it must show the effect of the create, and believed only for what it shows: the
 * records are read by their ids, and those that are there, without a link and with the key, are candidates.
 */
async function lookUpLate(
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  wanted: readonly Wanted[],
): Promise<Answers> {
  const confirmed: Answers = new Map();
  if (wanted.length === 0 || !(await awaitLookUp(context, plan, side, wanted))) return confirmed;
  const shown = await lookUp(context, plan, side, wanted);
  const ids = [...new Set([...shown.values()].flatMap(({ sure }) => sure))];
  const { database } = context.store;
  const linked = await linksByRecord(database, plan.pair, side, ids);
  const free = ids.filter((id) => !linked.has(id));
  await verifyRecords(context, plan[side], free);
  const records = await loadObservations(database, plan[side].object, free);
  for (const entry of wanted) {
    const same = (shown.get(entry.intent.writeId)?.sure ?? []).filter((id) => {
      const record = records.get(id);
      return record && !record.gone && bears(context, plan, side, entry, record);
    });
    if (same.length > 0) confirmed.set(entry.intent.writeId, { sure: same, likely: [] });
  }
  return confirmed;
}

/**
 * Waits until the look-up shows whatever these creates have done. False: the whole object is read rather, because that
 * takes no more calls than to look up and to verify, or because the look-up lags too long.
 */
async function awaitLookUp(
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  wanted: readonly Wanted[],
): Promise<boolean> {
  const { connection, object, capabilities } = plan.sync[side];
  const { lookup, read } = capabilities.batchLimits;
  const records = await countObservations(context.store.database, plan[side].object);
  if (Math.ceil(records / read) <= Math.ceil(wanted.length / lookup) + Math.ceil(wanted.length / read)) return false;
  const now = context.clock.now();
  const latest = Math.max(...wanted.map(({ intent }) => intent.unknownAt ?? now));
  const ms = latest + capabilities.lookupDelayMs - now;
  if (ms > longestWaitMs) return false;
  if (ms > 0) {
    context.report({ kind: 'look-up-awaited', connection, object: object.name, ms });
    await context.clock.sleep(ms, context.signal);
  }
  return true;
}

function bears(
  { normalizers }: CycleContext,
  plan: PairPlan,
  side: Side,
  { intent, fields }: Wanted,
  shown: KeyedRecord,
): boolean {
  const [first] = fields;
  if (fields.length === 1 && first !== undefined && first === plan.sync.identity[side]) {
    return agrees(plan[side], first, shown.fields, intent.fields);
  }
  const key = plan.sync.matchKeys.find((candidate) =>
    candidate.parts.every((part, index) => part[side] === fields[index]),
  );
  if (key === undefined) return false;
  return keysOf(key, side, shown, normalizers).includes(keyOf(key, side, intent.fields, normalizers));
}

/** A full read shows the answer, if there is one. */
async function readAll(
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  intents: readonly Intent[],
): Promise<Answers> {
  await pullChanges(context, plan[side], { full: true });
  const { database } = context.store;
  const found = new Map<string, Candidates>(intents.map((intent) => [intent.writeId, { sure: [], likely: [] }]));
  for await (const page of observationPages(database, plan[side].object, 1000)) {
    const linked = await linksByRecord(
      database,
      plan.pair,
      side,
      page.map((record) => record.id),
    );
    for (const record of page) {
      if (linked.has(record.id)) continue;
      for (const intent of intents) {
        const answer = couldAnswer(plan, intent, record, context.normalizers);
        if (answer !== 'no') found.get(intent.writeId)?.[answer].push(record.id);
      }
    }
  }
  return found;
}
