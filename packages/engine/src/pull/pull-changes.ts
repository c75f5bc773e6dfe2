import type { Kysely } from 'kysely';
import type { CycleContext, ObjectPlan } from '../context/cycle-context.ts';
import { countObservations } from '../store/count-observations.ts';
import type { Database } from '../store/database.ts';
import { wakeSourcesWithKeys } from '../store/edges.ts';
import { markAssociationsMissing } from '../store/observations.ts';
import { loadReadState, type ReadState, saveReadState } from '../store/reads.ts';
import { SeenRecords } from '../store/seen-records.ts';
import { observeGone, observeRecords } from './observe-records.ts';
import { planScan } from './plan-scan.ts';
import { readIds, readPages, UnknownCheckpoint } from './read-pages.ts';
import { readMissingAssociations, scanAssociations } from './scan-associations.ts';
import { verifyRecords, verifyUnseen } from './verify-absence.ts';

/** A scan of at most so many calls runs in every cycle; a dearer one when `scan` is due. */
const cheapScanCalls = 20;

/**
 * Brings the store up to date with one object: changed pages, then associations that the pages did not carry, then
 * (when due) what has vanished.
 *
 * `full` reads everything again and compares, which makes up for whatever an app's index may have missed. So does a
 * checkpoint that the connector does not know.
 */
export async function pullChanges(
  context: CycleContext,
  plan: ObjectPlan,
  options: { readonly full: boolean },
): Promise<void> {
  try {
    await pull(context, plan, options);
  } catch (error) {
    if (!(error instanceof UnknownCheckpoint)) throw error;
    const { connection, object } = plan.end;
    context.report({ kind: 'checkpoint-unknown', connection, object: object.name });
    await pull(context, plan, { full: true });
  }
}

