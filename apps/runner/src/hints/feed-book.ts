import { readDocument, readDocumentToChange, type Store, saveDocument } from '@linkwright/engine';
import { z } from 'zod';

const feedSchema = z.object({
  /** Whose account it tells of. */
  account: z.string(),
  /** As the connector gave it. `null`: it was never opened. */
  cursor: z.string().nullable(),
  /** The cursor leads nowhere any more: the feed has to be opened again, and everything to be looked at. */
  isOver: z.literal(true).optional(),
  /** Milliseconds since 1970: when the feed was opened, last read, and last had something to say. */
  openedAt: z.number(),
  readAt: z.number(),
  hintedAt: z.number().optional(),
  /** How far apart it usually has something to say, in milliseconds. Absent: it had not twice. */
  gapMs: z.number().optional(),
  /** The app is to call when there is something to read. Absent: it is not, and the feed is looked into. */
  calls: z
    .object({
      /** Hash of the secret part of the address that was given to it. */
      hook: z.string(),
      /** When it last called, and when there was something to read without a call. */
      calledAt: z.number().optional(),
      missedAt: z.number().optional(),
    })
    .optional(),
  /** Why it gives nothing, and since when. Absent: it does. */
  trouble: z.object({ at: z.number(), reason: z.string() }).optional(),
});
export type StoredFeed = z.output<typeof feedSchema>;

const feedsSchema = z.record(z.string(), feedSchema);
export type StoredFeeds = Readonly<Record<string, StoredFeed>>;

/** What they are called in the state. */
export const feedsName = 'hint-feeds';

/** How far the feed of each connection has been read, by the connection's name. */
export const readFeeds = async ({ database }: Pick<Store, 'database'>): Promise<StoredFeeds> =>
  parseFeeds(await readDocument(database, feedsName));

/** `null`: none are kept. */
export function parseFeeds(stored: string | null): StoredFeeds {
  // Nothing is lost with a place that nobody understands: the feed is opened again.
  const parsed = stored === null ? null : feedsSchema.safeParse(parseJson(stored));
  return parsed?.success === true ? parsed.data : {};
}

/** Changes what is stored of one feed, whoever else does at the same time. `null`: there is nothing yet, or nothing any more. */
export function changeFeed(
  store: Pick<Store, 'transaction'>,
  connection: string,
  change: (feed: StoredFeed | null) => StoredFeed | null,
): Promise<void> {
  return store.transaction(async (database) => {
    const stored = parseFeeds(await readDocumentToChange(database, feedsName));
    const { [connection]: known = null, ...others } = stored;
    const changed = change(known);
    if (changed === known) return;
    const feeds = changed === null ? others : { ...others, [connection]: changed };
    await saveDocument(database, feedsName, JSON.stringify(feeds));
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
