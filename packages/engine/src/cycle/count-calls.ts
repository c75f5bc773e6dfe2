import { withCallCounter } from '../connect/call-counter.ts';
import type { PairPlan } from '../context/cycle-context.ts';
import type { SyncTally } from '../context/sync-tally.ts';
import { sides } from '../store/side.ts';

/** Adds the calls that some work makes to the sync it is done for. */
export function countCalls<Result>(
  pair: PairPlan,
  tallies: ReadonlyMap<PairPlan, SyncTally>,
  work: () => Promise<Result>,
): Promise<Result> {
  const tally = tallies.get(pair);
  return withCallCounter((connection) => {
    for (const side of sides) if (tally && pair.sync[side].connection === connection) tally.calls[side] += 1;
  }, work);
}
