import type { RecordPlace } from '../store/waiting-pages.ts';
import type { OwnPair } from './own-pair.ts';

/** Where a page of a list ends that goes over several syncs. */
export interface ListPlace extends RecordPlace {
  readonly sync: string;
}

/** A page of a list. */
export interface Listed<Item> {
  readonly items: readonly Item[];
  /** Of all pages. */
  readonly total: number;
  /** Where the next page begins. `null`: this was the last. */
  readonly next: ListPlace | null;
}

interface ListSource<Row, Item> {
  readonly count: (own: OwnPair) => Promise<number>;
  readonly page: (
    own: OwnPair,
    where: { readonly after: RecordPlace | null; readonly limit: number },
  ) => Promise<readonly Row[]>;
  readonly placeOf: (row: Row) => RecordPlace;
  readonly describe: (own: OwnPair, rows: readonly Row[]) => Promise<readonly Item[]>;
}

/** One page of what is listed sync by sync. A sync that has left the file meanwhile is begun anew. */
export async function listPages<Row, Item>(
  pairs: readonly OwnPair[],
  { after, limit }: { readonly after: ListPlace | null; readonly limit: number },
  source: ListSource<Row, Item>,
): Promise<Listed<Item>> {
  const counts = await Promise.all(pairs.map((own) => source.count(own)));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const first = Math.max(
    0,
    pairs.findIndex(({ pair }) => pair.sync.name === after?.sync),
  );
  const items: Item[] = [];
  let place: RecordPlace | null = pairs[first]?.pair.sync.name === after?.sync ? after : null;
  for (const own of pairs.slice(first)) {
    const left = limit - items.length;
    // One more than is shown tells whether there is a next page.
    const rows = await source.page(own, { after: place, limit: left + 1 });
    const shown = rows.slice(0, left);
    items.push(...(await source.describe(own, shown)));
    const last = shown.at(-1);
    if (rows.length > left) {
      const from = last === undefined ? place : source.placeOf(last);
      return { items, total, next: { sync: own.pair.sync.name, ...(from ?? beforeAll) } };
    }
    place = null;
  }
  return { items, total, next: null };
}

const beforeAll: RecordPlace = { side: 'left', record: -1 };
