import { type Clock, type Hint, type HintDelivery, type HintRequest, isErrorOfKind } from '@linkwright/core';
import { type Store, withCallCounter } from '@linkwright/engine';
import { changeFeed } from '../hints/feed-book.ts';
import { feedEveryMs, nextReadingAt } from '../hints/feed-pace.ts';
import { followedFeeds } from '../hints/followed-feeds.ts';
import {
  type FeedReading,
  type FollowedFeed,
  isOpen,
  type OpenFeed,
  openFeed,
  readFeed,
  storedFeed,
} from '../hints/hint-feed.ts';
import { noteCalled } from '../hints/hook-book.ts';
import { addPending } from '../hints/pending-hints.ts';
import type { CallBook } from '../session/call-book.ts';
import { openKnownSession } from '../session/open-known-session.ts';
import type { Session } from '../session/open-session.ts';
import { readRemembered } from '../session/remembered-schemas.ts';
import type { Work } from '../session/work.ts';
import { FeedCalls } from './feed-calls.ts';

/** How the feed of a connection stands, for whoever watches. */
export interface FeedStanding {
  readonly connection: string;
  /** Milliseconds since 1970. `null`: never, since the service began. */
  readonly readAt: number | null;
  readonly hintedAt: number | null;
  /** How many hints have come since the service began. */
  readonly hints: number;
  /** Calls of its app that reading it has cost since the service began. */
  readonly calls: number;
  /** Why it cannot be read: what changes there is looked for. `null`: it can. */
  readonly trouble: string | null;
}

type Reader = { -readonly [Name in keyof FeedStanding]: FeedStanding[Name] } & { againAt: number };

/** `calls`: of the session, which outlives runs: what they count is looked up before a call, what it counts is stored after it. */
interface Reading {
  readonly calls: Pick<CallBook, 'renew' | 'keep'>;
  readonly work: Work;
  readonly store: Store;
}

/** How often it may be read, in milliseconds: as the app lets it, and as the calls that the file allows let it. */
interface PacedFeed extends FollowedFeed {
  readonly everyMs: number;
}

/** Without those for which the file allows too few calls. */
const pacedFeeds = (session: Session, only: readonly string[]): readonly PacedFeed[] =>
  followedFeeds(session, only).feeds.flatMap((feed) => {
    const { limits = {} } = session.loaded.configuration.connections[feed.connection] ?? {};
    const everyMs = feedEveryMs(feed.pull.everyMs, limits);
    return everyMs === null ? [] : [{ ...feed, everyMs }];
  });

/** A feed that cannot be read is tried again after so many milliseconds, one that is refused later. */
const againMs = 60_000;
const refusedMs = 300_000;
/** What apps said of their objects may have changed: connections are opened anew after so long. */
const sessionMs = 3_600_000;
/** That an app calls is noted so seldom, in milliseconds. */
const signEveryMs = 10_000;
/** Before a first run nothing is known of the apps; whether there was one is looked up so seldom, in milliseconds. */
const unknownMs = 60_000;

