import type { AuthenticationError, BrakeName, Clock, Normalizers } from '@linkwright/core';
import type { Kysely } from 'kysely';
import { withCallCounter } from '../connect/call-counter.ts';
import type { CompiledSync } from '../context/compiled-sync.ts';
import type { CycleContext, CyclePlan, ObjectPlan, PairPlan } from '../context/cycle-context.ts';
import type { CycleEvent } from '../context/cycle-event.ts';
import { finishAll } from '../context/finish-all.ts';
import type { StoppedSync } from '../context/stopped-sync.ts';
import { emptyTally, type SyncTally } from '../context/sync-tally.ts';
import type { WriteBudget } from '../context/write-budget.ts';
import { dropPendingOfLeaving } from '../filter/drop-pending-of-leaving.ts';
import { isFiltered } from '../filter/standing.ts';
import type { NamedHint } from '../pull/named-hint.ts';
import { pullChanges } from '../pull/pull-changes.ts';
import { readMissingAssociations } from '../pull/scan-associations.ts';
import { type CycleReport, reportCycle } from '../report/cycle-report.ts';
import { pairsInReview } from '../store/conflicts.ts';
import type { Database } from '../store/database.ts';
import { countDecisions, dropHalfPlannedUndo, dropUndo } from '../store/decisions.ts';
import { forgetFormerKeys } from '../store/former-keys.ts';
import { forgetHinted } from '../store/hinted-counts.ts';
import { markInterrupted } from '../store/intents.ts';
import { noteMappedAssociations } from '../store/mapped-associations.ts';
import { pruneLog, type Retention } from '../store/prune-log.ts';
import { finishRun, startRun } from '../store/runs.ts';
import { sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import { countDirty, wakeDueRecords } from '../store/work.ts';
import { BrakedPairs } from './braked-pairs.ts';
import { focusOnReferred } from './focus-on-referred.ts';
import { giveBackHeld } from './give-back-held.ts';
import { lookAtHints } from './look-at-hints.ts';
import { siblingsOf } from './number-syncs.ts';
import { pairOfConflict, planResolution, type ResolveRequest } from './plan-resolution.ts';
import { checkUndo, pairsWritten, planUndo } from './plan-undo.ts';
import { prepareCycle } from './prepare-cycle.ts';
import { processPair } from './process-pair.ts';
import { resolveIntents } from './resolve-intents.ts';
import { resolveUnreadWrites } from './resolve-unread-writes.ts';
import { StoppedPairs, unlessRefused } from './stopped-pairs.ts';
import { tellUnreachable } from './tell-unreachable.ts';
import type { UndoRequest } from './undo-request.ts';

export interface CycleRequest {
  /** Compiled syncs in order, those that only serve as targets included. */
  readonly syncs: readonly CompiledSync[];
  /** Names of the syncs to run. Absent: all. */
  readonly only?: readonly string[];
  /** Not run, and told in the report: what `compileSyncs` could not have of an app. Absent: none. */
  readonly stopped?: readonly StoppedSync[];
  /** The connection that a refusal came from, to be kept with the run. Absent: nobody knows. */
  readonly refusedBy?: (error: AuthenticationError) => string | null;
  readonly store: Store;
  readonly mode: 'plan' | 'sync';
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly normalizers: Normalizers;
  readonly signal: AbortSignal;
  /** Writes at most so many records. */
  readonly limit?: number;
  /** Compares both sides completely, instead of reading what changed. */
  readonly full?: boolean;
  /**
   * Looks at these records alone, in place of what has changed since the last run, and carries what turns out to be news; in a
   * sync only. Where nothing does, there was no run, and the report tells of no sync. Absent: everything is looked at.
   */
  readonly hints?: readonly NamedHint[];
  /** Brakes that do not pull in this run. Absent: none. */
  readonly allow?: readonly BrakeName[];
  /**
   * Takes a run back, and writes nothing else. Absent: brings both sides in step. In a plan it is worked out and forgotten; in a
   * sync it is a decision that stands until it is written.
   */
  readonly undo?: UndoRequest;
  /** Decides a conflict as somebody has said, and writes nothing else. Absent: nobody has. */
  readonly resolve?: ResolveRequest;
  /** Who wanted the run: kept with it as it is. Absent: nobody is named. */
  readonly askedBy?: string;
  /** How long the log is kept; what is older is forgotten at the end of a sync. Absent: for ever. */
  readonly keep?: Retention;
  readonly report?: (event: CycleEvent) => void;
}

/**
 * An edit can call for another one: a target that got its link, a value that an app filled in, a record that was there
 * already. Each pass settles one such step; more than a few mean that two apps do not agree, and the rest waits for the
 * next cycle.
 */
const passes = 6;

/** One cycle: pull both sides, then match, merge, plan, apply and associate until nothing is left to do. */
export async function runCycle(request: CycleRequest): Promise<CycleReport> {
  const { store, clock } = request;
  const hints = request.mode === 'sync' ? request.hints : undefined;
  const run = newRunId(clock, request.random);
  const refused = (request.stopped ?? []).filter(({ name }) => request.only?.includes(name) ?? true);
  if (request.undo) await checkUndo(store, request.undo.run);
  const startedAt = clock.now();
  const start = { id: run, at: startedAt, askedBy: request.askedBy ?? null };
  // Before anything else is done: whatever ends this process, the run has been there. A plan leaves no trace, nor do hints of no news.
  const isNotedEarly = request.mode === 'sync' && hints === undefined;
  if (isNotedEarly) await startRun(store, start);
  const prepare = (): Promise<CyclePlan> => prepareCycle(store, request.syncs, request.normalizers);
  const plan = isNotedEarly ? await noting({ ...request, run }, prepare) : await prepare();
  const asked = chosenPairs(plan, request.only, request.stopped ?? []);
  const chosen = await pairsMeant(store, request, asked);
  const report = request.report ?? (() => undefined);
  const context: CycleContext = {
    run,
    store,
    clock,
    random: request.random,
    signal: request.signal,
    normalizers: request.normalizers,
    report,
    objects: new Map(plan.objects.map((object) => [object.object, object])),
    pulled: new Set(),
    siblings: siblingsOf(plan.pairs),
    preview: false,
    braked: new Set(),
    decidedOnly: request.undo !== undefined || request.resolve !== undefined,
    hintedOnly: hints !== undefined,
    undecided: await pairsInReview(store.database),
    reviewed: new Set(),
    unkept: new Map(),
    taken: { tries: new Map(), holders: new Map(), fields: new Set() },
  };
  const tallies = new Map<PairPlan, SyncTally>(chosen.map((pair) => [pair, emptyTally()]));
  if (hints) {
    const isNews = await lookAtHints(context, chosen, hints, (pair, looking) => countingCalls(pair, tallies, looking));
    if (!isNews) return { run, mode: request.mode, status: 'done', syncs: [], stopped: [] };
    await startRun(store, start);
  }
  report({ kind: 'run-started', run, syncs: chosen.map((pair) => pair.sync.name) });
  if (request.mode === 'sync') await store.transaction((database) => dropHalfPlannedUndo(database));
  const ended = new AbortController();
  const reading = { ...context, signal: AbortSignal.any([request.signal, ended.signal]) };
  const pulls: Pulls = hints ? new Map() : startPulls(reading, plan, tallies, request.full === true);
  const work = async (inner: CycleContext): Promise<CycleReport> => {
    const budget: WriteBudget = { left: request.limit ?? Number.POSITIVE_INFINITY, owed: 0 };
    const braked = new BrakedPairs(inner, chosen, request.allow ?? []);
    if (inner.decidedOnly) await finishAll([...pulls.values()].map((pull) => pull.catch(unlessRefused)));
    // What has been changed since is known once everything has been read.
    const planned = request.undo && (await planUndo(inner, chosen, request.undo));
    if (request.resolve) await planResolution(inner, chosen, request.resolve);
    const met = await processAll(inner, { tallies, pulls, braked }, budget, startedAt);
    if (planned) await inner.store.transaction((database) => dropStoppedUndo(database, inner));
    const undo = planned && (await tellUnreachable(inner, chosen, planned));
    const stopped = [...refused, ...met];
    const { mode, refusedBy = () => null } = request;
    return reportCycle(inner, { run, mode, pairs: chosen, tallies, braked, stopped, refusedBy, ...(undo && { undo }) });
  };
  const result = await finishing(pulls, ended, async () => {
    if (request.mode === 'sync') return noting(context, () => work(context));
    // A preview holds the store's connection, so everything is read before it begins.
    await finishAll([...pulls.values()].map((pull) => pull.catch(unlessRefused)));
    return store.preview((preview) => work({ ...context, store: preview, preview: true }));
  });
  if (request.mode === 'sync' && !hints) {
    await store.transaction((database) => forgetHinted(database, context.pulled));
  }
  if (request.mode === 'sync' && request.keep) await forgetOld(context, request.keep);
  report({ kind: 'run-finished', run, status: result.status });
  return result;
}

/** In steps, so that nobody waits long for the state. */
async function forgetOld({ store, clock, signal }: CycleContext, keep: Retention): Promise<void> {
  while (await store.transaction((database) => pruneLog(database, keep, clock.now()))) signal.throwIfAborted();
}

/** What a brake stops is not to be done by the next sync either. */
async function dropStoppedUndo(database: Kysely<Database>, { braked, preview }: CycleContext): Promise<void> {
  if (preview) return;
  for (const pair of braked) await dropUndo(database, pair);
}

/** A run that carries out what people have decided reads and writes no more than that needs. */
async function pairsMeant(
  store: Store,
  { undo, resolve }: CycleRequest,
  asked: readonly PairPlan[],
): Promise<readonly PairPlan[]> {
  if (undo) return pairsWritten(store, undo.run, asked);
  return resolve ? pairOfConflict(store, resolve.conflict, asked) : asked;
}

/** Reads that are under way are ended and waited for when the work has failed: the state is about to be closed. */
async function finishing<Result>(pulls: Pulls, stopped: AbortController, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    stopped.abort(error);
    throw error;
  } finally {
    await Promise.allSettled(pulls.values());
  }
}

