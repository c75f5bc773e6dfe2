import type { Store } from '@linkwright/engine';
import { readFeeds } from './feed-book.ts';
import { type FeedState, feedStateOf, hookStateOf } from './feed-pace.ts';
import { type Hook, readHooks } from './hook-book.ts';

/** How an app says what changes: in a feed that a service reads, or by calling it. */
export const hintSourceKinds = ['pull', 'push'] as const;

/** Moments are milliseconds since 1970. */
export interface HintSource {
  readonly connection: string;
  readonly kind: (typeof hintSourceKinds)[number];
  readonly state: FeedState;
  /** When the feed was opened, or the address made. */
  readonly since: number;
  /** `null`: it is not read. */
  readonly readAt: number | null;
  readonly hintedAt: number | null;
  /** Does the app call when there is something to read, or to say? */
  readonly isCalled: boolean;
  readonly trouble: { readonly at: number; readonly reason: string } | null;
}

/** Those of all connections, feeds first. `isServed`: a service looks after the state. */
export async function hintSources(
  store: Pick<Store, 'database'>,
  { now, isServed }: { readonly now: number; readonly isServed: boolean },
): Promise<readonly HintSource[]> {
  const feeds = Object.entries(await readFeeds(store)).map(
    ([connection, feed]): HintSource => ({
      connection,
      kind: 'pull',
      state: feedStateOf(feed, now),
      since: feed.openedAt,
      readAt: feed.readAt,
      hintedAt: feed.hintedAt ?? null,
      isCalled: feed.calls !== undefined,
      trouble: feed.trouble ?? null,
    }),
  );
  const pasted = Object.values(await readHooks(store)).filter(({ ofFeed }) => ofFeed !== true);
  const calls = [...Map.groupBy(pasted, ({ connection }) => connection)].map(([connection, hooks]): HintSource => {
    const last = hooks.reduce((one, other) => ((other.hintedAt ?? 0) > (one.hintedAt ?? 0) ? other : one));
    return {
      connection,
      kind: 'push',
      state: hookStateOf(last, { now, isServed }),
      since: earliest(hooks),
      readAt: null,
      hintedAt: last.hintedAt ?? null,
      isCalled: true,
      trouble: null,
    };
  });
  return [...feeds, ...calls];
}

const earliest = (hooks: readonly Hook[]): number => Math.min(...hooks.map(({ createdAt }) => createdAt));
