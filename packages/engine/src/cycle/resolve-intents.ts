import { keyOf } from '@linkwright/core';
import { baseOfAnswer } from '../merge/merge-fields.ts';
import { observeRecords } from '../pull/observe-records.ts';
import { pullChanges } from '../pull/pull-changes.ts';
import { markDirty } from '../store/dirty.ts';
import { wakeSourcesOf } from '../store/edges.ts';
import { closeIntents, type Intent, loadIntents } from '../store/intents.ts';
import { addLinks, linksByRecord } from '../store/links.ts';
import { loadObservations, observationPages } from '../store/observations.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import { putHolds } from '../store/work.ts';
import { agrees, couldAnswer, isBlank } from './could-answer.ts';
import type { CycleContext, PairPlan } from './cycle-context.ts';

/** Ids of records that an unanswered create may have made. */
interface Candidates {
  readonly sure: string[];
  readonly likely: string[];
}

/**
 * Creates whose answer nobody saw: the record is looked for by a consistent read before anything is created again.
 *
 * Exactly one unlinked record that is the answer is adopted; none, proven, lets the next pass create it; several, or
 * one that only resembles it, are held for review. A lagging search proves nothing, so without a consistent look-up the
 * whole object is read.
 */
export async function resolveIntents(context: CycleContext, plan: PairPlan): Promise<void> {
  for (const side of sides) {
    const intents = (await loadIntents(context.store.database, plan.pair)).filter(
      (intent) => intent.side === side && !context.reviewed.has(intent.writeId),
    );
    if (intents.length === 0) continue;
    const found = (await lookUp(context, plan, side, intents)) ?? (await readAll(context, plan, side, intents));
    for (const intent of intents) {
      await resolve(context, plan, intent, found.get(intent.writeId) ?? { sure: [], likely: [] });
    }
  }
}

/** By the identity field, or by a match key whose look-up is consistent. `null`: there is no such field. */
async function lookUp(
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  intents: readonly Intent[],
): Promise<Map<string, Candidates> | null> {
  const end = plan.sync[side];
  const lookUpBy = consistentFields(plan, side);
  if (!lookUpBy || !intents.every((intent) => lookUpBy.every((field) => !isBlank(intent.fields[field])))) return null;
  const isIdentity = lookUpBy.length === 1 && lookUpBy[0] === plan.sync.identity[side];
  const found = new Map<string, Candidates>();
  const limit = end.capabilities.batchLimits.lookup;
  for (let start = 0; start < intents.length; start += limit) {
    const batch = intents.slice(start, start + limit);
    const keys = batch.map((intent) =>
      Object.fromEntries(lookUpBy.map((field) => [field, intent.fields[field] ?? null])),
    );
    const answers = await end.app.findByKey(
      { object: end.object.id, keys, fields: [...plan[side].fields.keys()] },
      { signal: context.signal },
    );
    await context.store.transaction((database) =>
      observeRecords(database, plan[side], answers.flat(), {
        at: context.clock.now(),
        normalizers: context.normalizers,
      }),
    );
    for (const [index, intent] of batch.entries()) {
      const same = (answers[index] ?? []).filter((record) =>
        isIdentity
          ? lookUpBy.every((field) => agrees(plan[side], field, record.fields, intent.fields))
          : bearsSameKey(context, plan, side, lookUpBy, record.fields, intent.fields),
      );
      found.set(intent.writeId, { sure: same.map((record) => record.id), likely: [] });
    }
  }
  return found;
}

function bearsSameKey(
  { normalizers }: CycleContext,
  plan: PairPlan,
  side: Side,
  fields: readonly string[],
  shown: Intent['fields'],
  sent: Intent['fields'],
): boolean {
  const key = plan.sync.matchKeys.find((candidate) =>
    candidate.parts.every((part, index) => part[side] === fields[index]),
  );
  return key !== undefined && keyOf(key, side, shown, normalizers) === keyOf(key, side, sent, normalizers);
}

function consistentFields(plan: PairPlan, side: Side): readonly string[] | null {
  const identity = plan.sync.identity[side];
  const candidates = [
    ...(identity === null ? [] : [[identity]]),
    ...plan.sync.matchKeys.map((key) => key.parts.map((part) => part[side])),
  ];
  return (
    candidates.find((fields) => fields.every((field) => plan[side].fields.get(field)?.lookup === 'consistent')) ?? null
  );
}

/** A full read shows the answer, if there is one. */
async function readAll(
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  intents: readonly Intent[],
): Promise<Map<string, Candidates>> {
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

async function resolve(context: CycleContext, plan: PairPlan, intent: Intent, candidates: Candidates): Promise<void> {
  const origin = otherSide(intent.side);
  await context.store.transaction(async (database) => {
    const linkedOrigin = await linksByRecord(database, plan.pair, origin, [intent.origin]);
    const all = [...candidates.sure, ...candidates.likely];
    const linked = await linksByRecord(database, plan.pair, intent.side, all);
    const free = linkedOrigin.size > 0 ? [] : all.filter((id) => !linked.has(id));
    const sure = free.filter((id) => candidates.sure.includes(id));
    const [answer] = sure;
    if (sure.length > 1 || (answer === undefined && free.length > 0)) {
      const text = `its create was not answered, and ${free.length === 1 ? 'a record' : `${free.length} records`} could be it`;
      const records = free.map((id) => ({ side: intent.side, id }));
      const hold = { side: origin, id: intent.origin, reason: 'in-review' as const, detail: { text, records } };
      await putHolds(database, plan.pair, [hold], context.clock.now());
      context.reviewed.add(intent.writeId);
      return;
    }
    if (answer !== undefined) {
      const ends = origin === 'left' ? { left: intent.origin, right: answer } : { left: answer, right: intent.origin };
      const shown = (await loadObservations(database, plan[intent.side].object, [answer])).get(answer)?.fields ?? {};
      const base = baseOfAnswer(plan.sync.fields, intent.side, intent.fields, shown);
      await addLinks(database, plan.pair, [{ ...ends, reason: 'adopted', base }], context.clock.now());
      await wakeSourcesOf(database, plan, [ends]);
    }
    await closeIntents(database, [intent.writeId]);
    await markDirty(database, plan.pair, origin, [intent.origin]);
  });
}
