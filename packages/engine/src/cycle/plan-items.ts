import type { ChunkItem } from '../apply/chunk-item.ts';
import { isGivenUp } from '../apply/notice-unkept.ts';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import type { Unlinked } from '../match/load-chunk.ts';
import { decidePairs } from '../plan/decide-pairs.ts';
import { deferNames } from '../plan/defer-names.ts';
import type { EarlyDecision } from '../plan/early-decisions.ts';
import { freezeEdits, freezeFlips } from '../plan/freeze-flips.ts';
import { wantedAlone } from '../plan/load-targets.ts';
import { withMarksThatGo } from '../plan/marks-that-go.ts';
import { planCreate } from '../plan/plan-pair.ts';
import { verifyRemovals } from '../plan/verify-removals.ts';
import { dirtyMarks } from '../store/dirty.ts';
import type { Link } from '../store/links.ts';
import { otherSide, type Side, sides } from '../store/side.ts';

/**
 * What is to be written of these links and for these creates, decided on what is stored of both sides. `decided`: what is
 * already, by the number of the link.
 */
export async function planItems(
  context: CycleContext,
  plan: PairPlan,
  request: {
    readonly links: readonly Link[];
    readonly decided: ReadonlyMap<number, EarlyDecision>;
    readonly creates: readonly Unlinked[];
  },
): Promise<readonly ChunkItem[]> {
  const { creates } = request;
  const early = request.links.flatMap(({ id }) => request.decided.get(id) ?? []);
  const links = request.links.filter(({ id }) => !request.decided.has(id));
  // Before the observations: whatever comes in from here on keeps its record dirty.
  const marks = {
    left: await marksOf(context, plan, 'left', links),
    right: await marksOf(context, plan, 'right', links),
  };
  const { decided, targets } = await decidePairs(context, plan, links, { creates, renews: true });
  for (const { pair, marks: before } of early) {
    for (const side of sides) marks[side].set(pair[side].number, before[side]);
  }
  const known = new Set([...early.map((one) => one.targetLinks), targets.links]);
  const targetLinks = new Map([...known].flatMap((ofChunk) => [...ofChunk]));
  const named = deferNames(plan, [...early, ...decided]);
  const tried = named.map((item) => ({
    ...item,
    decision: freezeEdits(item.decision, (edit) => isGivenUp(context, edit, item.pair.link.id), 'not-kept'),
  }));
  const planned = await withMarksThatGo(context, plan, await freezeFlips(context, plan, tried));
  const checked = await verifyRemovals(context, plan, planned, targetLinks);
  return [
    // A record that turned out to be gone is dealt with in the next pass; until then the pair is left as it is.
    ...planned.map(
      ({ pair, decision }, index): ChunkItem => ({
        kind: 'pair',
        ...pair,
        decision,
        postponed: checked[index] === false,
        marks: { left: marks.left.get(pair.left.number) ?? 0, right: marks.right.get(pair.right.number) ?? 0 },
      }),
    ),
    ...creates.map(
      ({ side, observation, marks: dirtiness }): ChunkItem => ({
        kind: 'create',
        to: otherSide(side),
        origin: observation,
        marks: dirtiness,
        decision: planCreate({
          plan,
          to: otherSide(side),
          origin: observation,
          targets: targets.of(wantedAlone({ side, observation })),
          targetLinks: targets.links,
          nameOf: targets.nameOf,
        }),
      }),
    ),
  ];
}

const marksOf = (
  { store }: CycleContext,
  plan: PairPlan,
  side: Side,
  links: readonly Link[],
): Promise<Map<number, number>> =>
  dirtyMarks(
    store.database,
    plan.pair,
    side,
    links.map((link) => link.numbers[side]),
  );
