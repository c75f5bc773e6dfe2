import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { readAssociationsOf } from '../pull/scan-associations.ts';
import { sides } from '../store/side.ts';
import type { LoadedTargets } from './load-targets.ts';

/**
 * What a list lacks that was read before one of its targets was merged into another record says nothing of that other one:
 * such lists are read again before anything is decided on them. Returns whether there was one.
 */
export async function renewLists(
  context: CycleContext,
  plan: PairPlan,
  outdated: LoadedTargets['outdated'],
): Promise<boolean> {
  for (const side of sides) await readAssociationsOf(context, plan[side], plan[side].associations, [...outdated[side]]);
  return outdated.left.size + outdated.right.size > 0;
}
