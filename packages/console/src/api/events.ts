import type { Query, QueryClient } from '@tanstack/react-query';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

/** Events after which what is shown of a workspace may be another. */
const kinds = [
  'hello',
  'reset',
  'run-started',
  'run-ended',
  'state-changed',
  'configuration-changed',
  'workspace-changed',
  'job',
] as const;

/** Without events each query asks again after so long, in milliseconds. */
const askAgainMs = 30_000;

let isFollowed = false;

/** How often a query that follows events asks by itself: never as long as they come. */
export const unlessFollowed = (): number | false => (isFollowed ? false : askAgainMs);

/** Several events in a row ask once. */
const settleMs = 300;

/** Asking anew would take back, without a word, the next rows of a list that somebody has asked for. */
const isFetchingMore = ({ state }: Query): boolean =>
  state.fetchStatus === 'fetching' && state.fetchMeta?.fetchMore !== undefined;

/** As long as the page is open, what is shown follows what happens. Without events, each query asks again by itself. */
export function useEvents(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const source = new EventSource(new URL('api/v1/events', document.baseURI.split('#')[0]), { withCredentials: true });
    const ask = settled(queries);
    for (const kind of kinds) source.addEventListener(kind, ask);
    source.addEventListener('open', () => {
      isFollowed = true;
    });
    source.addEventListener('error', () => {
      // Each query asks now, and by itself from here on, until the browser has found the service again.
      if (isFollowed) ask();
      isFollowed = false;
    });
    return () => {
      isFollowed = false;
      source.close();
    };
  }, [queries]);
}

function settled(queries: QueryClient): () => void {
  let waiting: ReturnType<typeof setTimeout> | null = null;
  const ask = (): void => {
    if (waiting !== null) return;
    waiting = setTimeout(() => {
      waiting = null;
      if (queries.isFetching({ predicate: isFetchingMore }) > 0) {
        ask();
        return;
      }
      // What the apps were asked for stays: each answer costs calls of their allowances.
      void queries.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] !== 'session' && queryKey[0] !== 'apps',
      });
    }, settleMs);
  };
  return ask;
}
