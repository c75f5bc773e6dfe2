import { type Clock, type Hint, type HintDelivery, type HintRequest, isErrorOfKind } from '@linkwright/core';
import type { Store } from '@linkwright/engine';
import { readFeeds } from '../hints/feed-book.ts';
import { followedFeeds } from '../hints/followed-feeds.ts';
import { openFeed, readFeed } from '../hints/hint-feed.ts';
import { addPending } from '../hints/pending-hints.ts';
import { openKnownSession } from '../session/open-known-session.ts';
import type { Session } from '../session/open-session.ts';
import { readRemembered } from '../session/remembered-schemas.ts';
import type { Work } from '../session/work.ts';

/** How the feed of a connection stands, for whoever watches. */
export interface FeedStanding {
  readonly connection: string;
  /** Milliseconds since 1970. `null`: never, since the service began. */
  readonly readAt: number | null;
  readonly hintedAt: number | null;
  /** How many hints have come since the service began. */
  readonly hints: number;
  /** Why it cannot be read: what changes there is looked for. `null`: it can. */
  readonly trouble: string | null;
}

type Reader = { -readonly [Name in keyof FeedStanding]: FeedStanding[Name] } & { nextAt: number };

/** A feed that cannot be read is tried again after so many milliseconds. */
const againMs = 60_000;
/** What apps said of their objects may have changed: connections are opened anew after so long. */
const sessionMs = 3_600_000;
/** Before a first run nothing is known of the apps; whether there was one is looked up so seldom, in milliseconds. */
const unknownMs = 60_000;

/** Reads the feeds of one workspace as often as each of them allows, beside the runs, and keeps what they hint at in the state. */
export class FeedReader {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #readers = new Map<string, Reader>();
  #session: { readonly session: Session; readonly openedAt: number } | null = null;
  /** Nothing is to be read before, milliseconds since 1970. */
  #nextAt = 0;
  #hasFeeds = false;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
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
      this.rest(unknownMs);
      return false;
    }
    const { feeds } = followedFeeds(session, only);
    this.#hasFeeds = feeds.length > 0;
    if (!this.#hasFeeds) {
      await this.close();
      this.rest(sessionMs);
      return false;
    }
    this.#nextAt = 0;
    let isNews = false;
    for (const feed of feeds) {
      const { connection, account } = feed;
      const reader = this.#readerOf(connection);
      const now = this.#clock.now();
      if (now < reader.nextAt) continue;
      reader.nextAt = now + feed.everyMs;
      try {
        const clock = { now: () => this.#clock.now(), sleep: () => Promise.resolve() };
        const isOpen = (await readFeeds(store))[account] !== undefined;
        if (!isOpen) await openFeed(feed, store, clock, { signal: work.signal, notifyAt: null });
        const reading = isOpen ? await readFeed(feed, store, clock, work) : { hints: [], gap: true };
        reader.readAt = this.#clock.now();
        reader.trouble = null;
        if (reading.hints.length === 0 && !reading.gap) continue;
        reader.hints += reading.hints.length;
        if (reading.hints.length > 0) reader.hintedAt = reader.readAt;
        await addPending(store, connection, reading, this.#clock.now());
        isNews = true;
      } catch (error) {
        if (work.signal.aborted) return isNews;
        const trouble = work.redact(error instanceof Error ? error.message : String(error));
        if (reader.trouble !== trouble) tell(connection, trouble);
        reader.trouble = trouble;
        reader.nextAt = this.#clock.now() + againMs;
        if (!isErrorOfKind(error, 'retryable')) reader.nextAt += 4 * againMs;
      }
    }
    this.#nextAt = Math.min(...feeds.map(({ connection }) => this.#readerOf(connection).nextAt));
    return isNews;
  }

  /** What a request of an app says. `null`: its connection takes none. */
  async receive(work: Work, store: Store, connection: string, request: HintRequest): Promise<HintDelivery | null> {
    const push = (await this.#open(work, store))?.connections.get(connection)?.app.hints?.push;
    return push ? push.receive(request, { signal: work.signal }) : null;
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
    reader.hints += named.length;
    reader.hintedAt = this.#clock.now();
    await addPending(store, connection, { hints: named, gap: false }, this.#clock.now());
    return true;
  }

  /** The feed of a connection is read at the next look. */
  wake(connection: string): void {
    this.#readerOf(connection).nextAt = 0;
    this.#nextAt = 0;
  }

  /** So are all. */
  wakeAll(): void {
    for (const reader of this.#readers.values()) reader.nextAt = 0;
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
    const reader: Reader = { connection, readAt: null, hintedAt: null, hints: 0, trouble: null, nextAt: 0 };
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
