import { readDocument, type Store, saveDocument } from '@linkwright/engine';
import { z } from 'zod';

const feedSchema = z.object({
  /** As the connector gave it. */
  cursor: z.string(),
  /** Milliseconds since 1970: when the feed was opened, last read, and last had something to say. */
  openedAt: z.number(),
  readAt: z.number(),
  hintedAt: z.number().optional(),
});
export type StoredFeed = z.output<typeof feedSchema>;

const feedsSchema = z.record(z.string(), feedSchema);
const name = 'hint-feeds';

/** How far the feed of each account has been read. */
export async function readFeeds({ database }: Pick<Store, 'database'>): Promise<Readonly<Record<string, StoredFeed>>> {
  const stored = await readDocument(database, name);
  // Nothing is lost with a place that nobody understands: the feed is opened again.
  const parsed = stored === null ? null : feedsSchema.safeParse(parseJson(stored));
  return parsed?.success === true ? parsed.data : {};
}

export async function saveFeed(store: Store, account: string, feed: StoredFeed): Promise<void> {
  await store.transaction(async (database) => {
    const feeds = await readFeeds({ database });
    await saveDocument(database, name, JSON.stringify({ ...feeds, [account]: feed }));
  });
}

export async function forgetFeed(store: Store, account: string): Promise<void> {
  await store.transaction(async (database) => {
    const { [account]: _, ...others } = await readFeeds({ database });
    await saveDocument(database, name, JSON.stringify(others));
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
