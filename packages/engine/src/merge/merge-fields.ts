import { areEquivalent, type CanonicalValue, convertValue, type Fields, isBlank } from '@linkwright/core';
import type { CompiledFieldMapping } from '../context/compiled-sync.ts';
import type { Side } from '../store/side.ts';
import type { Base } from '../store/stored-json.ts';
import type { WriteReason } from '../store/write-reason.ts';

/** One value that goes from one side to the other. */
export interface FieldMove {
  readonly mapping: CompiledFieldMapping;
  /** Where it is written. */
  readonly to: Side;
  readonly before: CanonicalValue;
  readonly after: CanonicalValue;
  /** What the origin holds, in its own spelling: its half of the base after the write. */
  readonly origin: CanonicalValue;
  /** The target's value was seen and loses: it goes to the conflict log with the write. */
  readonly conflict: boolean;
  readonly reason: WriteReason;
  /** The decision of a person that it carries out. Absent: the merge says so. */
  readonly decision?: number;
}

/** Both sides agree although the base says otherwise: the base moves and nothing is written. */
export interface FieldSettlement {
  readonly mapping: CompiledFieldMapping;
  readonly left: CanonicalValue;
  readonly right: CanonicalValue;
}

export interface FieldObstacle {
  readonly mapping: CompiledFieldMapping;
  readonly to: Side;
  readonly code: 'unconvertible-value' | 'value-flips';
  readonly reason: string;
}

export interface FieldMerge {
  readonly moves: readonly FieldMove[];
  readonly settlements: readonly FieldSettlement[];
  /** Values that the other side cannot hold. */
  readonly obstacles: readonly FieldObstacle[];
  /** Both values stay until somebody has decided. */
  readonly reviews: readonly FieldReview[];
}

export interface FieldReview {
  readonly mapping: CompiledFieldMapping;
  readonly left: CanonicalValue;
  readonly right: CanonicalValue;
  readonly reason: 'review' | 'flips';
}

/**
 * Three-way merge of one linked pair, field by field.
 *
 * A side has changed when its observation is not equivalent to its own half of the base, so an app's own spelling
 * (a lower-cased e-mail, dropped seconds) is never sent back to the other.
 */
export function mergeFields(request: {
  readonly mappings: readonly CompiledFieldMapping[];
  readonly left: Fields;
  readonly right: Fields;
  readonly base: Base;
  readonly blanks: 'keep' | 'overwrite';
  /** Whose record was edited last. `null`: nobody can say. */
  readonly newest: Side | null;
}): FieldMerge {
  const moves: FieldMove[] = [];
  const settlements: FieldSettlement[] = [];
  const obstacles: FieldObstacle[] = [];
  const reviews: FieldReview[] = [];
  for (const mapping of request.mappings) {
    const left = request.left[mapping.left.id];
    const right = request.right[mapping.right.id];
    // Not readable on one side: that is no blank, and nothing can be said about it.
    if (left === undefined || right === undefined) continue;
    const decision = decide(mapping, left, right, request.base[mapping.key], request);
    if (decision === 'nothing') continue;
    if (decision === 'review') {
      reviews.push({ mapping, left, right, reason: 'review' });
      continue;
    }
    if (decision === 'settled') {
      settlements.push({ mapping, left, right });
      continue;
    }
    const origin = decision.to === 'right' ? left : right;
    const target = decision.to === 'right' ? right : left;
    const converted = convertTo(mapping, decision.to, origin, target);
    if (!converted.ok)
      obstacles.push({ mapping, to: decision.to, code: 'unconvertible-value', reason: converted.reason });
    else if (areEquivalent(mapping[decision.to], converted.value, target)) settlements.push({ mapping, left, right });
    else {
      moves.push({
        mapping,
        to: decision.to,
        before: target,
        after: converted.value,
        origin,
        conflict: decision.conflict && !isBlank(mapping[decision.to], target),
        reason: decision.reason,
      });
    }
  }
  return { moves, settlements, obstacles, reviews };
}

/** The values of a new record, made from its twin. */
export function fieldsForCreate(
  mappings: readonly CompiledFieldMapping[],
  to: Side,
  origin: Fields,
): { readonly moves: readonly FieldMove[]; readonly obstacles: readonly FieldObstacle[] } {
  const moves: FieldMove[] = [];
  const obstacles: FieldObstacle[] = [];
  const from: Side = to === 'right' ? 'left' : 'right';
  for (const mapping of mappings) {
    if (!writesTo(mapping, to)) continue;
    const value = origin[mapping[from].id];
    if (value === undefined) continue;
    const converted = convertTo(mapping, to, value);
    if (!converted.ok) obstacles.push({ mapping, to, code: 'unconvertible-value', reason: converted.reason });
    else {
      const after = converted.value;
      moves.push({ mapping, to, before: null, after, origin: value, conflict: false, reason: 'created' });
    }
  }
  return { moves, obstacles };
}

/**
 * The base of a pair whose second record turned out to be the answer to a create: where it still holds what was sent, the
 * origin held that too. Where it does not, nobody knows who changed it, and there is no base.
 */
