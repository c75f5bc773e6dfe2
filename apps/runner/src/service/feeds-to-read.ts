import { type Crew, keyOf } from './crew.ts';
import type { ServedWorkspace } from './served-workspace.ts';

/** Where another process reads the feeds it is looked so seldom whether it still does, in milliseconds. */
const feedsOfOthersMs = 5_000;

/** Those with a feed that is due, and that no other process reads. */
export async function feedsToRead(
  workspaces: Iterable<ServedWorkspace>,
  crews: ReadonlyMap<ServedWorkspace, Crew>,
): Promise<readonly ServedWorkspace[]> {
  const due = [...workspaces].filter((workspace) => workspace.hasDueFeeds);
  const toRead: ServedWorkspace[] = [];
  for (const [crew, ofCrew] of Map.groupBy(due, (workspace) => crews.get(workspace))) {
    const ours = await crew?.readsFeedsOf?.(ofCrew.map(keyOf)).catch(() => new Set<string>());
    for (const workspace of ofCrew) {
      if (ours === undefined || ours.has(keyOf(workspace))) toRead.push(workspace);
      else workspace.feeds.rest(feedsOfOthersMs);
    }
  }
  return toRead;
}
