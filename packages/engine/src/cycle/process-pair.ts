import { setImmediate } from 'node:timers/promises';
import { applyChunk } from '../apply/apply-chunk.ts';
import type { ChunkItem } from '../apply/chunk-item.ts';
import { admitCreate, admitRecords, outsideOnceCreated } from '../filter/admit-records.ts';
import { hasFilterHolds, tallyUnlinked } from '../filter/filter-holds.ts';
import { settleExits } from '../filter/settle-exits.ts';
import { isFiltered } from '../filter/standing.ts';
import { holdCopies } from '../match/hold-copies.ts';
import { type ChunkMatches, matchChunk, type UnlinkedRecord } from '../match/match-chunk.ts';
import { freezeFlips } from '../plan/freeze-flips.ts';
import { type LoadedTargets, loadTargets, type TargetsWanted } from '../plan/load-targets.ts';
import { type PairDecision, planCreate, planPair } from '../plan/plan-pair.ts';
import { verifyRemovals } from '../plan/verify-removals.ts';
import { reportHolds, reportLinks } from '../report/report-records.ts';
import type { SyncTally } from '../report/sync-tally.ts';
import { saveClaims } from '../store/claims.ts';
import { clearDirty, type DirtyRecord, dirtyMarks, nextDirty, type RecordRef } from '../store/dirty.ts';
import { loadIntents } from '../store/intents.ts';
import { type Link, linksByRecord } from '../store/links.ts';
import { loadObservations, type Observation } from '../store/observations.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import { clearFailures, type Hold, liftHolds, putHolds } from '../store/work.ts';
import { couldAnswer } from './could-answer.ts';
import type { CycleContext, PairPlan } from './cycle-context.ts';
import { focusOnReferred } from './focus-on-referred.ts';
import { settleGone } from './settle-gone.ts';

/** Flat memory: so many dirty records are looked at together, whatever the total. */
const chunkSize = 1000;

/** How dirty it was when it was loaded. */
type Unlinked = UnlinkedRecord & { readonly marks: number };

/** How many records may still be written in this run; `sync --limit` sets it. */
export interface WriteBudget {
  left: number;
}

/** One pass over the dirty records of a pair: match, merge, plan, apply. */
export async function processPair(
  context: CycleContext,
  plan: PairPlan,
  tally: SyncTally,
  budget: WriteBudget,
): Promise<void> {
  await settleGone(context, plan);
  await focusOnReferred(context, plan);
  const siblings = context.siblings.get(plan.pair) ?? [plan];
  const filtered = isFiltered(siblings) || (await hasFilterHolds(context.store.database, plan.pair));
  let after: DirtyRecord | null = null;
  for (;;) {
    const dirty = await nextDirty(context.store.database, plan.pair, after, chunkSize);
    const last = dirty.at(-1);
    if (last === undefined || budget.left <= 0) return;
    after = last;
    await processChunk(context, { plan, siblings, filtered }, tally, budget, dirty);
    // The store never waits for anything outside, so a person who wants to stop has to be let in.
    await setImmediate();
    context.signal.throwIfAborted();
  }
}

interface PairInWork {
  readonly plan: PairPlan;
  /** The syncs of the same pair of objects, this one among them: a record is left to the one whose filter takes it. */
  readonly siblings: readonly PairPlan[];
  /** A filter decides, or has decided, about records of the pair. */
  readonly filtered: boolean;
}

async function processChunk(
  context: CycleContext,
  { plan, siblings, filtered }: PairInWork,
  tally: SyncTally,
  budget: WriteBudget,
  dirty: readonly DirtyRecord[],
): Promise<void> {
  const { links, unlinked, lost } = await loadChunk(context, plan, dirty);
  const { free, awaiting, holds: reviews } = await withoutAwaited(context, plan, unlinked);
  const { admitted, holds: outside } = await admitRecords(context, plan, free);
  const matches = await matchChunk(context, plan, admitted);
  tally.linked += matches.linked.length;
  reportLinks(context, plan, matches.linked);
  const { creates: lonely, holds } = splitLonely(plan, siblings, matches.lonely);
  const { creates, holds: copies } = await holdCopies(context, plan, lonely);
  const left = [...matches.holds, ...holds, ...copies, ...outside];
  const staying = filtered ? await settleExits(context, plan, tally, links) : links;
  if (filtered) {
    const free = [
      ...matches.linked.flatMap(({ link }) => sides.map((side) => ({ side, id: link[side] }))),
      ...creates.map(({ side, observation }) => ({ side, id: observation.id })),
    ];
    await noteDecided(context, plan, siblings, tally, { holds: left, free });
  }
  await hold(context, plan, [...left, ...reviews], lost, dirty);
  if (awaiting.length > 0) await context.store.transaction((database) => clearDirty(database, plan.pair, awaiting));
  const items = await planItems(context, plan, [...staying, ...matches.linked.map((entry) => entry.link)], creates);
  await applyChunk(context, plan, tally, budget, items);
}

