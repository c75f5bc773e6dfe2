import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { replacePendingEdges } from '../store/edges.ts';
import { changedReferrers } from '../store/references.ts';
import { loadStandings } from './load-standings.ts';
import { isFiltered, takesPart } from './standing.ts';

/** Flat memory: so many links are looked at together, whatever the total. */
const pageSize = 1000;

/**
 * An implied sync works before those whose records refer to its own. A record that has left its filter in this very cycle
 * asks for no target any more, though its exit is settled only when its own sync has its turn.
 */
export async function dropPendingOfLeaving(context: CycleContext, plan: PairPlan): Promise<void> {
  const { database } = context.store;
  for (const pair of new Set(plan.referrers?.map((referrer) => referrer.pair))) {
    const siblings = context.siblings.get(pair) ?? [];
    if (!isFiltered(siblings)) continue;
    let after = 0;
    for (;;) {
      const links = await changedReferrers(database, pair, after, pageSize);
      const last = links.at(-1);
      if (last === undefined) break;
      after = last.id;
      const standings = await loadStandings(context, siblings, links);
      const leaving = [...standings].filter(([, standing]) => !takesPart(standing)).map(([link]) => link);
      await context.store.transaction((transaction) => replacePendingEdges(transaction, leaving, []));
    }
  }
}
