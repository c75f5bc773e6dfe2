import type { CompiledSync } from '../context/compiled-sync.ts';
import type { CyclePlan, ObjectPlan, PairPlan } from '../context/cycle-context.ts';
import { emptyTally, type SyncTally } from '../context/sync-tally.ts';
import { isUpToChanges } from '../pull/pull-changes.ts';
import { type CycleReport, describeCycle } from '../report/cycle-report.ts';
import { forgetHinted } from '../store/hinted-counts.ts';
import { loadReadStates, numberedAs, type ReadState, saveReadState } from '../store/reads.ts';
import { storeEndedRun } from '../store/runs.ts';
import { lookWhetherSettled } from '../store/settled.ts';
import { sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import { pairsAskedFor } from './choose-pairs.ts';
import { createCycleContext } from './create-cycle-context.ts';
import type { CycleRequest } from './cycle-request.ts';
import { newRunId } from './new-run-id.ts';
import { numberSyncs } from './number-syncs.ts';
import { knowForgotten, rulesHash } from './prepare-cycle.ts';
import { guardedStore, type MayStore, NewsFound, quietStore } from './quiet-store.ts';
import { endPulls, startPulls } from './start-pulls.ts';

export interface QuietRequest
  extends Pick<CycleRequest, 'only' | 'store' | 'clock' | 'random' | 'normalizers' | 'signal' | 'askedBy' | 'report'> {
  /** What its host stores of a run in which nothing was to be done, in the transaction that stores the run. */
  readonly note?: (report: CycleReport, database: Store['database']) => Promise<void>;
  /**
   * Of a state that is not held: asked in each transaction whether nobody has worked on it since the cycle began, and sees to it that
   * nobody does until the transaction has ended. Absent: it is held.
   */
  readonly mayStore?: MayStore;
}

/** Cycles of syncs that are kept compiled, and with them what the apps have said of their objects. */
export interface QuietCycles {
  /**
   * A cycle in which nothing is to be done: each object is asked once for what has changed, and its links where they are due to be
   * asked for. The run is stored as one that is done. `null`: there is something to do, or may be; nothing of it has been stored, and
   * {@link runCycle} finds it again, by what the apps say of their objects then: what has been said may be old by now, so that a field
   * which was deleted meanwhile would look like one that was emptied. Throws what an app throws; nothing is stored then either.
   */
  run(request: QuietRequest): Promise<CycleReport | null>;
}

export function createQuietCycles(syncs: readonly CompiledSync[]): QuietCycles {
  let numbered: CyclePlan | null = null;
  return {
    async run(request) {
      try {
        const { mayStore } = request;
        const store = mayStore ? guardedStore(request.store, mayStore) : request.store;
        numbered ??= await numberSyncs(store, syncs);
        return await runQuietly({ ...request, store }, numbered);
      } catch (error) {
        if (error instanceof NewsFound) return null;
        throw error;
      }
    },
  };
}

/** Throws `NewsFound` where there turns out to be something to do. */
async function runQuietly(request: QuietRequest, plan: CyclePlan): Promise<CycleReport | null> {
  const { store, clock, askedBy = null } = request;
  const at = clock.now();
  const pairs = pairsAskedFor(plan, request.only, []);
  const objects = plan.objects.filter((object) => pairs.some((pair) => sides.some((side) => pair[side] === object)));
  const before = await readStatesIfQuiet(store, plan, pairs, objects, at);
  if (before === null) return null;
  const run = newRunId(clock, request.random);
  const reading = { before, unsaved: new Map<number, ReadState>() };
  const quiet = { ...request, store: quietStore(store, pairsAround(objects)) };
  const context = createCycleContext(quiet, { run, plan, undecided: new Set(), hintedOnly: false, reading });
  const tallies = new Map<PairPlan, SyncTally>(pairs.map((pair) => [pair, emptyTally()]));
  const ended = new AbortController();
  const pulling = { ...context, signal: AbortSignal.any([request.signal, ended.signal]) };
  const pulls = startPulls(pulling, plan, tallies, false);
  await endPulls(pulls, ended, () => Promise.all(pulls.values()));
  const braked = { of: async () => [] };
  const told = { run, mode: 'sync', pairs, tallies, braked, stopped: [], refusedBy: () => null } as const;
  const end = async (database: Store['database']): Promise<CycleReport> => {
    for (const [object, state] of reading.unsaved) await saveReadState(database, object, state);
    const { report, kept } = await describeCycle({ ...context, store: { ...store, database } }, told);
    await storeEndedRun(database, { id: run, at, askedBy, status: report.status, endedAt: clock.now(), report: kept });
    await forgetHinted(database, context.pulled);
    await request.note?.(report, database);
    return report;
  };
  // Whoever looks once more finds the same.
  return store.transaction(end, { repeatable: true });
}

/** All pairs for which the records of some objects are looked at. */
const pairsAround = (objects: readonly ObjectPlan[]): readonly number[] => [
  ...new Set(objects.flatMap((object) => object.pairs.map(({ pair }) => pair))),
];

/** How far the objects have been read, where nothing is due but to ask what has changed. `null`: something is. */
async function readStatesIfQuiet(
  store: Store,
  plan: CyclePlan,
  pairs: readonly PairPlan[],
  objects: readonly ObjectPlan[],
  now: number,
): Promise<ReadonlyMap<number, ReadState> | null> {
  if (pairs.length === 0) return null;
  const { isSettled, hasForgotten } = await lookWhetherSettled(store, pairsAround(objects), now);
  if (!isSettled || !(await isAsNumbered(store, plan))) return null;
  if (hasForgotten) await knowForgotten(store, plan);
  const reads = await loadReadStates(
    store.database,
    objects.map(({ object }) => object),
  );
  const isUpTo = (object: ObjectPlan): boolean => {
    const state = reads.get(object.object);
    return state !== undefined && isUpToChanges(state, object, now);
  };
  return objects.every(isUpTo) ? reads : null;
}

/** Are the rules those of the last run, and is the state the one that they were numbered in? */
async function isAsNumbered({ database }: Store, { objects, pairs }: CyclePlan): Promise<boolean> {
  const known = await numberedAs(
    database,
    pairs.map(({ pair }) => pair),
  );
  const isKnown = objects.every(
    ({ object, end }) => known.objects.get(object) === JSON.stringify([end.account, end.object.id]),
  );
  const byPair = Map.groupBy(pairs, ({ pair }) => pair);
  return isKnown && [...byPair].every(([pair, plans]) => known.rules.get(pair) === rulesHash(plans));
}
