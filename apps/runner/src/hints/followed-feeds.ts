import type { OpenConnection } from '../session/open-connections.ts';
import type { Session } from '../session/open-session.ts';
import type { FollowedFeed } from './hint-feed.ts';

/** The connections of some syncs by whether they can say what to look at. */
export interface FollowedFeeds {
  /** Ids of the objects that are synced, by the name of their connection. */
  readonly objects: ReadonlyMap<string, ReadonlySet<string>>;
  readonly feeds: readonly FollowedFeed[];
  /** Names of connections that have no feed: what changes there is found by looking. */
  readonly silent: readonly string[];
}

/** `only`: names of syncs; `undefined`: all. */
export function followedFeeds(
  { compilation, connections }: Pick<Session, 'compilation' | 'connections'>,
  only: readonly string[] | undefined,
): FollowedFeeds {
  const objects = new Map<string, Set<string>>();
  for (const { name, implied, left, right } of compilation.syncs) {
    if (!implied && only?.includes(name) === false) continue;
    for (const { connection, object } of [left, right]) {
      objects.set(connection, (objects.get(connection) ?? new Set()).add(object.id));
    }
  }
  const feeds: FollowedFeed[] = [];
  const silent: string[] = [];
  for (const [name, ids] of objects) {
    const connection: OpenConnection | undefined = connections.get(name);
    const pull = connection?.app.hints?.pull;
    if (!connection || !pull) silent.push(name);
    else {
      const { account } = connection;
      feeds.push({ connection: name, account, pull, objects: [...ids].sort() });
    }
  }
  return { objects, feeds, silent };
}
