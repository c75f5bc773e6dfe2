import { type AssociationTarget, areEquivalent, type CanonicalValue } from '@linkwright/core';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { flipWindowMs, isFlipping, type PastWrite } from '../merge/is-flipping.ts';
import type { FieldMove } from '../merge/merge-fields.ts';
import type { Link } from '../store/links.ts';
import { type PastWrites, recentWrites } from '../store/log.ts';
import type { Observation } from '../store/observations.ts';
import { otherSide, type Side, sides } from '../store/side.ts';

import type { FrozenEdit, PairDecision, PlannedEdit } from './pair-decision.ts';

interface Planned {
  readonly pair: { readonly link: Link; readonly left: Observation; readonly right: Observation };
  readonly decision: PairDecision;
}

/** What was written to the two sides of one mapping of a pair, the newest first. */
type History = (fields: Readonly<Record<Side, { readonly id: string }>>) => readonly PastWrite[];

/**
 * Takes values and links that two apps keep setting back out of the plan; they are listed until one of them gives in.
 */
export async function freezeFlips<Item extends Planned>(
  context: CycleContext,
  plan: PairPlan,
  planned: readonly Item[],
): Promise<readonly Item[]> {
  const moving = planned.filter(({ decision }) => decision.moves.length + decision.edits.length > 0);
  if (moving.length === 0) return planned;
  const now = context.clock.now();
  const writes = new Map<Side, ReadonlyMap<number, readonly PastWrites[]>>();
  for (const side of sides) {
    const numbers = moving.map(({ pair }) => pair.link.numbers[side]);
    writes.set(side, await recentWrites(context.store.database, plan.pair, side, numbers, now - flipWindowMs));
  }
  const historyOf =
    (link: Link): History =>
    (fields) =>
      sides
        .flatMap((side) =>
          (writes.get(side)?.get(link.numbers[side]) ?? []).flatMap((write) => {
            const change = write.changes[fields[side].id];
            return change && !['create', 'stand-in'].includes(write.kind) ? [{ side, ...change, at: write.at }] : [];
          }),
        )
        .sort((a, b) => b.at - a.at);
  return planned.map((item) => {
    const history = historyOf(item.pair.link);
    return {
      ...item,
      decision: withoutFlippingEdits(withoutFlippingMoves(item.decision, history, now), item, history, now),
    };
  });
}

function withoutFlippingMoves(decision: PairDecision, history: History, now: number): PairDecision {
  const flips = (move: FieldMove): boolean => {
    if (move.decision !== undefined) return false;
    const same = (side: Side, a: CanonicalValue, b: CanonicalValue) => areEquivalent(move.mapping[side], a, b);
    return isFlipping({ ...move, same }, history(move.mapping), now);
  };
  const flipping = decision.moves.filter(flips);
  if (flipping.length === 0) return decision;
  const obstacles = flipping.map(({ mapping, to, before, after }) => ({
    mapping,
    to,
    code: 'value-flips' as const,
    reason: `the two apps keep setting it back (${JSON.stringify(before)}, ${JSON.stringify(after)})`,
  }));
  const moves = decision.moves.filter((move) => !flipping.includes(move));
  const reviews = flipping.map(({ mapping, to, before, origin }) => ({
    mapping,
    left: to === 'left' ? before : origin,
    right: to === 'right' ? before : origin,
    reason: 'flips' as const,
  }));
  return {
    ...decision,
    moves,
    obstacles: [...decision.obstacles, ...obstacles],
    reviews: [...decision.reviews, ...reviews],
  };
}

function withoutFlippingEdits(decision: PairDecision, { pair }: Planned, history: History, now: number): PairDecision {
  const flips = ({ plan: { mapping }, side, before, edit, decision: decided }: PlannedEdit): boolean => {
    if (decided !== undefined) return false;
    const origin = namesOf(pair[otherSide(side)].associations[mapping[otherSide(side)].id] ?? []);
    const move = { to: side, before: namesOf(before), after: namesOf(edit.result), origin, same: sameSet };
    return isFlipping(move, history(mapping), now);
  };
  return freezeEdits(decision, flips, 'flips');
}

export function freezeEdits(
  decision: PairDecision,
  which: (edit: PlannedEdit) => boolean,
  why: FrozenEdit['why'],
): PairDecision {
  const frozen = decision.edits.filter(which);
  if (frozen.length === 0) return decision;
  return {
    ...decision,
    frozen: [...(decision.frozen ?? []), ...frozen.map((edit) => ({ edit, why }))],
    edits: decision.edits.filter((edit) => !frozen.includes(edit)),
  };
}

const namesOf = (targets: readonly AssociationTarget[]): readonly string[] =>
  targets.map((target) => ('id' in target ? target.id : target.key));

function sameSet(_side: Side, a: CanonicalValue, b: CanonicalValue): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return false;
  return a.length === b.length && a.every((name) => b.includes(name));
}
