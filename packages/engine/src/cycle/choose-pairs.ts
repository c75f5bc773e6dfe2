import type { CyclePlan, PairPlan } from '../context/cycle-context.ts';
import type { StoppedSync } from '../context/stopped-sync.ts';
import type { Store } from '../store/store.ts';
import type { CycleRequest } from './cycle-request.ts';
import { pairOfConflict } from './plan-resolution.ts';
import { pairsWritten } from './plan-undo.ts';

/** The pairs that a run works on: those that were asked for, as far as what it is to carry out needs them. */
export function choosePairs(plan: CyclePlan, request: CycleRequest): Promise<readonly PairPlan[]> {
  return pairsMeant(request.store, request, pairsAskedFor(plan, request.only, request.stopped ?? []));
}

/** The pairs that were asked for, with the implied ones that their associations need. */
export function pairsAskedFor(
  plan: CyclePlan,
  only: readonly string[] | undefined,
  stopped: readonly StoppedSync[],
): readonly PairPlan[] {
  const pairs = plan.pairs.filter(({ sync }) => !stopped.some(({ name }) => name === sync.name));
  if (only === undefined) return pairs;
  const asked = pairs.filter((pair) => only.includes(pair.sync.name));
  const needed = new Set(asked.flatMap((pair) => pair.associations.map(({ target }) => target.pair)));
  return pairs.filter((pair) => asked.includes(pair) || (pair.sync.implied && needed.has(pair.pair)));
}

/** A run that carries out what people have decided reads and writes no more than that needs. */
async function pairsMeant(
  store: Store,
  { undo, resolve }: CycleRequest,
  asked: readonly PairPlan[],
): Promise<readonly PairPlan[]> {
  if (undo) return pairsWritten(store, undo.run, asked);
  return resolve ? pairOfConflict(store, resolve.conflict, asked) : asked;
}