/**
 * The links of the chunk's dirty records, and the records that have none. Entries of records never seen are `lost`; a
 * record that has gone since the pass began stays dirty, for the next one to settle.
 */
async function loadChunk(
  context: CycleContext,
  plan: PairPlan,
  dirty: readonly DirtyRecord[],
): Promise<{
  readonly links: readonly Link[];
  readonly unlinked: readonly Unlinked[];
  readonly lost: readonly DirtyRecord[];
}> {
  const { database } = context.store;
  const links = new Map<number, Link>();
  const unlinked: Unlinked[] = [];
  const lost: DirtyRecord[] = [];
  for (const side of sides) {
    const ofSide = dirty.filter((record) => record.side === side);
    if (ofSide.length === 0) continue;
    const ids = ofSide.map((record) => record.id);
    const observations = await loadObservations(database, plan[side].object, ids);
    const linksOfSide = await linksByRecord(database, plan.pair, side, ids);
    for (const record of ofSide) {
      const observation = observations.get(record.id);
      const link = linksOfSide.get(record.id);
      if (!observation) lost.push(record);
      else if (observation.gone) continue;
      else if (link) links.set(link.id, link);
      else unlinked.push({ side, observation, marks: record.marks });
    }
  }
  return { links: [...links.values()], unlinked, lost };
}

/**
 * While nobody knows what became of a create, its origin is not matched and not created again, and no record that could
 * be its answer is created on the other side.
 */
async function withoutAwaited(
  context: CycleContext,
  plan: PairPlan,
  unlinked: readonly Unlinked[],
): Promise<{
  readonly free: readonly Unlinked[];
  readonly awaiting: readonly DirtyRecord[];
  readonly holds: readonly Hold[];
}> {
  const intents = await loadIntents(context.store.database, plan.pair);
  if (intents.length === 0) return { free: unlinked, awaiting: [], holds: [] };
  const origins = new Set(intents.map((intent) => `${otherSide(intent.side)} ${intent.origin}`));
  const free: Unlinked[] = [];
  const awaiting: DirtyRecord[] = [];
  const holds: Hold[] = [];
  for (const record of unlinked) {
    const { side, observation, marks } = record;
    const { id } = observation;
    const intent = intents.find(
      (one) => one.side === side && couldAnswer(plan, one, observation, context.normalizers) !== 'no',
    );
    if (origins.has(`${side} ${id}`)) {
      // Looked for and not found out in this cycle: it waits for the next one, or for a person.
      if (intents.some((one) => one.origin === id && context.reviewed.has(one.writeId)))
        awaiting.push({ side, id, marks });
    } else if (intent) {
      const text = 'it could be what a create that was not answered has made';
      const records = [{ side: otherSide(side), id: intent.origin }];
      holds.push({ side, id, reason: 'in-review', detail: { text, records } });
    } else free.push(record);
  }
  return { free, awaiting, holds };
}

/** Who is left out or takes part again, and to which of several syncs each record belongs. */
async function noteDecided(
  context: CycleContext,
  plan: PairPlan,
  siblings: readonly PairPlan[],
  tally: SyncTally,
  decided: { readonly holds: readonly Hold[]; readonly free: readonly RecordRef[] },
): Promise<void> {
  await context.store.transaction(async (database) => {
    await tallyUnlinked(database, plan, tally, decided);
    const claimed = [...decided.free, ...decided.holds.filter(({ reason }) => reason !== 'claimed-twice')];
    if (siblings.length > 1) await saveClaims(database, plan.pair, plan.sync.name, claimed);
  });
}

