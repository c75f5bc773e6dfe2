import type { PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { labelsOf } from '../context/record-labels.ts';
import { keptPartners } from '../match/kept-partners.ts';
import { type Hold, loadHolds } from '../store/holds.ts';
import { type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';

/** A record about which a person decides. */
export interface ReviewItem {
  readonly sync: string;
  /** Of the file. */
  readonly side: Side;
  readonly connection: string;
  readonly id: string;
  readonly label: string;
  /** `deletion`: its twin was deleted. `merger`: its twin was merged into a record that has another partner. */
  readonly kind: 'deletion' | 'merger';
  /** Of a merger: the partner that the survivor has instead, in the same app. `null`: that is gone meanwhile. */
  readonly kept: { readonly id: string; readonly label: string } | null;
  /**
   * Can it be approved? Not where its app has no call for it, or the sync does not write there; a merger neither once the partner
   * of the survivor is gone.
   */
  readonly approvable: boolean;
  /** Approving it is final: its app cannot restore what is archived, and none takes a merger back. */
  readonly final: boolean;
  readonly text: string;
  /** Milliseconds since 1970, UTC. */
  readonly since: number;
}

/** What waits for a person in one pair, the deletions first. */
export async function reviewItemsOf(store: Store, pair: PairPlan): Promise<readonly ReviewItem[]> {
  const items: ReviewItem[] = [];
  for (const reason of ['deletion-review', 'merged-away'] as const) {
    const holds = await loadHolds(store.database, pair.pair, { reason });
    for (const side of sides) {
      items.push(
        ...(await describe(
          store,
          pair,
          side,
          holds.filter((hold) => hold.side === side),
        )),
      );
    }
  }
  return items;
}

async function describe(
  { database }: Store,
  pair: PairPlan,
  side: Side,
  holds: readonly (Hold & { readonly since: number })[],
): Promise<readonly ReviewItem[]> {
  const ids = holds.map(({ id }) => id);
  const mergers = holds.flatMap(({ id, reason }) => (reason === 'merged-away' ? [id] : []));
  const kept = await keptPartners(database, pair, side, mergers);
  const labels = await labelsOf(database, pair[side], [...ids, ...kept.values()]);
  const { sync } = pair;
  const named = (id: string) => ({ id, label: labels.get(id) ?? id });
  const { archive } = sync[side].capabilities;
  return holds.map((hold): ReviewItem => {
    const partner = kept.get(hold.id);
    const isDeletion = hold.reason === 'deletion-review';
    return {
      sync: sync.name,
      side: fileSide(pair, side),
      connection: sync[side].connection,
      ...named(hold.id),
      kind: isDeletion ? 'deletion' : 'merger',
      kept: partner === undefined ? null : named(partner),
      approvable: isDeletion ? sync.archiveOn[side] : sync.mergeOn[side] && partner !== undefined,
      final: isDeletion ? archive === 'permanent' : sync.mergeOn[side],
      text: hold.detail.text,
      since: hold.since,
    };
  });
}
