import { pairName } from '../schedule/account-pairs.ts';
import type { Crew } from './crew.ts';
import type { ServedWorkspace } from './served-workspace.ts';

/**
 * Workspaces with a pair that has no job. Where several processes write to one queue, one of them may take away what another one has
 * just put there, for instance while it takes over a changed file, and end before it puts it back. Whether such a pair is to have one,
 * or rests, is read from its state.
 */
export async function withoutJob({
  known,
  workspaces,
}: Pick<Crew, 'known' | 'workspaces'>): Promise<readonly ServedWorkspace[]> {
  if (known === undefined) return [];
  const isKnown = await known();
  return [...workspaces].flatMap(([key, workspace]) =>
    workspace.pairs.every((pair) => isKnown({ workspace: key, pair: pairName(pair) })) ? [] : [workspace],
  );
}
