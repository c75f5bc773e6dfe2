import type { CompiledSync } from '../context/compiled-sync.ts';
import type { ObjectPlan, PairPlan } from '../context/cycle-context.ts';
import { numberSyncs, siblingsOf } from '../cycle/number-syncs.ts';
import type { Store } from '../store/store.ts';
import type { Owner } from '../store/waiting-pages.ts';

/** A sync with its pair of objects, and whose records of the pair are its own. */
export interface OwnPair {
  readonly pair: PairPlan;
  readonly owner: Owner;
  readonly objects: readonly ObjectPlan[];
}

/** `only`: names of syncs; absent: all. Where several share a pair, the first has what nobody else has claimed. */
export async function ownPairs(
  store: Store,
  syncs: readonly CompiledSync[],
  only?: readonly string[],
): Promise<readonly OwnPair[]> {
  const { pairs, objects } = await numberSyncs(store, syncs);
  const siblings = siblingsOf(pairs);
  return pairs
    .filter(({ sync }) => only?.includes(sync.name) ?? true)
    .map((pair) => {
      const sharing = siblings.get(pair.pair) ?? [pair];
      const others = sharing.filter((one) => one !== pair).map(({ sync }) => sync.name);
      const owner: Owner = sharing[0] === pair ? { others } : { sync: pair.sync.name };
      return { pair, owner, objects };
    });
}
