import { areEquivalent, type CanonicalValue, type Fields } from '@linkwright/core';
import { observeRecords } from '../pull/observe-records.ts';
import { pullChanges } from '../pull/pull-changes.ts';
import { closeIntents, type Intent, loadIntents } from '../store/intents.ts';
import { addLink, linksByRecord } from '../store/links.ts';
import { type Observation, observationPages } from '../store/observations.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import { markDirty, putHolds } from '../store/work.ts';
import type { CycleContext, ObjectPlan, PairPlan } from './cycle-context.ts';

/**
 * Creates whose answer nobody saw: the record is looked for by a consistent read before anything is created again.
 *
 * Exactly one unlinked record that could be the answer is adopted; none, proven, lets the next pass create it; several
 * are held for review. A lagging search proves nothing, so without a consistent look-up the whole object is read.
 */
export async function resolveIntents(context: CycleContext, plan: PairPlan): Promise<void> {
  for (const side of sides) {
    const intents = (await loadIntents(context.store.database, plan.pair)).filter((intent) => intent.side === side);
    if (intents.length === 0) continue;
    const found = (await lookUp(context, plan, side, intents)) ?? (await readAll(context, plan, side, intents));
    for (const intent of intents) await resolve(context, plan, intent, found.get(intent.writeId) ?? []);
  }
}

/** By the identity field, or by a match key whose look-up is consistent. `null`: there is no such field. */
async function lookUp(
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  intents: readonly Intent[],
): Promise<Map<string, readonly string[]> | null> {
  const end = plan.sync[side];
  const fields = lookUpFields(plan, side);
  if (!fields || !intents.every((intent) => fields.every((field) => !isBlank(intent.fields[field])))) return null;
  const found = new Map<string, readonly string[]>();
  const limit = end.capabilities.batchLimits.lookup;
  for (let start = 0; start < intents.length; start += limit) {
    const batch = intents.slice(start, start + limit);
    const keys = batch.map((intent) =>
      Object.fromEntries(fields.map((field) => [field, intent.fields[field] ?? null])),
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
      const same = (answers[index] ?? []).filter((record) => agrees(plan[side], fields, record.fields, intent.fields));
      found.set(
        intent.writeId,
        same.map((record) => record.id),
      );
    }
  }
  return found;
}

function lookUpFields(plan: PairPlan, side: Side): readonly string[] | null {
  const identity = plan.sync.identity[side];
  const candidates = [
    ...(identity === null ? [] : [[identity]]),
    ...plan.sync.matchKeys.map((key) => key.parts.map((part) => part[side])),
  ];
  return (
    candidates.find((fields) => fields.every((field) => plan[side].fields.get(field)?.lookup === 'consistent')) ?? null
  );
}

/** A full read shows the answer, if there is one: a record that agrees with every value that was sent. */
async function readAll(
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  intents: readonly Intent[],
): Promise<Map<string, readonly string[]>> {
  await pullChanges(context, plan[side], { full: true });
  const found = new Map<string, string[]>();
  for await (const page of observationPages(context.store.database, plan[side].object, 1000)) {
    for (const intent of intents) {
      for (const record of page) {
        if (!couldAnswer(plan[side], record, intent)) continue;
        found.set(intent.writeId, [...(found.get(intent.writeId) ?? []), record.id]);
      }
    }
  }
  return found;
}

function couldAnswer(plan: ObjectPlan, record: Observation, intent: Intent): boolean {
  const sent = Object.keys(intent.fields).filter((field) => !isBlank(intent.fields[field]));
  return agrees(plan, sent, record.fields, intent.fields);
}

function agrees(plan: ObjectPlan, fields: readonly string[], shown: Fields, sent: Fields): boolean {
  return fields.every((id) => {
    const field = plan.fields.get(id);
    const value = shown[id];
    return field !== undefined && value !== undefined && areEquivalent(field, value, sent[id] ?? null);
  });
}

const isBlank = (value: CanonicalValue | undefined): boolean => value === null || value === undefined || value === '';

async function resolve(
  context: CycleContext,
  plan: PairPlan,
  intent: Intent,
  candidates: readonly string[],
): Promise<void> {
  const origin = otherSide(intent.side);
  await context.store.transaction(async (database) => {
    const linkedOrigin = await linksByRecord(database, plan.pair, origin, [intent.origin]);
    const linked = await linksByRecord(database, plan.pair, intent.side, candidates);
    const free = candidates.filter((id) => !linked.has(id));
    const [answer, ...others] = linkedOrigin.size > 0 ? [] : free;
    if (answer !== undefined && others.length > 0) {
      const text = `its create was not answered, and ${free.length} records could be it`;
      const records = free.map((id) => ({ side: intent.side, id }));
      const hold = { side: origin, id: intent.origin, reason: 'in-review' as const, detail: { text, records } };
      await putHolds(database, plan.pair, [hold], context.clock.now());
      return;
    }
    if (answer !== undefined) {
      const ends = origin === 'left' ? { left: intent.origin, right: answer } : { left: answer, right: intent.origin };
      await addLink(database, { pair: plan.pair, ...ends, reason: 'adopted', at: context.clock.now() });
    }
    await closeIntents(database, [intent.writeId]);
    await markDirty(database, plan.pair, origin, [intent.origin]);
  });
}
