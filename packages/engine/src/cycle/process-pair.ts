import { setImmediate } from 'node:timers/promises';
import { applyChunk } from '../apply/apply-chunk.ts';
import { takenName } from '../apply/taken-values.ts';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { keyChangesOf } from '../context/key-changes.ts';
import { reportHolds, reportLinks } from '../context/report-records.ts';
import type { SyncTally } from '../context/sync-tally.ts';
import type { WriteBudget } from '../context/write-budget.ts';
import { admitRecords } from '../filter/admit-records.ts';
import { hasFilterHolds, tallyUnlinked } from '../filter/filter-holds.ts';
import { settleExits } from '../filter/settle-exits.ts';
import { isFiltered } from '../filter/standing.ts';
import { holdCopies } from '../match/hold-copies.ts';
import { loadChunk } from '../match/load-chunk.ts';
import { matchChunk } from '../match/match-chunk.ts';
import { splitLonely } from '../match/split-lonely.ts';
import { type EarlyDecisions, splitDecided } from '../plan/early-decisions.ts';
import { saveClaims } from '../store/claims.ts';
import { decidedRecords } from '../store/decisions.ts';
import { clearDirty, countDirty, type DirtyRecord, dirtyMarks, nextDirty, nextDirtyShown } from '../store/dirty.ts';
import { clearFailures } from '../store/failures.ts';
import { type Hold, liftHolds, putHolds } from '../store/holds.ts';
import type { Observation } from '../store/observations.ts';
import type { RecordRef } from '../store/records.ts';
import { sides } from '../store/side.ts';
import { archiveTwins } from './archive-twins.ts';
import { askOfReturned } from './ask-of-returned.ts';
import { focusOnReferred } from './focus-on-referred.ts';
import { mergeLeftOver, settleSentMergers } from './merge-left-over.ts';
import { planItems } from './plan-items.ts';
import { settleGone } from './settle-gone.ts';
import { withoutAwaited } from './without-awaited.ts';

/** Flat memory: so many dirty records are looked at together, whatever the total. */
const chunkSize = 2000;

interface Pass {
  readonly tally: SyncTally;
  readonly budget: WriteBudget;
  /** Decisions that still hold where nothing has been seen of their records since. */
  readonly early: EarlyDecisions;
}

/** One pass over the dirty records of a pair: match, merge, plan, apply. */
export async function processPair(
  context: CycleContext,
  plan: PairPlan,
  { tally, budget, early }: Pass,
): Promise<void> {
  if (!context.preview) await settleSentMergers(context, plan, tally);
  // What was decided of a link that has moved since is outdated.
  if (await settleGone(context, plan)) early.forget(plan);
  await archiveTwins(context, plan, tally, budget);
  await askOfReturned(context, plan);
  if (await mergeLeftOver(context, plan, tally, budget)) early.forget(plan);
  await focusOnReferred(context, plan);
  const siblings = context.siblings.get(plan.pair) ?? [plan];
  const filtered = isFiltered(siblings) || (await hasFilterHolds(context.store.database, plan.pair));
  const records = await countDirty(context.store.database, plan.pair);
  if (records > 0) context.report({ kind: 'pass-started', sync: plan.sync.name, records });
  const decided = context.decidedOnly ? await decidedRecords(context.store.database, plan.pair) : null;
  let after: DirtyRecord | null = null;
  for (;;) {
    const { dirty: next, observations } = await nextChunk(context, plan, early, after);
    const last = next.at(-1);
    if (last === undefined || budget.left <= 0) return;
    after = last;
    const wanted = decided === null ? next : next.filter(({ number }) => decided.has(number));
    if (wanted.length === 0) continue;
    const dirty = await withHolders(context, plan, wanted);
    await processChunk(context, { plan, siblings, filtered }, { tally, budget, early }, { dirty, observations });
    context.report({ kind: 'records-settled', sync: plan.sync.name, records: next.length });
    // The store never waits for anything outside, so a person who wants to stop has to be let in.
    await setImmediate();
    context.signal.throwIfAborted();
  }
}

interface DirtyChunk {
  readonly dirty: readonly DirtyRecord[];
  /** What has been shown of them, by number, as far as it was read together with them. */
  readonly observations: ReadonlyMap<number, Observation>;
}

/** What was decided early needs no second look at what is stored of it. */
async function nextChunk(
  { store }: CycleContext,
  plan: PairPlan,
  early: EarlyDecisions,
  after: DirtyRecord | null,
): Promise<DirtyChunk> {
  if (early.list(plan).length === 0) return nextDirtyShown(store.database, plan.pair, after, chunkSize);
  return { dirty: await nextDirty(store.database, plan.pair, after, chunkSize), observations: new Map() };
}

/** A record that waits for another one's value is looked at together with that one, if it is still to be written. */
async function withHolders(
  { store, taken }: CycleContext,
  plan: PairPlan,
  dirty: readonly DirtyRecord[],
): Promise<readonly DirtyRecord[]> {
  if (taken.holders.size === 0) return dirty;
  const known = new Set(dirty.map(({ side, id }) => `${side} ${id}`));
  const holders = dirty.flatMap((record) => taken.holders.get(takenName(plan.pair, record)) ?? []);
  const others = holders.filter(({ side, id }) => !known.has(`${side} ${id}`));
  const added: DirtyRecord[] = [];
  for (const side of sides) {
    const numbers = others.flatMap(({ side: end, number }) => (end === side && number !== undefined ? [number] : []));
    const marks = await dirtyMarks(store.database, plan.pair, side, numbers);
    for (const { id, number = 0 } of others) {
      const count = marks.get(number);
      if (count !== undefined) added.push({ side, id, number, marks: count });
    }
  }
  return [...dirty, ...added];
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
  { tally, budget, early }: Pass,
  { dirty, observations }: DirtyChunk,
): Promise<void> {
  const { decided, undecided } = await splitDecided(context.store.database, plan, early, dirty);
  const { links: loaded, unlinked, lost } = await loadChunk(context, plan, undecided, observations);
  const links = [...[...decided.values()].map(({ pair }) => pair.link), ...loaded];
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
  const keyChanges = keyChangesOf(context, plan);
  const linked = [...staying, ...matches.linked.map((entry) => entry.link)];
  const items = await planItems(context, plan, { links: linked, decided, creates });
  await applyChunk(context, plan, tally, budget, items, keyChanges);
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
    // That it could not be archived goes on being told, and tried.
    const archiving = new Set(
      holds.flatMap(({ side, id, reason }) => (reason === 'to-archive' ? [`${side} ${id}`] : [])),
    );
    await clearFailures(
      database,
      plan.pair,
      settled.filter(({ side, id }) => !archiving.has(`${side} ${id}`)),
    );
    await clearDirty(database, plan.pair, settled);
  });
  await reportHolds(context, plan, holds);
}
