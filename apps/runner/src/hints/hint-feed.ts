import { type CallOptions, type Clock, checkpointUnknown, type HintFeed, isErrorOfKind } from '@linkwright/core';
import type { NamedHint, Store } from '@linkwright/engine';
import { changeFeed, readFeeds, type StoredFeed } from './feed-book.ts';
import { afterReading } from './feed-pace.ts';

/** The feed of one connection that is followed. */
export interface FollowedFeed {
  readonly connection: string;
  /** Of the connection. */
  readonly account: string;
  readonly pull: HintFeed;
  /** Ids of the objects that are watched. */
  readonly objects: readonly string[];
}

/** What a reading gave. `gap`: something may have been left out, so everything is to be looked at. */
export interface FeedReading {
  readonly hints: readonly NamedHint[];
  readonly gap: boolean;
}

/** Where the app is to call when there is something to read. */
export interface FeedAddress {
  readonly url: string;
  /** Of the secret part of the address. */
  readonly hash: string;
}

/** More pages at once are no news of a moment: whoever is so far behind looks at everything. */
const mostPages = 50;

/** What is stored of a feed, if it is that of this account. */
export async function storedFeed(
  { connection, account }: Pick<FollowedFeed, 'connection' | 'account'>,
  store: Pick<Store, 'database'>,
): Promise<StoredFeed | null> {
  const known = (await readFeeds(store))[connection];
  return known?.account === account ? known : null;
}

/**
 * From here on what happens is told. Before it, everything has to be looked at, and after it is as good. Resolves to the secret that the
 * app signs its calls with. `null`: it does not call.
 */
export async function openFeed(
  feed: FollowedFeed,
  store: Store,
  clock: Pick<Clock, 'now'>,
  { address, ...options }: CallOptions & { readonly address: FeedAddress | null },
): Promise<string | null> {
  const { connection, account, pull, objects } = feed;
  const known = await storedFeed(feed, store);
  const request = { objects, cursor: known?.cursor ?? null, notifyAt: address?.url ?? null };
  const { cursor, secret = null } = await pull.open(request, options);
  const now = clock.now();
  const isCalled = address !== null && secret !== null;
  await changeFeed(store, connection, () => ({
    account,
    cursor,
    openedAt: now,
    readAt: now,
    ...(known?.hintedAt !== undefined && { hintedAt: known.hintedAt }),
    ...(known?.gapMs !== undefined && { gapMs: known.gapMs }),
    ...(isCalled && { calls: { hook: address.hash } }),
  }));
  return isCalled ? secret : null;
}

/** Reads on to the end. The place is stored before anybody acts on the hints: one that is lost then is found by the next cycle. */
export async function readFeed(
  feed: FollowedFeed,
  store: Store,
  clock: Pick<Clock, 'now'>,
  options: CallOptions,
): Promise<FeedReading> {
  const { connection, account, pull, objects } = feed;
  const known = await storedFeed(feed, store);
  if (!isOpen(known)) return { hints: [], gap: true };
  const hints: NamedHint[] = [];
  let { cursor } = known;
  let gap = false;
  // When the last page was asked for: what the app calls about after that may not be in it.
  let askedAt = clock.now();
  for (let page = 0; ; page += 1) {
    if (page === mostPages) return { hints: [], gap: true };
    try {
      askedAt = clock.now();
      const read = await pull.read({ objects, cursor }, options);
      for (const { own, ...hint } of read.hints) if (own !== true) hints.push({ account, ...hint });
      gap ||= read.gap === true;
      cursor = read.cursor;
      if (!read.more) break;
    } catch (error) {
      if (!(isErrorOfKind(error, 'contract') && error.code === checkpointUnknown)) throw error;
      // What is left of it in the app is named by its cursor, for whoever opens it again.
      await changeFeed(store, connection, (stored) => stored && { ...stored, isOver: true });
      return { hints: [], gap: true };
    }
  }
  const [place, at] = [cursor, askedAt];
  await changeFeed(store, connection, (stored) =>
    // Somebody may have opened it anew meanwhile.
    stored === null || stored.openedAt !== known.openedAt
      ? stored
      : afterReading(stored, { cursor: place, hints: hints.length, at }),
  );
  return { hints, gap };
}

export type OpenFeed = StoredFeed & { readonly cursor: string };

/** Can it be read, or does it have to be opened before? */
export const isOpen = (feed: StoredFeed | null): feed is OpenFeed =>
  feed !== null && feed.cursor !== null && feed.isOver !== true;
