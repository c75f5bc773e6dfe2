import { type CallOptions, type Clock, checkpointUnknown, type HintFeed, isErrorOfKind } from '@linkwright/core';
import type { NamedHint, Store } from '@linkwright/engine';
import { forgetFeed, readFeeds, saveFeed } from './feed-book.ts';

/** The feed of one connection that is followed. */
export interface FollowedFeed {
  /** Of the connection. */
  readonly account: string;
  readonly pull: HintFeed;
  /** Ids of the objects that are watched. */
  readonly objects: readonly string[];
  /** Milliseconds between two readings. */
  readonly everyMs: number;
}

/** What a reading gave. `gap`: something may have been left out, so everything is to be looked at. */
export interface FeedReading {
  readonly hints: readonly NamedHint[];
  readonly gap: boolean;
}

/** More pages at once are no news of a moment: whoever is so far behind looks at everything. */
const mostPages = 50;

/** From here on what happens is told. Before it, everything has to be looked at, and after it is as good. */
export async function openFeed(
  { account, pull, objects }: FollowedFeed,
  store: Store,
  clock: Clock,
  { notifyAt, ...options }: CallOptions & { readonly notifyAt: string | null },
): Promise<{ readonly secret: string | null }> {
  const known = (await readFeeds(store))[account]?.cursor ?? null;
  const { cursor, secret = null } = await pull.open({ objects, cursor: known, notifyAt }, options);
  await saveFeed(store, account, { cursor, openedAt: clock.now(), readAt: clock.now() });
  return { secret };
}

/** Reads on to the end. The place is stored before anybody acts on the hints: one that is lost then is found by the next cycle. */
export async function readFeed(
  { account, pull, objects }: FollowedFeed,
  store: Store,
  clock: Clock,
  options: CallOptions,
): Promise<FeedReading> {
  const known = (await readFeeds(store))[account];
  if (known === undefined) return { hints: [], gap: true };
  const hints: NamedHint[] = [];
  let { cursor } = known;
  let gap = false;
  for (let page = 0; ; page += 1) {
    if (page === mostPages) return { hints: [], gap: true };
    try {
      const read = await pull.read({ objects, cursor }, options);
      for (const { own, ...hint } of read.hints) if (own !== true) hints.push({ account, ...hint });
      gap ||= read.gap === true;
      cursor = read.cursor;
      if (!read.more) break;
    } catch (error) {
      if (!(isErrorOfKind(error, 'contract') && error.code === checkpointUnknown)) throw error;
      await forgetFeed(store, account);
      return { hints: [], gap: true };
    }
  }
  const now = clock.now();
  await saveFeed(store, account, { ...known, cursor, readAt: now, ...(hints.length > 0 && { hintedAt: now }) });
  return { hints, gap };
}