/** Reads the feeds of one workspace beside its runs, and keeps what they hint at in the state. */
export class FeedReader {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #calls: FeedCalls;
  readonly #readers = new Map<string, Reader>();
  #session: { readonly session: Session; readonly openedAt: number } | null = null;
  /** Nothing is to be read before, milliseconds since 1970. */
  #nextAt = 0;
  #hasFeeds = false;
  /** At the last look nothing was known of the apps. */
  #isUnknown = false;
  /** Counts how often it was woken. */
  #wakings = 0;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
    this.#calls = new FeedCalls(() => clock.now());
  }

  get standing(): readonly FeedStanding[] {
    return [...this.#readers.values()];
  }

  /** Is there anything to read by now, as far as is known without a look into the state? */
  get isDue(): boolean {
    return this.#clock.now() >= this.#nextAt;
  }

  /** Was there anything to read at the last look? */
  get hasFeeds(): boolean {
    return this.#hasFeeds;
  }

  /** A first run has told what there is to read. */
  learned(): void {
    if (!this.#isUnknown) return;
    this.#isUnknown = false;
    this.wakeAll();
  }

  /** Nothing is read for so long. */
  rest(ms: number): void {
    this.#nextAt = this.#clock.now() + ms;
  }

  /** Reads what is due. Resolves to whether there is something to look at. Never throws for what an app does. */
  async read(
    work: Work,
    store: Store,
    only: readonly string[],
    tell: (connection: string, trouble: string) => void,
  ): Promise<boolean> {
    const session = await this.#open(work, store);
    if (session === null) {
      this.#isUnknown = true;
      this.rest(unknownMs);
      return false;
    }
    const feeds = pacedFeeds(session, only);
    this.#hasFeeds = feeds.length > 0;
    if (!this.#hasFeeds) {
      await this.close();
      this.rest(sessionMs);
      return false;
    }
    const wakings = this.#wakings;
    const isNews = await this.#readAll(feeds, { calls: session.calls, work, store }, tell).finally(() =>
      session.calls.keep(store),
    );
    if (work.signal.aborted) return isNews;
    const times = feeds.map(async (feed) => {
      const stored = await storedFeed(feed, store);
      const { againAt } = this.#readerOf(feed.connection);
      return Math.max(againAt, isOpen(stored) ? await this.#nextReadingAt(work, feed, stored) : 0);
    });
    const next = Math.min(...(await Promise.all(times)));
    this.#nextAt = this.#wakings === wakings ? next : 0;
    return isNews;
  }

  /** Resolves to whether one of them hints at something. */
  async #readAll(
    feeds: readonly PacedFeed[],
    reading: Reading,
    tell: (connection: string, trouble: string) => void,
  ): Promise<boolean> {
    const { work, store } = reading;
    let isNews = false;
    for (const feed of feeds) {
      const { connection } = feed;
      const reader = this.#readerOf(connection);
      if (this.#clock.now() < reader.againAt) continue;
      try {
        const count = (): void => {
          reader.calls += 1;
        };
        const read = await withCallCounter(count, () => this.#readIfDue(feed, reading));
        if (read === null) continue;
        reader.readAt = this.#clock.now();
        reader.trouble = null;
        if (read.hints.length === 0 && !read.gap) continue;
        reader.hints += read.hints.length;
        if (read.hints.length > 0) reader.hintedAt = reader.readAt;
        await addPending(store, connection, read, { at: this.#clock.now(), isFeed: true });
        isNews = true;
      } catch (error) {
        if (work.signal.aborted) return isNews;
        const trouble = work.redact(error instanceof Error ? error.message : String(error));
        reader.againAt = this.#clock.now() + (isErrorOfKind(error, 'retryable') ? againMs : refusedMs);
        if (reader.trouble === trouble) continue;
        reader.trouble = trouble;
        tell(connection, trouble);
        await this.#noteTrouble(feed, store, trouble);
      }
    }
    return isNews;
  }

  /** `null`: it is not due, also where another process has just read it. */
  async #readIfDue(feed: PacedFeed, { calls, work, store }: Reading): Promise<FeedReading | null> {
    const { signal } = work;
    const stored = await storedFeed(feed, store);
    if (isOpen(stored) && !(await this.#calls.shouldOpen(work, store, feed, stored))) {
      if (this.#clock.now() < (await this.#nextReadingAt(work, feed, stored))) return null;
      await calls.renew(store);
      return readFeed(feed, store, this.#clock, { signal });
    }
    await calls.renew(store);
    const address = await this.#calls.address(work, store, feed);
    const secret = await openFeed(feed, store, this.#clock, { signal, address });
    if (secret !== null) await this.#calls.keep(work, feed.connection, secret);
    return { hints: [], gap: true };
  }

  /** At once where it was not read since the service began: whoever called meanwhile found nobody. */
  async #nextReadingAt(work: Work, feed: PacedFeed, stored: OpenFeed): Promise<number> {
    if (this.#readerOf(feed.connection).readAt === null) return 0;
    return nextReadingAt(await this.#calls.paced(work, feed, stored), feed.everyMs);
  }

  async #noteTrouble({ connection, account }: FollowedFeed, store: Store, reason: string): Promise<void> {
    const at = this.#clock.now();
    await changeFeed(store, connection, (known) => ({
      ...(known ?? { account, cursor: null, openedAt: at, readAt: at }),
      trouble: { at, reason },
    }));
  }

  /** What a request of an app says. `null`: its connection takes none. */
  async receive(work: Work, store: Store, connection: string, request: HintRequest): Promise<HintDelivery | null> {
    const called = (await this.#open(work, store))?.connections.get(connection);
    const push = called?.app.hints?.push;
    if (!called || !push) return null;
    const { accountId: account } = called.info;
    const secret = await this.#calls.secret(work, connection);
    return push.receive({ ...request, secret, account }, { signal: work.signal });
  }

  /** Keeps hints at objects that are synced. Resolves to whether there are any. */
  async take(work: Work, store: Store, connection: string, hints: readonly Hint[]): Promise<boolean> {
    const session = await this.#open(work, store);
    const account = session?.connections.get(connection)?.account;
    if (!session || account === undefined) return false;
    const watched = followedFeeds(session, undefined).objects.get(connection);
    const named = hints.flatMap(({ own, ...hint }) =>
      own !== true && watched?.has(hint.object) ? [{ account, ...hint }] : [],
    );
    if (named.length === 0) return false;
    const reader = this.#readerOf(connection);
    const now = this.#clock.now();
    // Many calls in a row are one sign of life.
    const isSign = reader.hintedAt === null || now - reader.hintedAt > signEveryMs;
    reader.hints += named.length;
    await addPending(store, connection, { hints: named, gap: false }, { at: now, isFeed: false });
    if (isSign) {
      await noteCalled(store, connection, now);
      reader.hintedAt = now;
    }
    return true;
  }

  /** The app has called: its feed is read at the next look, by whoever reads it. */
  async wake(store: Store, connection: string): Promise<void> {
    const at = this.#clock.now();
    await changeFeed(store, connection, (feed) =>
      feed?.calls === undefined ? feed : { ...feed, calls: { ...feed.calls, calledAt: at } },
    );
    this.wakeAll();
  }

  /** What the state says of the feeds is looked at again. */
  wakeAll(): void {
    this.#wakings += 1;
    this.#nextAt = 0;
  }

  /** The file has changed, or the service ends. */
  async close(): Promise<void> {
    this.#nextAt = 0;
    const open = this.#session;
    this.#session = null;
    await open?.session.close();
  }

  #readerOf(connection: string): Reader {
    const known = this.#readers.get(connection);
    if (known !== undefined) return known;
    const reader: Reader = { connection, readAt: null, hintedAt: null, hints: 0, calls: 0, trouble: null, againAt: 0 };
    this.#readers.set(connection, reader);
    return reader;
  }

  /** `null`: nothing is known of the apps before a first run, which asks them. */
  async #open(work: Work, store: Store): Promise<Session | null> {
    if (this.#session !== null && this.#clock.now() - this.#session.openedAt > sessionMs) await this.close();
    if (this.#session === null) {
      if ((await readRemembered(store)) === null) return null;
      this.#session = { session: await openKnownSession(work), openedAt: this.#clock.now() };
    }
    return this.#session.session;
  }
}