async function pull(context: CycleContext, plan: ObjectPlan, options: { readonly full: boolean }): Promise<void> {
  const { clock, store, reading } = context;
  const before = reading?.before.get(plan.object) ?? (await loadReadState(store.database, plan.object));
  const state = before && covers(before, plan) ? before : null;
  const now = clock.now();
  const due = (last: number | null, every: number): boolean => isDue(last, every, now);
  const complete = state?.complete === true;
  const compare = options.full || (complete && due(state.comparedAt, plan.compareMs));
  const everything = !complete || compare;
  const since = compare ? null : (state?.checkpoint ?? null);
  // A reading from the start shows no deletions: what an earlier one has shown, complete or not, may be gone since.
  const known = everything ? await countObservations(store.database, plan.object) : 0;
  const knowsSome = before?.complete === true || known > 0;
  const seen = everything && since === null && knowsSome ? new SeenRecords(plan.object) : null;

  if (before && !coversAssociations(before, plan)) {
    // One is mapped that nobody watched before.
    await store.transaction((database) => markAssociationsMissing(database, plan.object));
  }
  let latest: ReadState = {
    checkpoint: state?.checkpoint ?? null,
    fields: [...plan.fields.keys()],
    associations: plan.associations,
    complete,
    scannedAt: state?.scannedAt ?? null,
    scanDueAt: null,
    // A reading that goes on where another one had stopped has not seen what was deleted since that one began.
    sweptAt: since === null ? now : (state?.sweptAt ?? null),
    comparedAt: state?.comparedAt ?? null,
  };
  let stored: ReadState | null = null;
  const request = {
    since,
    fields: latest.fields,
    associations: latest.associations,
  };
  for await (const page of readPages(plan, request, { signal: context.signal })) {
    latest = { ...latest, checkpoint: page.checkpoint };
    // A comparison that stops half-way starts again: its checkpoints say nothing about what changed meanwhile.
    const storeReached = async (database: Kysely<Database>): Promise<void> => {
      if (!compare) await saveReadState(database, plan.object, latest);
    };
    const storePage = async (database: Kysely<Database>): Promise<readonly string[]> => {
      const { numbers, unsure: ties } = await observeRecords(database, plan, page.records, {
        at: clock.now(),
        normalizers: context.normalizers,
        mayLag: request.since !== null,
      });
      await observeGone(
        database,
        plan,
        page.deleted.map((id) => ({ id, mergedInto: null })),
      );
      await seen?.addNumbered(
        database,
        page.records.flatMap(({ id }) => numbers.get(id) ?? []),
      );
      if (ties.length === 0) await storeReached(database);
      return ties;
    };
    if (reading !== null && page.records.length + page.deleted.length === 0) {
      reading.unsaved.set(plan.object, latest);
    } else {
      const unsure = await store.transaction(storePage, { repeatable: true });
      if (unsure.length > 0) {
        await verifyRecords(context, plan, unsure);
        await store.transaction(storeReached);
      }
      reading?.unsaved.delete(plan.object);
    }
    if (!compare) stored = latest;
    context.report({
      kind: 'page-pulled',
      connection: plan.end.connection,
      object: plan.end.object.name,
      records: page.records.length,
      ...(since === null && before?.complete === true && { expected: known }),
    });
    context.signal.throwIfAborted();
  }

  const scan = await planScan(context, plan);
  if (complete && (compare || scanDue(plan, latest, scan.calls, due))) {
    await scanAssociations(context, plan, scan);
    latest = { ...latest, scannedAt: now };
  } else {
    await readMissingAssociations(context, plan);
    if (!complete) latest = { ...latest, scannedAt: now };
    else if (scan.calls > 0) latest = { ...latest, scanDueAt: (latest.scannedAt ?? now) + plan.scanMs };
  }
  if (seen) {
    await verifyUnseen(context, plan, seen);
  } else if (complete && sweeps(plan) && due(latest.sweptAt, plan.sweepMs)) {
    const sweep = new SeenRecords(plan.object);
    for await (const ids of readIds(plan, { signal: context.signal })) {
      await store.transaction((database) => sweep.add(database, ids), { repeatable: true });
      context.signal.throwIfAborted();
    }
    await verifyUnseen(context, plan, sweep);
    latest = { ...latest, sweptAt: now };
  }
  if (everything) latest = { ...latest, comparedAt: now };
  if (compare) {
    await store.transaction((database) =>
      wakeSourcesWithKeys(
        database,
        plan.targetKeys.map(({ association }) => association),
      ),
    );
  }
  if (stored !== latest || !latest.complete) {
    const done = { ...latest, complete: true };
    if (reading !== null) reading.unsaved.set(plan.object, done);
    else await store.transaction((database) => saveReadState(database, plan.object, done));
  }
  context.pulled.add(plan.object);
  context.report({ kind: 'object-pulled', connection: plan.end.connection, object: plan.end.object.name });
}

const isDue = (last: number | null, every: number, now: number): boolean => last === null || now - last >= every;

const sweeps = ({ end }: ObjectPlan): boolean => end.capabilities.deletions === 'sweep';

/** Will the next reading of an object be asked for nothing but what has changed? `now`: milliseconds since 1970. */
export function isUpToChanges(state: ReadState, plan: ObjectPlan, now: number): boolean {
  if (!state.complete || !covers(state, plan) || isDue(state.comparedAt, plan.compareMs, now)) return false;
  return !sweeps(plan) || !isDue(state.sweptAt, plan.sweepMs, now);
}

/** A field or association that is mapped for the first time is read in full once. */
export function covers(state: ReadState, plan: ObjectPlan): boolean {
  return [...plan.fields.keys()].every((id) => state.fields.includes(id)) && coversAssociations(state, plan);
}

const coversAssociations = (state: ReadState, plan: ObjectPlan): boolean =>
  plan.associations.every((id) => state.associations.includes(id));

function scanDue(
  plan: ObjectPlan,
  state: ReadState,
  calls: number,
  due: (last: number | null, every: number) => boolean,
): boolean {
  if (calls === 0) return false;
  return calls <= cheapScanCalls || due(state.scannedAt, plan.scanMs);
}
