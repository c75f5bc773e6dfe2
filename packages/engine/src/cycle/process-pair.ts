import { applyChunk } from '../apply/apply-chunk.ts';
import type { ChunkItem } from '../apply/chunk-item.ts';
import { matchChunk, type UnlinkedRecord } from '../match/match-chunk.ts';
import { type LoadedTargets, loadTargets, type TargetsWanted } from '../plan/load-targets.ts';
import { type PairDecision, planCreate, planPair } from '../plan/plan-pair.ts';
import { verifyRemovals } from '../plan/verify-removals.ts';
import { reportHolds, reportLinks } from '../report/report-records.ts';
import type { SyncTally } from '../report/sync-tally.ts';
import { wakeSourcesOf } from '../store/edges.ts';
import { loadIntents } from '../store/intents.ts';
import { type Link, linksByRecord } from '../store/links.ts';
import { loadObservations, type Observation } from '../store/observations.ts';
import { otherSide, sides } from '../store/side.ts';
import { clearDirty, type DirtyRecord, type Hold, liftHolds, nextDirty, putHolds } from '../store/work.ts';
import type { CycleContext, PairPlan } from './cycle-context.ts';
import { settleGone } from './settle-gone.ts';

/** Flat memory: so many dirty records are looked at together, whatever the total. */
const chunkSize = 1000;

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
  let after: DirtyRecord | null = null;
  for (;;) {
    const dirty = await nextDirty(context.store.database, plan.pair, after, chunkSize);
    const last = dirty.at(-1);
    if (last === undefined || budget.left <= 0) return;
    after = last;
    await processChunk(context, plan, tally, budget, dirty);
    context.signal.throwIfAborted();
  }
}

async function processChunk(
  context: CycleContext,
  plan: PairPlan,
  tally: SyncTally,
  budget: WriteBudget,
  dirty: readonly DirtyRecord[],
): Promise<void> {
  const { links, unlinked, lost } = await loadChunk(context, plan, dirty);
  const awaited = await awaitedOrigins(context, plan);
  const free = unlinked.filter((record) => !awaited.has(originKey(record)));
  const matches = await matchChunk(context, plan, free);
  tally.linked += matches.linked.length;
  reportLinks(context, plan, matches.linked);
  await context.store.transaction(async (database) => {
    for (const side of sides) {
      const ids = matches.linked.map((entry) => entry.link[side]);
      await wakeSourcesOf(database, plan[side].object, ids);
    }
  });
  const { creates, holds } = splitLonely(plan, matches.lonely);
  await hold(context, plan, [...matches.holds, ...holds], lost);
  const items = await planItems(context, plan, [...links, ...matches.linked.map((entry) => entry.link)], creates);
  await applyChunk(context, plan, tally, budget, items);
}

/** The links of the chunk's dirty records, and the records that have none. Entries of records never seen are `lost`. */
async function loadChunk(
  context: CycleContext,
  plan: PairPlan,
  dirty: readonly DirtyRecord[],
): Promise<{
  readonly links: readonly Link[];
  readonly unlinked: readonly UnlinkedRecord[];
  readonly lost: readonly DirtyRecord[];
}> {
  const { database } = context.store;
  const links = new Map<number, Link>();
  const unlinked: UnlinkedRecord[] = [];
  const lost: DirtyRecord[] = [];
  for (const side of sides) {
    const ids = dirty.filter((record) => record.side === side).map((record) => record.id);
    if (ids.length === 0) continue;
    const observations = await loadObservations(database, plan[side].object, ids);
    const linksOfSide = await linksByRecord(database, plan.pair, side, ids);
    for (const id of ids) {
      const observation = observations.get(id);
      const link = linksOfSide.get(id);
      if (!observation || observation.gone) lost.push({ side, id });
      else if (link) links.set(link.id, link);
      else unlinked.push({ side, observation });
    }
  }
  return { links: [...links.values()], unlinked, lost };
}

/** Records whose twin may have been created without anybody seeing the answer: not matched, not created again. */
async function awaitedOrigins(context: CycleContext, plan: PairPlan): Promise<ReadonlySet<string>> {
  const intents = await loadIntents(context.store.database, plan.pair);
  return new Set(intents.map((intent) => `${otherSide(intent.side)} ${intent.origin}`));
}

const originKey = (record: UnlinkedRecord): string => `${record.side} ${record.observation.id}`;

function splitLonely(
  plan: PairPlan,
  lonely: readonly (UnlinkedRecord & { readonly keyless: boolean })[],
): { readonly creates: readonly UnlinkedRecord[]; readonly holds: readonly Hold[] } {
  const creates: UnlinkedRecord[] = [];
  const holds: Hold[] = [];
  for (const { side, observation, keyless } of lonely) {
    const to = otherSide(side);
    const target = plan.sync[to].displayName;
    if (keyless && plan.sync.keyless === 'exclude') {
      const text = 'it has no match key, so it could not be recognized on the other side';
      holds.push({ side, id: observation.id, reason: 'keyless', detail: { text, records: [] } });
    } else if (!plan.sync.createOn[to]) {
      const text = `nothing is created in ${target}`;
      holds.push({ side, id: observation.id, reason: 'not-created', detail: { text, records: [] } });
    } else creates.push({ side, observation });
  }
  return { creates, holds };
}

async function hold(
  context: CycleContext,
  plan: PairPlan,
  holds: readonly Hold[],
  lost: readonly DirtyRecord[],
): Promise<void> {
  await context.store.transaction(async (database) => {
    await putHolds(database, plan.pair, holds, context.clock.now());
    await clearDirty(database, plan.pair, [...holds, ...lost]);
    await liftHolds(database, plan.pair, lost);
  });
  await reportHolds(context, plan, holds);
}

async function planItems(
  context: CycleContext,
  plan: PairPlan,
  links: readonly Link[],
  creates: readonly UnlinkedRecord[],
): Promise<readonly ChunkItem[]> {
  const { database } = context.store;
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
    });
  const planned = pairs.map((pair) => ({ pair, decision: decide(pair, targets) }));
  const checked = await verifyRemovals(
    context,
    planned.map((item) => item.decision),
    targets.links,
  );
  return [
    // A target that turned out to be gone is dealt with in the next pass; until then its record is left as it is.
    ...planned.map(
      ({ pair, decision }, index): ChunkItem => ({
        kind: 'pair',
        ...pair,
        decision,
        postponed: checked[index] === false,
      }),
    ),
    ...creates.map(
      ({ side, observation }): ChunkItem => ({
        kind: 'create',
        to: otherSide(side),
        origin: observation,
        decision: planCreate({
          plan,
          to: otherSide(side),
          origin: observation,
          targets: targets.of({ link: null, left: null, right: null, [side]: observation }),
          targetLinks: targets.links,
        }),
      }),
    ),
  ];
}

const alive = (observation: Observation | undefined): observation is Observation =>
  observation !== undefined && !observation.gone;
