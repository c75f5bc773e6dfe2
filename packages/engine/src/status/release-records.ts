import type { CompiledSync } from '../context/compiled-sync.ts';
import { numberSyncs } from '../cycle/number-syncs.ts';
import { sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import { releaseWaiting } from '../store/waiting.ts';
import { findRecords } from './find-records.ts';

export interface ReleasedRecords {
  /** Records that the next run looks at again. */
  readonly released: number;
  /** Is a record known by that id or key? True where none was named. */
  readonly known: boolean;
}

/**
 * Whatever waits (refused, left alone, or for an association) is looked at again by the next run. `record`: an id or the
 * value of a match key. `only`: names of syncs.
 */
export async function releaseRecords(
  store: Store,
  syncs: readonly CompiledSync[],
  wanted: { readonly only?: readonly string[]; readonly record?: string },
): Promise<ReleasedRecords> {
  const { record, only } = wanted;
  const { pairs } = await numberSyncs(store, syncs);
  let released = 0;
  let known = record === undefined;
  for (const pair of pairs) {
    if (only && !only.includes(pair.sync.name)) continue;
    if (record === undefined) {
      released += await store.transaction((database) => releaseWaiting(database, pair.pair, null));
      continue;
    }
    for (const side of sides) {
      const records = (await findRecords(store, pair, side, record)).map((id) => ({ side, id }));
      known ||= records.length > 0;
      released += await store.transaction((database) => releaseWaiting(database, pair.pair, records));
    }
  }
  return { released, known };
}
