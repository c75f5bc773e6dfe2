import type { CompiledSync } from '../context/compiled-sync.ts';
import type { PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { numberSyncs } from '../cycle/number-syncs.ts';
import { deletionHold } from '../match/deletion-holds.ts';
import { mergerHold } from '../match/merger-holds.ts';
import { explainEnd } from '../store/change-links.ts';
import { markDirty } from '../store/dirty.ts';
import { type Hold, putHolds } from '../store/holds.ts';
import type { LinkEnding } from '../store/link-reasons.ts';
import { type Link, linksByRecord } from '../store/links.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import { findRecords } from './find-records.ts';
import { type ReviewItem, reviewItemsOf } from './review-items.ts';

/**
 * `approve`: the next sync archives the twin of a deleted record, or merges what a merger of the other side left over. `reject`: the
 * record stays, for good and alone.
 */
export type ReviewDecision = 'approve' | 'reject';

/** What waits for a person, in the order of the syncs. */
export async function listReviews(store: Store, syncs: readonly CompiledSync[]): Promise<readonly ReviewItem[]> {
  const items: ReviewItem[] = [];
  for (const pair of await eachPair(store, syncs)) items.push(...(await reviewItemsOf(store, pair)));
  return items;
}

/** Several syncs of one pair of objects share its queue: it is told with the first of them. */
async function eachPair(store: Store, syncs: readonly CompiledSync[]): Promise<readonly PairPlan[]> {
  const { pairs } = await numberSyncs(store, syncs);
  return pairs.filter((pair, index) => pairs.findIndex((one) => one.pair === pair.pair) === index);
}

export interface DecidedReviews {
  readonly decided: readonly ReviewItem[];
  /** Those that cannot be approved; they go on waiting. */
  readonly impossible: readonly ReviewItem[];
}

/**
 * Stores what a person has decided; the next sync acts on it. `record`: an id or the value of a match key, or the id of the
 * twin that went; absent: all that wait. `only`: names of syncs.
 */
export async function decideReviews(
  store: Store,
  syncs: readonly CompiledSync[],
  wanted: {
    readonly decision: ReviewDecision;
    readonly record?: string;
    readonly only?: readonly string[];
    /** Milliseconds since 1970, UTC. */
    readonly at: number;
  },
): Promise<DecidedReviews> {
  const { decision, record, only, at } = wanted;
  const decided: ReviewItem[] = [];
  const impossible: ReviewItem[] = [];
  const pairs = (await eachPair(store, syncs)).filter(({ sync }) => !only || only.includes(sync.name));
  const decideNamed = async (isNamed: (pair: PairPlan, side: Side) => Promise<(id: string) => boolean>) => {
    for (const pair of pairs) {
      const items = await reviewItemsOf(store, pair);
      for (const side of sides) {
        const named = await isNamed(pair, side);
        const chosen = items.filter((item) => item.side === fileSide(pair, side) && named(item.id));
        const possible = chosen.filter(({ approvable }) => decision === 'reject' || approvable);
        await decide(store, pair, side, possible, { decision, at });
        decided.push(...possible);
        impossible.push(...chosen.filter((item) => !possible.includes(item)));
      }
    }
  };
  if (record === undefined) {
    await decideNamed(async () => () => true);
    return { decided, impossible };
  }
  await decideNamed(async (pair, side) => {
    const named = new Set(await findRecords(store, pair, side, record));
    return (id) => named.has(id);
  });
  if (decided.length + impossible.length > 0) return { decided, impossible };
  // A list names the record that went, too. It comes second: in the other app another record may have its id.
  await decideNamed(async ({ pair }, side) => {
    const ended = await linksByRecord(store.database, pair, otherSide(side), [record], 'tombstone');
    return (id) => ended.get(record)?.[side] === id;
  });
  return { decided, impossible };
}

async function decide(
  store: Store,
  pair: PairPlan,
  side: Side,
  items: readonly ReviewItem[],
  { decision, at }: { readonly decision: ReviewDecision; readonly at: number },
): Promise<void> {
  if (items.length === 0) return;
  await store.transaction(async (database) => {
    const ids = items.map(({ id }) => id);
    const links = await linksByRecord(database, pair.pair, side, ids, 'tombstone');
    const holds: Hold[] = [];
    for (const item of items) {
      const link = links.get(item.id);
      if (!link) continue;
      const { ending, ...hold } = outcomeOf(pair, side, item, link, decision);
      await explainEnd(database, [link.id], ending);
      holds.push({ side, id: item.id, ...hold });
    }
    await putHolds(database, pair.pair, holds, at);
    // A brake counts what is about to be merged, and looks at pairs that have work.
    const merging = holds.flatMap(({ id, reason }) => (reason === 'to-merge' ? [id] : []));
    await markDirty(database, pair.pair, side, merging);
  });
}

/** How the link is said to have ended, and why the record is left alone from then on. */
function outcomeOf(
  { sync }: PairPlan,
  side: Side,
  { kind }: ReviewItem,
  link: Link,
  decision: ReviewDecision,
): Pick<Hold, 'reason' | 'detail'> & { readonly ending: LinkEnding } {
  if (kind === 'merger') {
    const after = decision === 'approve' ? 'to-merge' : 'kept-apart';
    return { ending: after, ...mergerHold(sync, side, link[otherSide(side)], after) };
  }
  const fate = decision === 'approve' ? 'to-archive' : 'gone';
  return { ending: fate, ...deletionHold(sync, side, link[otherSide(side)], fate) };
}
