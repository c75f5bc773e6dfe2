import { areEquivalent, type CanonicalValue } from '@linkwright/core';
import type { CompiledFieldMapping } from '../context/compiled-sync.ts';
import { convertTo, type FieldMove, type FieldSettlement, saySame, writesTo } from '../merge/merge-fields.ts';
import type { Decision } from '../store/decisions.ts';
import type { Link } from '../store/links.ts';
import type { Observation } from '../store/observations.ts';
import { otherSide, type Side } from '../store/side.ts';
import type { PairDecision } from './pair-decision.ts';

interface Decided {
  readonly pair: { readonly link: Link; readonly left: Observation; readonly right: Observation };
  readonly decision: PairDecision;
}

type ValueDecision = Decision & { readonly what: { readonly kind: 'value' } };

const isAboutValue = (decision: Decision): decision is ValueDecision => decision.what.kind === 'value';

/**
 * What people have decided takes the place of what the merge makes of the same values. A value that is not what it was when
 * they decided is left to the merge again. Pure.
 *
 * `only`: nothing else of the record is written; the rest is for the next sync.
 */
export function applyDecisions(
  { pair, decision }: Decided,
  decisions: readonly Decision[],
  mappings: readonly CompiledFieldMapping[],
  only: boolean,
): PairDecision {
  const archive = decisions.find(({ what }) => what.kind === 'archive');
  if (archive) {
    const ended = decisions.filter((one) => one !== archive).map(({ id }) => id);
    return { ...nothing, archive: { side: archive.side, decision: archive.id, reason: archive.reason }, ended };
  }
  const moves: FieldMove[] = [];
  const settlements: FieldSettlement[] = [];
  const ended: number[] = [];
  const settled = new Set<string>();
  // An edit of the other side that no sync has carried is for the next one.
  let waits = false;
  for (const one of decisions.filter(isAboutValue)) {
    const { side, what, id, reason } = one;
    const mapping = mappings.find(({ key }) => key === what.mapping);
    const current = mapping && pair[side].fields[mapping[side].id];
    const shown = mapping && pair[otherSide(side)].fields[mapping[otherSide(side)].id];
    // Where both sides are given the value, neither shows it yet.
    const isOfBoth = decisions.some(
      (other) => isAboutValue(other) && other.side !== side && other.what.mapping === what.mapping,
    );
    const origin =
      mapping && shown !== undefined && !isOfBoth ? asDecided(mapping, otherSide(side), shown, one, pair.link) : shown;
    if (origin !== shown) waits = true;
    const isThere = mapping && current !== undefined && areEquivalent(mapping[side], current, what.wanted);
    const isOutdated =
      !mapping ||
      current === undefined ||
      origin === undefined ||
      !areEquivalent(mapping[side], current, what.expected);
    if (isThere || isOutdated) ended.push(id);
    if (isOutdated && !isThere) continue;
    if (!mapping || current === undefined || origin === undefined) continue;
    settled.add(mapping.key);
    // Written without an answer: what both show is how it was decided.
    if (isThere)
      settlements.push({
        mapping,
        ...(side === 'left' ? { left: current, right: origin } : { left: origin, right: current }),
      });
    else
      moves.push({
        mapping,
        to: side,
        before: current,
        after: what.wanted,
        origin,
        conflict: false,
        reason,
        decision: id,
      });
  }
  const rest = {
    moves: decision.moves.filter((move) => !settled.has(move.mapping.key)),
    settlements: [...decision.settlements.filter(({ mapping }) => !settled.has(mapping.key)), ...settlements],
    obstacles: decision.obstacles.filter(({ mapping }) => !settled.has(mapping.key)),
    reviews: decision.reviews.filter(({ mapping }) => !settled.has(mapping.key)),
  };
  const both = moves.map((move) => withDecidedOrigin(move, moves));
  if (!only) {
    return {
      ...decision,
      ...rest,
      moves: [...rest.moves, ...both],
      ended,
      ...(waits && { unfinished: true as const }),
    };
  }
  const isUnfinished = waits || rest.moves.length + decision.edits.length > 0;
  return {
    ...decision,
    ...rest,
    moves: both,
    edits: [],
    associationConflicts: [],
    ended,
    ...(isUnfinished && { unfinished: true as const }),
  };
}

/**
 * What the other side held when it was decided: after an undo that is what it held when both were in step, and the value of a
 * conflict that somebody has decided is on both. It shows something else where it has been edited since.
 */
function asDecided(
  mapping: CompiledFieldMapping,
  side: Side,
  shown: CanonicalValue,
  { reason, what }: ValueDecision,
  { base }: Link,
): CanonicalValue {
  if (reason === 'undone') {
    const half = base[mapping.key]?.[side === 'left' ? 0 : 1];
    return half === undefined || areEquivalent(mapping[side], half, shown) ? shown : half;
  }
  // One way, the source keeps a value of its own.
  if (!writesTo(mapping, side)) return shown;
  const alike = side === 'left' ? saySame(mapping, shown, what.wanted) : saySame(mapping, what.wanted, shown);
  const given = convertTo(mapping, side, what.wanted);
  return alike || !given.ok ? shown : given.value;
}

/** Where both sides are written, each half of the base is what its own side gets. */
function withDecidedOrigin(move: FieldMove, moves: readonly FieldMove[]): FieldMove {
  const twin = moves.find((one) => one.mapping === move.mapping && one.to !== move.to);
  return twin ? { ...move, origin: twin.after } : move;
}

const nothing: PairDecision = {
  moves: [],
  settlements: [],
  obstacles: [],
  reviews: [],
  edits: [],
  edges: { settled: [], ended: [] },
  pending: [],
  associationConflicts: [],
};
