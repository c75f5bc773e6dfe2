import type { CompiledSync } from '../context/compiled-sync.ts';
import { numberSyncs } from '../cycle/number-syncs.ts';
import { linkPages } from '../store/links.ts';
import type { Store } from '../store/store.ts';

/** Ids of two linked records, on the sides of the compiled sync. */
export interface LinkedPair {
  readonly left: string;
  readonly right: string;
}

/** The links of a sync that stand, the oldest first, at most so many. */
export async function linkedPairs(
  store: Store,
  syncs: readonly CompiledSync[],
  wanted: { readonly sync: string; readonly most: number },
): Promise<readonly LinkedPair[]> {
  const { pairs } = await numberSyncs(store, syncs);
  const plan = pairs.find(({ sync }) => sync.name === wanted.sync);
  if (plan === undefined) return [];
  for await (const page of linkPages(store.database, plan.pair, wanted.most)) {
    return page.map(({ left, right }) => ({ left, right }));
  }
  return [];
}
