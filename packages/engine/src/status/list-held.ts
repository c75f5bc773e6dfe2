import type { CompiledSync } from '../context/compiled-sync.ts';
import type { PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { labelsOf } from '../context/record-labels.ts';
import type { Hold, HoldReason } from '../store/holds.ts';
import type { RecordRef } from '../store/records.ts';
import { sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import { countHolds, holdPage } from '../store/waiting-pages.ts';
import type { HeldRecord } from './describe-status.ts';
import { type Listed, type ListPlace, listPages } from './list-pages.ts';
import { ownPairs } from './own-pair.ts';
import type { HoldDescription } from './record-description.ts';

export interface HeldAsked {
  /** Names of syncs. Absent: all. */
  readonly only?: readonly string[];
  /** Absent: whatever the reason. */
  readonly reasons?: readonly HoldReason[];
  readonly after: ListPlace | null;
  readonly limit: number;
}

/** A record that is left alone, with the sync that it belongs to, and those that it may be the same as. */
export interface ListedHold extends HeldRecord {
  readonly sync: string;
  readonly candidates: HoldDescription['candidates'];
}

/** Records that are left alone, page by page. */
export async function listHeld(
  store: Store,
  syncs: readonly CompiledSync[],
  { only, reasons, ...page }: HeldAsked,
): Promise<Listed<ListedHold>> {
  const { database } = store;
  return listPages(await ownPairs(store, syncs, only), page, {
    async count({ pair, owner }) {
      const counts = await countHolds(database, { pair: pair.pair, owner });
      return [...counts].reduce((sum, [reason, count]) => sum + (reasons?.includes(reason) === false ? 0 : count), 0);
    },
    page: ({ pair, owner }, where) =>
      holdPage(database, { pair: pair.pair, owner, reasons: reasons ?? null, ...where }),
    placeOf: ({ side, number }) => ({ side, record: number }),
    describe: ({ pair }, holds) => describe(store, pair, holds),
  });
}

async function describe(
  { database }: Store,
  pair: PairPlan,
  holds: readonly (Hold & { readonly since: number })[],
): Promise<readonly ListedHold[]> {
  const labels = new Map<string, string>();
  const named: readonly RecordRef[] = holds.flatMap((hold) => [hold, ...hold.detail.records]);
  for (const side of sides) {
    const ids = new Set(named.filter((record) => record.side === side).map(({ id }) => id));
    for (const [id, label] of await labelsOf(database, pair[side], [...ids])) labels.set(`${side} ${id}`, label);
  }
  const labelled = ({ side, id }: RecordRef) => ({
    connection: pair.sync[side].connection,
    id,
    label: labels.get(`${side} ${id}`) ?? id,
  });
  return holds.map((hold) => ({
    sync: pair.sync.name,
    side: fileSide(pair, hold.side),
    ...labelled(hold),
    reason: hold.reason,
    text: hold.detail.text,
    since: hold.since,
    candidates: hold.detail.records.map(labelled),
  }));
}
