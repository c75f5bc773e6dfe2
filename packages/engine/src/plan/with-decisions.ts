import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { decisionsOf } from '../store/decisions.ts';
import type { Link } from '../store/links.ts';
import type { Observation } from '../store/observations.ts';
import { applyDecisions } from './apply-decisions.ts';
import type { PairDecision } from './pair-decision.ts';

interface Decided {
  readonly pair: { readonly link: Link; readonly left: Observation; readonly right: Observation };
  readonly decision: PairDecision;
}

/** What people have decided about these records takes the place of what the merge says. */
export async function withDecisions<Item extends Decided>(
  context: CycleContext,
  plan: PairPlan,
  items: readonly Item[],
): Promise<readonly Item[]> {
  const decisions = await decisionsOf(
    context.store.database,
    items.map(({ pair }) => pair.link.id),
  );
  if (decisions.size === 0 && !context.decidedOnly) return items;
  return items.map((item) => {
    const decision = applyDecisions(
      item,
      decisions.get(item.pair.link.id) ?? [],
      plan.sync.fields,
      context.decidedOnly,
    );
    return { ...item, decision };
  });
}