function splitLonely(
  plan: PairPlan,
  siblings: readonly PairPlan[],
  lonely: ChunkMatches<Unlinked>['lonely'],
): { readonly creates: readonly Unlinked[]; readonly holds: readonly Hold[] } {
  const creates: Unlinked[] = [];
  const holds: Hold[] = [];
  for (const record of lonely) {
    const { side, observation, keyless } = record;
    const to = otherSide(side);
    const target = plan.sync[to].displayName;
    const admission = admitCreate(siblings, plan, record);
    if (admission === 'leave') continue;
    if (admission !== 'admitted') holds.push(admission);
    else if (keyless && plan.sync.keyless === 'exclude') {
      const text = 'it has no match key, so it could not be recognized on the other side';
      holds.push({ side, id: observation.id, reason: 'keyless', detail: { text, records: [] } });
    } else if (!plan.sync.createOn[to]) {
      const text = `nothing is created in ${target}`;
      holds.push({ side, id: observation.id, reason: 'not-created', detail: { text, records: [] } });
    } else {
      const outside = outsideOnceCreated(plan, record);
      if (outside) holds.push(outside);
      else creates.push(record);
    }
  }
  return { creates, holds };
}

async function hold(
  context: CycleContext,
  plan: PairPlan,
  holds: readonly Hold[],
  lost: readonly DirtyRecord[],
  dirty: readonly DirtyRecord[],
): Promise<void> {
  if (holds.length + lost.length === 0) return;
  const held = new Set(holds.map(({ side, id }) => `${side} ${id}`));
  const settled = [...lost, ...dirty.filter(({ side, id }) => held.has(`${side} ${id}`))];
  await context.store.transaction(async (database) => {
    await liftHolds(database, plan.pair, lost);
    await putHolds(database, plan.pair, holds, context.clock.now());
    await clearFailures(database, plan.pair, settled);
    await clearDirty(database, plan.pair, settled);
  });
  await reportHolds(context, plan, holds);
}

async function planItems(
  context: CycleContext,
  plan: PairPlan,
  links: readonly Link[],
  creates: readonly Unlinked[],
): Promise<readonly ChunkItem[]> {
  const { database } = context.store;
  // Before the observations: whatever comes in from here on keeps its record dirty.
  const marks = {
    left: await marksOf(context, plan, 'left', links),
    right: await marksOf(context, plan, 'right', links),
  };
  const left = await loadObservations(
    database,
    plan.left.object,
    links.map((link) => link.left),
  );
  const right = await loadObservations(
    database,
    plan.right.object,
    links.map((link) => link.right),
  );
  const pairs = links.flatMap((link) => {
    const ends = { left: left.get(link.left), right: right.get(link.right) };
    return alive(ends.left) && alive(ends.right) ? [{ link, left: ends.left, right: ends.right }] : [];
  });
  const wanted: TargetsWanted[] = [
    ...pairs.map((pair) => ({ link: pair.link.id, left: pair.left, right: pair.right })),
    ...creates.map(({ side, observation }) => ({ link: null, left: null, right: null, [side]: observation })),
  ];
  const targets = await loadTargets(context, plan, wanted);
  const decide = (pair: (typeof pairs)[number], loaded: LoadedTargets): PairDecision =>
    planPair({
      plan,
      left: pair.left,
      right: pair.right,
      base: pair.link.base,
      targets: loaded.of({ link: pair.link.id, left: pair.left, right: pair.right }),
      targetLinks: loaded.links,
      nameOf: loaded.nameOf,
    });
  const decided = pairs.map((pair) => ({ pair, decision: decide(pair, targets) }));
  const planned = await freezeFlips(context, plan, decided);
  const checked = await verifyRemovals(context, plan, planned, targets.links);
  return [
    // A record that turned out to be gone is dealt with in the next pass; until then the pair is left as it is.
    ...planned.map(
      ({ pair, decision }, index): ChunkItem => ({
        kind: 'pair',
        ...pair,
        decision,
        postponed: checked[index] === false,
        marks: { left: marks.left.get(pair.link.left) ?? 0, right: marks.right.get(pair.link.right) ?? 0 },
      }),
    ),
    ...creates.map(
      ({ side, observation, marks: dirtiness }): ChunkItem => ({
        kind: 'create',
        to: otherSide(side),
        origin: observation,
        marks: dirtiness,
        decision: planCreate({
          plan,
          to: otherSide(side),
          origin: observation,
          targets: targets.of({ link: null, left: null, right: null, [side]: observation }),
          targetLinks: targets.links,
          nameOf: targets.nameOf,
        }),
      }),
    ),
  ];
}

const marksOf = (
  { store }: CycleContext,
  plan: PairPlan,
  side: Side,
  links: readonly Link[],
): Promise<ReadonlyMap<string, number>> =>
  dirtyMarks(
    store.database,
    plan.pair,
    side,
    links.map((link) => link[side]),
  );

const alive = (observation: Observation | undefined): observation is Observation =>
  observation !== undefined && !observation.gone;