export function baseOfAnswer(
  mappings: readonly CompiledFieldMapping[],
  to: Side,
  { origin: held, sent, shown }: { readonly origin: Fields; readonly sent: Fields; readonly shown: Fields },
): Base {
  const base: Record<string, readonly [CanonicalValue, CanonicalValue]> = {};
  const from: Side = to === 'right' ? 'left' : 'right';
  for (const mapping of mappings) {
    const [before, after] = [sent[mapping[to].id], shown[mapping[to].id]];
    const own = held[mapping[from].id];
    // A field that only comes from this side was never sent: its blank here is none that the origin's value gives way to.
    if (!writesTo(mapping, to) && own !== undefined && after !== undefined && isBlank(mapping[to], after)) {
      base[mapping.key] = to === 'right' ? [own, after] : [after, own];
      continue;
    }
    if (before === undefined || after === undefined || !areEquivalent(mapping[to], before, after)) continue;
    const origin = convertTo(mapping, from, before);
    if (origin.ok) base[mapping.key] = to === 'right' ? [origin.value, after] : [after, origin.value];
  }
  return base;
}

interface ConflictRules {
  readonly blanks: 'keep' | 'overwrite';
  readonly newest: Side | null;
}

type Decision =
  | 'nothing'
  | 'settled'
  | 'review'
  | { readonly to: Side; readonly conflict: boolean; readonly reason: WriteReason };

function decide(
  mapping: CompiledFieldMapping,
  left: CanonicalValue,
  right: CanonicalValue,
  base: Base[string] | undefined,
  rules: ConflictRules,
): Decision {
  // Without a base a blank is filled from the other side, and two values follow the conflict rule.
  if (base === undefined) {
    if (saySame(mapping, left, right)) return 'settled';
    const decision = bothChanged(mapping, left, right, rules);
    return typeof decision === 'string' ? decision : { ...decision, reason: 'first-match' };
  }
  const leftChanged = !areEquivalent(mapping.left, left, base[0]);
  const rightChanged = !areEquivalent(mapping.right, right, base[1]);
  if (!leftChanged && !rightChanged) return 'nothing';
  if (leftChanged && rightChanged)
    return saySame(mapping, left, right) ? 'settled' : bothChanged(mapping, left, right, rules);
  const to: Side = leftChanged ? 'right' : 'left';
  // One way: the target's own edit stays until the source changes.
  if (!writesTo(mapping, to)) return 'nothing';
  // The halves may differ since a first match that left a blank source alone: then the target's value is its own.
  return { to, conflict: !saySame(mapping, base[0], base[1]), reason: 'edited' };
}

function bothChanged(
  mapping: CompiledFieldMapping,
  left: CanonicalValue,
  right: CanonicalValue,
  { blanks, newest }: ConflictRules,
): Decision {
  const rule = mapping.winner;
  const winner = rule === 'newest' ? newest : rule === 'review' ? null : rule;
  if (winner === null) {
    // A blank has nothing to say, so that there is nothing to decide.
    const [isLeftBlank, isRightBlank] = [isBlank(mapping.left, left), isBlank(mapping.right, right)];
    if (blanks === 'overwrite' || isLeftBlank === isRightBlank) return 'review';
    const to: Side = isLeftBlank ? 'left' : 'right';
    return writesTo(mapping, to) ? { to, conflict: false, reason: 'blank-loses' } : 'settled';
  }
  const value = winner === 'left' ? left : right;
  const loser: Side = winner === 'left' ? 'right' : 'left';
  if (isBlank(mapping[winner], value) && blanks === 'keep') {
    // The winner has nothing to say; the other value stands, and travels where the direction lets it.
    return writesTo(mapping, winner) ? { to: winner, conflict: false, reason: 'blank-loses' } : 'settled';
  }
  return { to: loser, conflict: true, reason: rule === 'newest' ? 'newest' : 'both-edited' };
}

export const writesTo = (mapping: CompiledFieldMapping, side: Side): boolean =>
  mapping.direction === 'two-way' || mapping.direction === (side === 'right' ? 'left-to-right' : 'right-to-left');

export function convertTo(
  mapping: CompiledFieldMapping,
  to: Side,
  value: CanonicalValue,
  /** What the target holds. Absent: nothing, or it plays no part. */
  present?: CanonicalValue,
): ReturnType<typeof convertValue> {
  return to === 'right'
    ? convertValue(value, mapping.left, mapping.right, mapping.toRight, present)
    : convertValue(value, mapping.right, mapping.left, mapping.toLeft, present);
}

/**
 * Do the two sides say the same, each in its own type? A lossy type is asked in the direction that loses. Two that say
 * nothing agree: the unchecked box of an app that knows no blank one, and a question that nobody has answered.
 */
export function saySame(mapping: CompiledFieldMapping, left: CanonicalValue, right: CanonicalValue): boolean {
  if (isBlank(mapping.left, left) && isBlank(mapping.right, right)) return true;
  const toRight = writesTo(mapping, 'right') ? convertTo(mapping, 'right', left, right) : null;
  if (toRight?.ok && areEquivalent(mapping.right, toRight.value, right)) return true;
  const toLeft = writesTo(mapping, 'left') ? convertTo(mapping, 'left', right, left) : null;
  return toLeft?.ok === true && areEquivalent(mapping.left, toLeft.value, left);
}

/** Values to send, by field id. */
export function fieldsOf(moves: readonly FieldMove[], to: Side): Fields {
  const fields: Record<string, CanonicalValue> = {};
  for (const move of moves) if (move.to === to) fields[move.mapping[to].id] = move.after;
  return fields;
}
