import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { dropUnreferred, wakeReferred } from '../store/references.ts';

/**
 * An implied sync works on the records that a linked record refers to and that have no link yet, and on nothing else:
 * its objects are read whole, but what nobody refers to is neither held nor listed nor created.
 */
export async function focusOnReferred(context: CycleContext, plan: PairPlan): Promise<void> {
  const { referrers } = plan;
  if (referrers === null) return;
  await context.store.transaction(async (database) => {
    await dropUnreferred(database, { ...plan, referrers });
    await wakeReferred(database, { ...plan, referrers });
  });
}
