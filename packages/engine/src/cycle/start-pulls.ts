import type { CycleContext, CyclePlan, ObjectPlan, PairPlan } from '../context/cycle-context.ts';
import type { SyncTally } from '../context/sync-tally.ts';
import { pullChanges } from '../pull/pull-changes.ts';
import { countCalls } from './count-calls.ts';
import { unlessRefused } from './stopped-pairs.ts';

/** Resolves once an object has been read; the objects of a pair are waited for before the pair is worked on. */
export type Pulls = ReadonlyMap<ObjectPlan, Promise<void>>;

/** Both sides are read at the same time; the objects of one connection one after the other, in the order of the syncs. */
export function startPulls(
  context: CycleContext,
  plan: CyclePlan,
  tallies: ReadonlyMap<PairPlan, SyncTally>,
  full: boolean,
): Pulls {
  const chosen = [...tallies.keys()];
  const pulls = new Map<ObjectPlan, Promise<void>>();
  const lastOf = new Map<string, Promise<void>>();
  for (const object of plan.objects) {
    const [pair] = chosen.filter((candidate) => candidate.left === object || candidate.right === object);
    if (!pair) continue;
    const before = lastOf.get(object.end.connection)?.catch(unlessRefused) ?? Promise.resolve();
    const pull = before.then(() => countCalls(pair, tallies, () => pullChanges(context, object, { full })));
    // Whoever waits for the pull is told of a failure; until then it must not count as one that nobody handles.
    pull.catch(() => undefined);
    pulls.set(object, pull);
    lastOf.set(object.end.connection, pull);
  }
  return pulls;
}

/** Reads that are under way are ended and waited for when the work has failed: the state is about to be closed. */
export async function endPulls<Result>(
  pulls: Pulls,
  stopped: AbortController,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    stopped.abort(error);
    throw error;
  } finally {
    await Promise.allSettled(pulls.values());
  }
}
