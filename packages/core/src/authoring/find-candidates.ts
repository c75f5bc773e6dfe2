import type { LookupKey, SourceRecord } from '../contract/source-record.ts';

export interface CandidatesOptions<Key, Item> {
  /** The key in the app's form. `null`: nothing can have it, and it is not asked for. */
  readonly prepare: (key: LookupKey) => Key | null;
  /** Of a prepared key in a call, in the unit of `maxSize`: characters of a query. */
  readonly sizeOf: (key: Key) => number;
  /** Keys of one call, and their sizes together. A key that is larger alone is asked for alone. */
  readonly maxKeys: number;
  readonly maxSize: number;
  /** What may bear one of these keys. */
  readonly read: (keys: readonly Key[]) => AsyncIterable<readonly Item[]>;
  /** Does it bear the key, by the fields that `read` has asked for? */
  readonly fits: (item: Item, key: Key) => boolean;
  readonly recordOf: (item: Item) => SourceRecord;
}

/**
 * The candidates of `findByKey` where one call asks for several keys: a list per key, in order, each record once. The app's idea
 * of equal values may be wider than the connector's: a record that fits no key of its call may be meant by any of them, and is a
 * candidate of all.
 */
export async function findCandidates<Key, Item>(
  keys: readonly LookupKey[],
  { prepare, sizeOf, maxKeys, maxSize, read, fits, recordOf }: CandidatesOptions<Key, Item>,
): Promise<readonly (readonly SourceRecord[])[]> {
  const candidates = keys.map(() => new Map<string, SourceRecord>());
  const groups: { readonly keys: { readonly index: number; readonly key: Key }[]; size: number }[] = [];
  for (const [index, lookup] of keys.entries()) {
    const key = prepare(lookup);
    if (key === null) continue;
    const size = sizeOf(key);
    const last = groups.at(-1);
    if (last !== undefined && last.keys.length < maxKeys && last.size + size <= maxSize) {
      last.keys.push({ index, key });
      last.size += size;
    } else groups.push({ keys: [{ index, key }], size });
  }
  for (const group of groups) {
    for await (const items of read(group.keys.map(({ key }) => key))) {
      for (const item of items) {
        const fitting = group.keys.filter(({ key }) => fits(item, key));
        const record = recordOf(item);
        for (const { index } of fitting.length === 0 ? group.keys : fitting) candidates[index]?.set(record.id, record);
      }
    }
  }
  return candidates.map((found) => [...found.values()]);
}