/** A run that does not come to its end says so, if its store still takes anything. */
async function noting<Result>(
  { store, run, clock, signal }: Pick<CycleContext, 'store' | 'run' | 'clock' | 'signal'>,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const status = signal.aborted ? 'interrupted' : 'failed';
    await finishRun(store, { id: run, status, at: clock.now(), report: null }).catch(() => undefined);
    throw error;
  }
}

/** The pairs that were asked for, with the implied ones that their associations need. */
function chosenPairs(
  plan: CyclePlan,
  only: readonly string[] | undefined,
  stopped: readonly StoppedSync[],
): readonly PairPlan[] {
  const pairs = plan.pairs.filter(({ sync }) => !stopped.some(({ name }) => name === sync.name));
  if (only === undefined) return pairs;
  const asked = pairs.filter((pair) => only.includes(pair.sync.name));
  const needed = new Set(asked.flatMap((pair) => pair.associations.map(({ target }) => target.pair)));
  return pairs.filter((pair) => asked.includes(pair) || (pair.sync.implied && needed.has(pair.pair)));
}

/** Resolves once an object has been read; the objects of a pair are waited for before the pair is worked on. */
type Pulls = ReadonlyMap<ObjectPlan, Promise<void>>;

/** Both sides are read at the same time; the objects of one connection one after the other, in the order of the syncs. */
function startPulls(
  context: CycleContext,
  plan: CyclePlan,
  tallies: ReadonlyMap<PairPlan, SyncTally>,
  full: boolean,
): Pulls {
  const chosen = [...tallies.keys()];
  const pulls = new Map<ObjectPlan, Promise<void>>();
  const lastOf = new Map<string, Promise<void>>();
  for (const object of plan.objects) {
    const [pair] = chosen.filter((candidate) => candidate.left === object || candidate.right === object);
    if (!pair) continue;
    const before = lastOf.get(object.end.connection)?.catch(unlessRefused) ?? Promise.resolve();
    const pull = before.then(() => countingCalls(pair, tallies, () => pullChanges(context, object, { full })));
    // Whoever waits for the pull is told of a failure; until then it must not count as one that nobody handles.
    pull.catch(() => undefined);
    pulls.set(object, pull);
    lastOf.set(object.end.connection, pull);
  }
  return pulls;
}

