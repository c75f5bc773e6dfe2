import { setImmediate } from 'node:timers/promises';
import type { CycleContext, ObjectPlan, PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { finishAll } from '../context/finish-all.ts';
import { labelsOf } from '../context/record-labels.ts';
import type { CycleRequest } from '../cycle/cycle-request.ts';
import { siblingsOf } from '../cycle/number-syncs.ts';
import { prepareCycle } from '../cycle/prepare-cycle.ts';
import { StoppedPairs, unlessRefused } from '../cycle/stopped-pairs.ts';
import { loadStandings } from '../filter/load-standings.ts';
import { takesPart } from '../filter/standing.ts';
import { loadTargets } from '../plan/load-targets.ts';
import { pullChanges } from '../pull/pull-changes.ts';
import { type HoldReason, loadHolds } from '../store/holds.ts';
import { linkPages } from '../store/links.ts';
import { loadTwins } from '../store/load-twins.ts';
import { countLonely, lonelyRecords } from '../store/lonely.ts';
import { sides } from '../store/side.ts';
import { comparePair } from './compare-pair.ts';
import type { DriftReport, LeftOver, SyncDrift } from './drift-report.ts';
import { DriftTally } from './drift-tally.ts';

export type DriftRequest = Pick<
  CycleRequest,
  'syncs' | 'only' | 'stopped' | 'store' | 'clock' | 'random' | 'normalizers' | 'signal' | 'report'
> & {
  /** So many records that differ are named per sync. */
  readonly limit: number;
};

const chunkSize = 1000;

/**
 * Reads both sides completely and compares every linked pair with its twin, field by field and association by
 * association. Nothing is written to an app; what was read is kept, for the next sync to act on.
 */
export async function compareSides(request: DriftRequest): Promise<DriftReport> {
  const { store, clock, random, normalizers, signal, only } = request;
  const plan = await prepareCycle(store, request.syncs, normalizers);
  const refused = (request.stopped ?? []).filter(({ name }) => only?.includes(name) ?? true);
  const chosen = plan.pairs.filter(
    ({ sync }) => (only?.includes(sync.name) ?? true) && !refused.some(({ name }) => name === sync.name),
  );
  const context: CycleContext = {
    run: 'drift',
    store,
    clock,
    random,
    signal,
    normalizers,
    report: request.report ?? (() => undefined),
    isHeard: request.report !== undefined,
    objects: new Map(plan.objects.map((object) => [object.object, object])),
    preview: false,
    braked: new Set(),
    decidedOnly: false,
    hintedOnly: false,
    undecided: new Set(),
    reviewed: new Set(),
    unkept: new Map(),
    endedUndo: [],
    lostUndo: [],
    taken: { tries: new Map(), holders: new Map(), fields: new Set() },
    reading: null,
    pulled: new Set(),
    siblings: siblingsOf(plan.pairs),
  };
  const wanted = plan.objects.filter((object) => chosen.some((pair) => sides.some((side) => pair[side] === object)));
  // The objects of one connection one after the other: they share its limits.
  const failed = new Map<ObjectPlan, unknown>();
  const reads = [...Map.groupBy(wanted, (object) => object.end.connection).values()].map(async (objects) => {
    for (const object of objects) {
      await pullChanges(context, object, { full: true }).catch((error) => {
        unlessRefused(error);
        failed.set(object, error);
      });
    }
  });
  await finishAll(reads);
  const stopped = new StoppedPairs();
  const syncs: SyncDrift[] = [];
  for (const pair of chosen) {
    await stopped.guard(pair, async () => {
      for (const side of sides) if (failed.has(pair[side])) throw failed.get(pair[side]);
      syncs.push(await comparePairs(context, pair, request.limit));
    });
  }
  const drifted = syncs.some((sync) => sync.different + sync.gone + sync.alone.left + sync.alone.right > 0);
  const unsure = syncs.some((sync) => (sync.leftAlone.ambiguous ?? 0) + (sync.leftAlone['in-review'] ?? 0) > 0);
  const left = [...refused, ...stopped.list()];
  const status = left.length > 0 ? 'stopped' : drifted || unsure ? 'drift' : 'equal';
  return { status, syncs, stopped: left };
}

async function comparePairs(context: CycleContext, plan: PairPlan, limit: number): Promise<SyncDrift> {
  const { database } = context.store;
  const tally = new DriftTally(plan, limit);
  const siblings = context.siblings.get(plan.pair) ?? [plan];
  for await (const page of linkPages(database, plan.pair, chunkSize)) {
    // Of a pair of objects that several syncs share, each compares the records that are its own.
    const standings = await loadStandings(context, siblings, page);
    const links = page.filter((link) => (standings.get(link.id)?.owner ?? plan).sync.name === plan.sync.name);
    const pairs = await loadTwins(database, links);
    const targets = await loadTargets(
      context,
      plan,
      pairs.map((pair) => ({ ...pair, link: pair.link.id })),
    );
    for (const { link, left: one, right: other } of pairs) {
      if (!one || !other || one.gone || other.gone) {
        tally.addGone(link, one, other);
        continue;
      }
      const resolved = targets.of({ link: link.id, left: one, right: other });
      const standing = standings.get(link.id);
      const rests = standing !== undefined && !takesPart(standing);
      const difference = comparePair({
        plan,
        link,
        left: one,
        right: other,
        targets: resolved,
        loaded: targets,
        rests,
      });
      tally.addPair(one, other, difference);
    }
    await setImmediate();
    context.signal.throwIfAborted();
  }
  if (siblings[0] !== plan) return tally.report(fileSide(plan, 'left'));
  for (const side of sides) {
    const counts = await countLonely(database, plan, side);
    tally.addLonely(side, counts, await lonelyRecords(database, plan, side, limit));
  }
  for (const reason of ['twin-gone', 'to-archive', 'deletion-review', 'merged-away', 'to-merge'] as const) {
    tally.addTwinGone(await leftOver(context, plan, reason, limit));
  }
  return tally.report(fileSide(plan, 'left'));
}

async function leftOver(
  { store: { database } }: CycleContext,
  plan: PairPlan,
  reason: HoldReason,
  limit: number,
): Promise<readonly LeftOver[]> {
  const holds = await loadHolds(database, plan.pair, { reason, limit });
  const records: LeftOver[] = [];
  for (const side of sides) {
    const ofSide = holds.filter((hold) => hold.side === side);
    const ids = ofSide.map(({ id }) => id);
    const labels = await labelsOf(database, plan[side], ids);
    const { connection } = plan.sync[side];
    for (const { id, detail } of ofSide) {
      records.push({ connection, id, label: labels.get(id) ?? id, reason, text: detail.text });
    }
  }
  return records;
}
