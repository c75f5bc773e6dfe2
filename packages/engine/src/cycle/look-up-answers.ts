import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { observeRecords } from '../pull/observe-records.ts';
import { verifyRecords } from '../pull/verify-absence.ts';
import { countObservations } from '../store/count-observations.ts';
import { inChunks } from '../store/in-chunks.ts';
import type { Intent } from '../store/intents.ts';
import { linksByRecord } from '../store/links.ts';
import type { Side } from '../store/side.ts';
import { isFilled, type Proof } from './could-answer.ts';

/** A look-up that lags by more than this is not waited for: the whole object is read at once. */
const longestWaitMs = 60_000;

/** An intent, and how its answer is looked for. */
export interface Wanted {
  readonly intent: Intent;
  /** Fields of its side by which it is looked up, one key after the other. Empty: none can be looked up. */
  readonly keys: readonly (readonly string[])[];
  /** What the look-up shows may be outdated. */
  readonly lags: boolean;
  /** What says that there is none. */
  readonly proof: Proof;
}

/**
 * The identity field that was sent, or else every match key of which the look-up is consistent. Where all look-ups lag, one key: what
 * it does not show is listed anyway.
 */
export function wantedBy(plan: PairPlan, side: Side, intent: Intent): Wanted {
  const identity = plan.sync.identity[side];
  const lookUpOf = (field: string) => plan[side].fields.get(field)?.lookup ?? 'none';
  const isBorne = (fields: readonly string[]) =>
    fields.every((field) => lookUpOf(field) !== 'none' && isFilled(plan[side], field, intent.fields));
  const lags = (fields: readonly string[]) => fields.some((field) => lookUpOf(field) === 'delayed');
  const own = (identity === null ? [] : [[identity]]).filter(isBorne);
  const keys = plan.sync.matchKeys.map(({ parts }) => parts.map((part) => part[side])).filter(isBorne);
  if (own.length > 0 && !own.some(lags)) return { intent, keys: own, lags: false, proof: 'identity' };
  const prompt = keys.filter((fields) => !lags(fields));
  if (prompt.length > 0) return { intent, keys: prompt, lags: false, proof: 'keys' };
  return { intent, keys: [...own, ...keys].slice(0, 1), lags: true, proof: 'list' };
}

/** Stores what consistent look-ups show. */
export async function lookUp(
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  wanted: readonly Wanted[],
): Promise<void> {
  for await (const shown of lookedUp(context, plan, side, wanted)) {
    await context.store.transaction((database) =>
      observeRecords(database, plan[side], shown, { at: context.clock.now(), normalizers: context.normalizers }),
    );
  }
}

/**
 * A look-up that lags is made once it must show the effect of the create, and believed only for what it shows: what it finds
 * is not kept but read by its id. False: the whole object is read rather.
 */
export async function lookUpLate(
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  wanted: readonly Wanted[],
): Promise<boolean> {
  if (wanted.length === 0) return true;
  if (!(await awaitLookUp(context, plan, side, wanted))) return false;
  const ids: string[] = [];
  for await (const shown of lookedUp(context, plan, side, wanted)) ids.push(...shown.map(({ id }) => id));
  const linked = await linksByRecord(context.store.database, plan.pair, side, ids);
  await verifyRecords(
    context,
    plan[side],
    ids.filter((id) => !linked.has(id)),
  );
  return true;
}

/** Batch by batch. */
async function* lookedUp(context: CycleContext, plan: PairPlan, side: Side, wanted: readonly Wanted[]) {
  const { app, object, capabilities } = plan.sync[side];
  const keys = wanted.flatMap(({ intent, keys: ofIntent }) =>
    ofIntent.map((fields) => Object.fromEntries(fields.map((field) => [field, intent.fields[field] ?? null]))),
  );
  for (const batch of inChunks(keys, capabilities.batchLimits.lookup)) {
    const request = { object: object.id, keys: batch, fields: [...plan[side].fields.keys()] };
    const answers = await app.findByKey(request, { signal: context.signal });
    yield answers.flat();
  }
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
