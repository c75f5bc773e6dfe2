import type { Clock, Normalizers } from '@linkwright/core';
import type { CompiledSync } from '../compile/compiled-sync.ts';
import { pullChanges } from '../pull/pull-changes.ts';
import { readMissingAssociations } from '../pull/scan-associations.ts';
import type { CycleEvent } from '../report/cycle-event.ts';
import { type CycleReport, reportCycle } from '../report/cycle-report.ts';
import { emptyTally, type SyncTally } from '../report/sync-tally.ts';
import { type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import { countDirty, wakeDueRecords } from '../store/work.ts';
import type { CycleContext, CyclePlan, ObjectPlan, PairPlan } from './cycle-context.ts';
import { prepareCycle } from './prepare-cycle.ts';
import { processPair, type WriteBudget } from './process-pair.ts';
import { resolveIntents } from './resolve-intents.ts';

export interface CycleRequest {
  /** Compiled syncs in order, those that only serve as targets included. */
  readonly syncs: readonly CompiledSync[];
  /** Names of the syncs to run. Absent: all. */
  readonly only?: readonly string[];
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
  readonly report?: (event: CycleEvent) => void;
  /** Calls made so far, by connection. Absent: calls are not counted. */
  readonly calls?: (connection: string) => number;
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
  const run = newRunId(clock, request.random);
  const plan = await prepareCycle(store, request.syncs, request.normalizers);
  const chosen = chosenPairs(plan, request.only);
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
    preview: false,
    reviewed: new Set(),
  };
  const tallies = new Map<PairPlan, SyncTally>(chosen.map((pair) => [pair, emptyTally()]));
  const counted = callCounter(request, tallies);
  const startedAt = clock.now();
  report({ kind: 'run-started', run, syncs: chosen.map((pair) => pair.sync.name) });
  await pullAll(context, plan, chosen, counted, request.full === true);
  const work = async (inner: CycleContext): Promise<CycleReport> => {
    await processAll(inner, chosen, tallies, counted, { left: request.limit ?? Number.POSITIVE_INFINITY });
    return reportCycle(inner, { run, mode: request.mode, startedAt, pairs: chosen, tallies });
  };
  const result =
    request.mode === 'plan'
      ? await store.preview((preview) => work({ ...context, store: preview, preview: true }))
      : await work(context);
  report({ kind: 'run-finished', run, status: result.status });
  return result;
}

function chosenPairs(plan: CyclePlan, only: readonly string[] | undefined): readonly PairPlan[] {
  return only === undefined ? plan.pairs : plan.pairs.filter((pair) => only.includes(pair.sync.name));
}

type Counted = <Result>(pair: PairPlan, side: Side | null, work: () => Promise<Result>) => Promise<Result>;

/** Adds the calls that some work makes to the sync it is done for. */
function callCounter(request: CycleRequest, tallies: ReadonlyMap<PairPlan, SyncTally>): Counted {
  const { calls } = request;
  return async (pair, side, work) => {
    if (!calls) return work();
    const counted = side === null ? sides : [side];
    const before = counted.map((one) => calls(pair.sync[one].connection));
    try {
      return await work();
    } finally {
      const tally = tallies.get(pair);
      counted.forEach((one, index) => {
        if (tally) tally.calls[one] += calls(pair.sync[one].connection) - (before[index] ?? 0);
      });
    }
  };
}

/** Both sides are read at the same time; the objects of one connection one after the other. */
async function pullAll(
  context: CycleContext,
  plan: CyclePlan,
  chosen: readonly PairPlan[],
  counted: Counted,
  full: boolean,
): Promise<void> {
  const needed = plan.objects.filter((object) => chosen.some((pair) => pair.left === object || pair.right === object));
  const byConnection = Map.groupBy(needed, (object) => object.end.connection);
  const failures = await Promise.allSettled(
    [...byConnection.values()].map(async (objects) => {
      for (const object of objects) {
        const [pair, side] = firstUse(object, chosen);
        await counted(pair, side, () => pullChanges(context, object, { full }));
      }
    }),
  );
  for (const failure of failures) if (failure.status === 'rejected') throw failure.reason;
}

function firstUse(object: ObjectPlan, pairs: readonly PairPlan[]): readonly [PairPlan, Side] {
  for (const pair of pairs) for (const side of sides) if (pair[side] === object) return [pair, side];
  throw new Error('an object that is pulled belongs to a pair');
}

async function processAll(
  context: CycleContext,
  pairs: readonly PairPlan[],
  tallies: ReadonlyMap<PairPlan, SyncTally>,
  counted: Counted,
  budget: WriteBudget,
): Promise<void> {
  const { store } = context;
  await store.transaction(async (database) => {
    for (const pair of pairs) await wakeDueRecords(database, pair.pair, context.clock.now());
  });
  for (let pass = 0; pass < passes && budget.left > 0; pass += 1) {
    for (const pair of pairs) {
      const tally = tallies.get(pair);
      if (!tally) continue;
      await counted(pair, null, async () => {
        if (!context.preview) await resolveIntents(context, pair);
        if (pass > 0 && !context.preview) {
          for (const side of sides) await readMissingAssociations(context, pair[side]);
        }
        await processPair(context, pair, tally, budget);
      });
    }
    let left = 0;
    for (const pair of pairs) left += await countDirty(store.database, pair.pair);
    if (left === 0) return;
  }
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
