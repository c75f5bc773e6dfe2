import type { CompiledSync } from '../context/compiled-sync.ts';
import { fileSide } from '../context/file-side.ts';
import { labelOf } from '../context/record-labels.ts';
import { numberSyncs, siblingsOf } from '../cycle/number-syncs.ts';
import { linksByRecord } from '../store/links.ts';
import { loadObservations } from '../store/observations.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import { findRecords } from './find-records.ts';
import { ownRecords } from './own-records.ts';

/** A record that somebody may have meant. */
export interface FoundRecord {
  readonly sync: string;
  /** Of the file. */
  readonly side: Side;
  readonly connection: string;
  readonly object: string;
  readonly id: string;
  readonly label: string;
  /** Its app no longer has it. */
  readonly gone: boolean;
  /** Id of its twin. `null`: it has none. */
  readonly twin: string | null;
}

/** Records of every object with this id or match key, each once: under the first of the syncs that take it. */
export async function searchRecords(
  store: Store,
  syncs: readonly CompiledSync[],
  keyOrId: string,
): Promise<readonly FoundRecord[]> {
  const { database } = store;
  const { pairs } = await numberSyncs(store, syncs);
  const siblings = siblingsOf(pairs);
  const found = new Map<string, FoundRecord>();
  for (const pair of pairs) {
    const isOwn = await ownRecords(database, pair, siblings.get(pair.pair) ?? [pair]);
    for (const side of sides) {
      const ids = (await findRecords(store, pair, side, keyOrId)).filter((id) => isOwn({ side, id }));
      const links = await linksByRecord(database, pair.pair, side, ids);
      const { connection, object } = pair.sync[side];
      for (const [id, record] of await loadObservations(database, pair[side].object, ids)) {
        const name = `${pair[side].object} ${id}`;
        const twin = links.get(id)?.[otherSide(side)] ?? null;
        // A sync that has linked it tells more than one that has not.
        if (found.has(name) && (twin === null || found.get(name)?.twin !== null)) continue;
        found.set(name, {
          sync: pair.sync.name,
          side: fileSide(pair, side),
          connection,
          object: object.name,
          id,
          label: labelOf(pair[side], record),
          gone: record.gone,
          twin,
        });
      }
    }
  }
  return [...found.values()];
}
