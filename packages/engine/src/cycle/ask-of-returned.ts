import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { reportHolds } from '../context/report-records.ts';
import { returnedHold } from '../match/merger-holds.ts';
import { explainEnd } from '../store/change-links.ts';
import { type Hold, putHolds } from '../store/holds.ts';
import { returnedTwins } from '../store/returned.ts';
import { sides } from '../store/side.ts';

/** Flat memory: so many questions are looked at together. */
const pageSize = 1000;

/**
 * A deletion about which nobody has decided is none any more where the record is back. Linked with its twin again it leaves the queue
 * by itself; where a merger has given it another partner, what becomes of the twin is asked as after any merger.
 */
export async function askOfReturned(context: CycleContext, plan: PairPlan): Promise<void> {
  const { store, clock, siblings } = context;
  const isAsked = (siblings.get(plan.pair) ?? [plan]).some(({ sync }) => sync.deletions === 'review');
  if (!isAsked) return;
  for (const side of sides) {
    for (;;) {
      const found = await returnedTwins(store.database, plan.pair, side, pageSize);
      if (found.length === 0) break;
      const holds = found.map(
        ({ id, returned, partner }): Hold => ({ side, id, ...returnedHold(plan.sync, side, returned, partner) }),
      );
      await store.transaction(async (database) => {
        await explainEnd(
          database,
          found.map(({ link }) => link),
          'merged-away',
        );
        await putHolds(database, plan.pair, holds, clock.now());
      });
      await reportHolds(context, plan, holds);
    }
  }
}