/** Adds the calls that some work makes to the sync it is done for. */
function countingCalls<Result>(
  pair: PairPlan,
  tallies: ReadonlyMap<PairPlan, SyncTally>,
  work: () => Promise<Result>,
): Promise<Result> {
  const tally = tallies.get(pair);
  return withCallCounter((connection) => {
    for (const side of sides) if (tally && pair.sync[side].connection === connection) tally.calls[side] += 1;
  }, work);
}

/** Resolves to the syncs that an app stopped on the way. */
async function processAll(
  context: CycleContext,
  {
    tallies,
    pulls,
    braked,
  }: { readonly tallies: ReadonlyMap<PairPlan, SyncTally>; readonly pulls: Pulls; readonly braked: BrakedPairs },
  budget: WriteBudget,
  startedAt: number,
): Promise<readonly StoppedSync[]> {
  const { store } = context;
  const pairs = [...tallies.keys()];
  await store.transaction(async (database) => {
    for (const { pair, associations } of pairs) {
      await noteMappedAssociations(
        database,
        pair,
        associations.map(({ association }) => association),
      );
      await wakeDueRecords(database, pair, context.clock.now());
      await markInterrupted(database, pair, context.clock.now());
    }
  });
  const stopped = new StoppedPairs();
  const workOn = (pair: PairPlan, tally: SyncTally, pass: number): Promise<void> =>
    stopped.guard(pair, async () => {
      if (braked.has(pair)) return;
      await finishAll(sides.map((side) => pulls.get(pair[side]) ?? Promise.resolve()));
      await finishAll(filteredObjectsAround(context, pair).map((object) => pulls.get(object) ?? Promise.resolve()));
      await countingCalls(pair, tallies, async () => {
        await resolveUnreadWrites(context, pair);
        if (!context.preview) await resolveIntents(context, pair);
        if (pass > 0 && !context.preview) {
          for (const side of sides) await readMissingAssociations(context, pair[side]);
        }
        if (pass === 0) await focusOnReferred(context, pair);
        if (await braked.stop(pair, pass)) return;
        await dropPendingOfLeaving(context, pair);
        await processPair(context, pair, tally, budget);
      });
    });
  for (let pass = 0; pass < passes && budget.left > 0; pass += 1) {
    for (const [pair, tally] of tallies) await workOn(pair, tally, pass);
    let left = 0;
    let decided = 0;
    const going = pairs.filter((one) => !stopped.has(one) && !braked.has(one));
    for (const pair of going) {
      await focusOnReferred(context, pair);
      left += await countDirty(store.database, pair.pair);
      if (context.decidedOnly) decided += await countDecisions(store.database, pair.pair);
    }
    // A record that was archived is settled with the next pass.
    const isDone = context.decidedOnly ? pass > 0 && decided === 0 : left === 0;
    if (!isDone) continue;
    await giveBackHeld(context, going);
    if (context.decidedOnly) break;
    // An association that was not looked at may still name its target so.
    if (context.hintedOnly) break;
    await store.transaction((database) => forgetFormerKeys(database, keysNamedBy(context, going), startedAt));
    break;
  }
  return stopped.list();
}

