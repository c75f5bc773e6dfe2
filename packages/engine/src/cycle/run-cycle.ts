import type { Kysely } from 'kysely';
import type { CycleContext, CyclePlan, PairPlan } from '../context/cycle-context.ts';
import { finishAll } from '../context/finish-all.ts';
import { emptyTally, type SyncTally } from '../context/sync-tally.ts';
import type { WriteBudget } from '../context/write-budget.ts';
import { type CycleReport, reportCycle } from '../report/cycle-report.ts';
import { pairsInReview } from '../store/conflicts.ts';
import type { Database } from '../store/database.ts';
import { dropHalfPlannedUndo, dropUndo } from '../store/decisions.ts';
import { forgetHinted } from '../store/hinted-counts.ts';
import { pruneLog, type Retention } from '../store/prune-log.ts';
import { startRun } from '../store/runs.ts';
import { BrakedPairs } from './braked-pairs.ts';
import { choosePairs } from './choose-pairs.ts';
import { countCalls } from './count-calls.ts';
import { createCycleContext } from './create-cycle-context.ts';
import type { CycleRequest } from './cycle-request.ts';
import { lookAtHints } from './look-at-hints.ts';
import { newRunId } from './new-run-id.ts';
import { noteEnd } from './note-end.ts';
import { planResolution } from './plan-resolution.ts';
import { checkUndo, planUndo } from './plan-undo.ts';
import { prepareCycle } from './prepare-cycle.ts';
import { runPasses } from './run-passes.ts';
import { endPulls, type Pulls, startPulls } from './start-pulls.ts';
import { unlessRefused } from './stopped-pairs.ts';
import { tellUnreachable } from './tell-unreachable.ts';

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
  if (isNotedEarly) await store.transaction((database) => startRun(database, start));
  const prepare = (): Promise<CyclePlan> => prepareCycle(store, request.syncs, request.normalizers);
  const plan = isNotedEarly ? await noteEnd({ ...request, run }, prepare) : await prepare();
  const chosen = await choosePairs(plan, request);
  const report = request.report ?? (() => undefined);
  const undecided = await pairsInReview(store.database);
  const context = createCycleContext(request, { run, plan, undecided, hintedOnly: hints !== undefined });
  const tallies = new Map<PairPlan, SyncTally>(chosen.map((pair) => [pair, emptyTally()]));
  if (hints) {
    const isNews = await lookAtHints(context, chosen, hints, (pair, looking) => countCalls(pair, tallies, looking));
    if (!isNews) return { run, mode: request.mode, status: 'done', syncs: [], stopped: [] };
    await store.transaction((database) => startRun(database, start));
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
    if (request.resolve) await planResolution(inner, chosen, request.resolve, request.askedBy ?? null);
    const met = await runPasses(inner, { tallies, pulls, braked }, budget, startedAt);
    if (planned) await inner.store.transaction((database) => dropStoppedUndo(database, inner));
    const undo = planned && (await tellUnreachable(inner, chosen, planned));
    const stopped = [...refused, ...met];
    const { mode, refusedBy = () => null } = request;
    return reportCycle(inner, { run, mode, pairs: chosen, tallies, braked, stopped, refusedBy, ...(undo && { undo }) });
  };
  const result = await endPulls(pulls, ended, async () => {
    if (request.mode === 'sync') return noteEnd(context, () => work(context));
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
