import type { CycleContext, PairPlan } from '../cycle/cycle-context.ts';
import { flipWindowMs, isFlipping, type PastWrite } from '../merge/is-flipping.ts';
import type { FieldMove } from '../merge/merge-fields.ts';
import type { Link } from '../store/links.ts';
import { type LoggedWrite, recentWrites } from '../store/log.ts';
import { type Side, sides } from '../store/side.ts';
import type { PairDecision } from './plan-pair.ts';

interface Planned {
  readonly pair: { readonly link: Link };
  readonly decision: PairDecision;
}

/** Takes values that two apps keep setting back out of the plan; they are listed until one of them gives in. */
export async function freezeFlips<Item extends Planned>(
  context: CycleContext,
  plan: PairPlan,
  planned: readonly Item[],
): Promise<readonly Item[]> {
  const moving = planned.filter(({ decision }) => decision.moves.length > 0);
  if (moving.length === 0) return planned;
  const now = context.clock.now();
  const writes = new Map<Side, ReadonlyMap<string, readonly (LoggedWrite & { readonly at: number })[]>>();
  for (const side of sides) {
    const ids = moving.map(({ pair }) => pair.link[side]);
    writes.set(side, await recentWrites(context.store.database, plan.pair, side, ids, now - flipWindowMs));
  }
  const pastOf = (link: Link, { mapping }: FieldMove): readonly PastWrite[] =>
    sides
      .flatMap((side) =>
        (writes.get(side)?.get(link[side]) ?? []).flatMap((write) => {
          const change = write.changes[mapping[side].id];
          return change && write.kind === 'update' ? [{ side, ...change, at: write.at }] : [];
        }),
      )
      .sort((a, b) => b.at - a.at);
  return planned.map((item) => {
    const { decision, pair } = item;
    const flipping = decision.moves.filter((move) => isFlipping(move, pastOf(pair.link, move), now));
    if (flipping.length === 0) return item;
    const obstacles = flipping.map(({ mapping, to, before, after }) => ({
      mapping,
      to,
      code: 'value-flips' as const,
      reason: `the two apps keep setting it back (${JSON.stringify(before)}, ${JSON.stringify(after)})`,
    }));
    const moves = decision.moves.filter((move) => !flipping.includes(move));
    return { ...item, decision: { ...decision, moves, obstacles: [...decision.obstacles, ...obstacles] } };
  });
}
