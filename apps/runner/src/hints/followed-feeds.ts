import type { OpenConnection } from '../session/open-connections.ts';
import type { Session } from '../session/open-session.ts';
import type { FollowedFeed } from './hint-feed.ts';

/** The connections of some syncs by whether they can say what to look at. */
export interface FollowedFeeds {
  /** Ids of the objects that are synced, by the name of their connection. */
  readonly objects: ReadonlyMap<string, ReadonlySet<string>>;
  readonly feeds: readonly (FollowedFeed & { readonly connection: string })[];
  /** Names of connections that have no feed: what changes there is found by looking. */
  readonly silent: readonly string[];
}

/** `only`: names of syncs; `undefined`: all. `everyMs`: how often feeds are read; absent: as often as each of them allows. */
export function followedFeeds(
  { compilation, connections }: Pick<Session, 'compilation' | 'connections'>,
  only: readonly string[] | undefined,
  everyMs?: number,
): FollowedFeeds {
  const objects = new Map<string, Set<string>>();
  for (const { name, implied, left, right } of compilation.syncs) {
    if (!implied && only?.includes(name) === false) continue;
    for (const { connection, object } of [left, right]) {
      objects.set(connection, (objects.get(connection) ?? new Set()).add(object.id));
    }
  }
  const feeds: (FollowedFeed & { readonly connection: string })[] = [];
  const silent: string[] = [];
  for (const [name, ids] of objects) {
    const connection: OpenConnection | undefined = connections.get(name);
    const pull = connection?.app.hints?.pull;
    if (!connection || !pull) silent.push(name);
    else {
      const { account } = connection;
      feeds.push({ connection: name, account, pull, objects: [...ids].sort(), everyMs: everyMs ?? pull.everyMs });
    }
  }
  return { objects, feeds, silent };
}