/** Keys of which every association that names its targets so belongs to one of these pairs. */
function keysNamedBy({ siblings }: CycleContext, pairs: readonly PairPlan[]): readonly number[] {
  const definitionsOf = (plans: readonly PairPlan[]): readonly number[] =>
    plans.flatMap(({ associations }) =>
      associations.flatMap(({ keys }) => sides.flatMap((side) => keys[side]?.definition ?? [])),
    );
  const others = new Set(definitionsOf([...siblings.values()].flat().filter((plan) => !pairs.includes(plan))));
  return [...new Set(definitionsOf(pairs))].filter((definition) => !others.has(definition));
}

/**
 * Objects whose records may have left a filter: as targets their edges then stay as they are, and as referrers they decide
 * which targets an implied sync makes.
 */
function filteredObjectsAround({ siblings }: CycleContext, plan: PairPlan): readonly ObjectPlan[] {
  const targets = plan.associations.map(({ target }) => target.pair);
  const referrers = plan.referrers?.map(({ pair }) => pair) ?? [];
  return [...new Set([...targets, ...referrers])].flatMap((pair) => {
    const plans = siblings.get(pair) ?? [];
    return isFiltered(plans) ? plans.flatMap(({ left, right }) => [left, right]) : [];
  });
}

function newRunId(clock: Clock, random: () => number): string {
  const stamp = new Date(clock.now())
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z');
  return `${stamp}-${Math.floor(random() * 2 ** 24)
    .toString(16)
    .padStart(6, '0')}`;
}
