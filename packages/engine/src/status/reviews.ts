import type { CompiledSync } from '../context/compiled-sync.ts';
import type { PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { labelsOf } from '../context/record-labels.ts';
import { numberSyncs } from '../cycle/number-syncs.ts';
import { deletionHold, type Fate } from '../match/deletion-holds.ts';
import { explainEnd, linksByRecord } from '../store/links.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import { type Hold, loadHolds, putHolds } from '../store/work.ts';
import { findRecords } from './find-records.ts';

/** A record about which a person decides. */
export interface ReviewItem {
  readonly sync: string;
  /** Of the file. */
  readonly side: Side;
  readonly connection: string;
  readonly id: string;
  readonly label: string;
  /** Its twin was deleted. */
  readonly kind: 'deletion';
  /** Can it be approved? Not where its app archives nothing, or the sync does not write there. */
  readonly approvable: boolean;
  /** Approving it is final: its app cannot restore what is archived. */
  readonly final: boolean;
  readonly text: string;
  /** Milliseconds since 1970, UTC. */
  readonly since: number;
}

/** `approve`: the twin is archived by the next sync. `reject`: it stays, as with `deletions: ignore`. */
export type ReviewDecision = 'approve' | 'reject';

/** What waits for a person, in the order of the syncs. */
export async function listReviews(store: Store, syncs: readonly CompiledSync[]): Promise<readonly ReviewItem[]> {
  const { pairs } = await numberSyncs(store, syncs);
  const items: ReviewItem[] = [];
  for (const pair of pairs) {
    const holds = await loadHolds(store.database, pair.pair, { reason: 'deletion-review' });
    for (const side of sides) {
      const ofSide = holds.filter((hold) => hold.side === side);
      const labels = await labelsOf(
        store.database,
        pair[side],
        ofSide.map(({ id }) => id),
      );
      for (const { id, detail, since } of ofSide)
        items.push(itemOf(pair, side, { id, since, text: detail.text }, labels));
    }
  }
  return items;
}

function itemOf(
  pair: PairPlan,
  side: Side,
  { id, text, since }: { readonly id: string; readonly text: string; readonly since: number },
  labels: ReadonlyMap<string, string>,
): ReviewItem {
  const { sync } = pair;
  return {
    sync: sync.name,
    side: fileSide(pair, side),
    connection: sync[side].connection,
    id,
    label: labels.get(id) ?? id,
    kind: 'deletion',
    approvable: sync.archiveOn[side],
    final: { ...sync[side].capabilities, ...sync[side].object.capabilities }.archive === 'permanent',
    text,
    since,
  };
}

export interface DecidedReviews {
  readonly decided: readonly ReviewItem[];
  /** Those that cannot be approved; they go on waiting. */
  readonly impossible: readonly ReviewItem[];
}

/**
 * Stores what a person has decided; the next sync acts on it. `record`: an id or the value of a match key; absent: all that
 * wait. `only`: names of syncs.
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
  const waiting = (await listReviews(store, syncs)).filter(({ sync }) => only?.includes(sync) ?? true);
  const { pairs } = await numberSyncs(store, syncs);
  const chosen: ReviewItem[] = [];
  for (const pair of pairs) {
    for (const side of sides) {
      const ofSide = waiting.filter((item) => item.sync === pair.sync.name && item.side === fileSide(pair, side));
      const named = record === undefined ? null : new Set(await findRecords(store, pair, side, record));
      const items = named === null ? ofSide : ofSide.filter(({ id }) => named.has(id));
      const possible = decision === 'reject' ? items : items.filter(({ approvable }) => approvable);
      chosen.push(...items);
      await decide(store, pair, side, possible, { fate: decision === 'approve' ? 'to-archive' : 'gone', at });
    }
  }
  const [decided, impossible] = [
    chosen.filter(({ approvable }) => decision === 'reject' || approvable),
    chosen.filter(({ approvable }) => decision === 'approve' && !approvable),
  ];
  return { decided, impossible };
}

async function decide(
  store: Store,
  pair: PairPlan,
  side: Side,
  items: readonly ReviewItem[],
  { fate, at }: { readonly fate: Fate; readonly at: number },
): Promise<void> {
  if (items.length === 0) return;
  await store.transaction(async (database) => {
    const ids = items.map(({ id }) => id);
    const links = await linksByRecord(database, pair.pair, side, ids, 'tombstone');
    const holds = [...links].map(
      ([id, link]): Hold => ({ side, id, ...deletionHold(pair.sync, side, link[otherSide(side)], fate) }),
    );
    await explainEnd(
      database,
      [...links.values()].map(({ id }) => id),
      fate,
    );
    await putHolds(database, pair.pair, holds, at);
  });
}
