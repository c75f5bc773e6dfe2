import type { CompiledSync } from '../context/compiled-sync.ts';
import { fileSide } from '../context/file-side.ts';
import { numberSyncs } from '../cycle/number-syncs.ts';
import { linksByRecord } from '../store/links.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import { findRecords } from './find-records.ts';

/** Ids of the records of one sync, with the sides of the file. */
export interface FoundRecords extends Readonly<Record<Side, ReadonlySet<string>>> {
  readonly sync: string;
}

/** Whom a person means by an id or a match key, in every sync, with those that they are linked with. */
export async function findRecordIds(
  store: Store,
  syncs: readonly CompiledSync[],
  keyOrId: string,
): Promise<readonly FoundRecords[]> {
  const { pairs } = await numberSyncs(store, syncs);
  const found: FoundRecords[] = [];
  for (const pair of pairs) {
    const ids = { left: new Set<string>(), right: new Set<string>() };
    for (const side of sides) {
      const records = await findRecords(store, pair, side, keyOrId);
      const links = await linksByRecord(store.database, pair.pair, side, records);
      for (const id of records) ids[fileSide(pair, side)].add(id);
      for (const link of links.values()) ids[fileSide(pair, otherSide(side))].add(link[otherSide(side)]);
    }
    found.push({ sync: pair.sync.name, ...ids });
  }
  return found;
}
