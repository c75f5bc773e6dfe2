import type { CanonicalValue } from '@linkwright/core';
import { otherSide, type Side } from '../store/side.ts';

/** A value, or the targets of an association by name, about to go from one side to the other. */
export interface Move {
  readonly to: Side;
  readonly before: CanonicalValue;
  readonly after: CanonicalValue;
  /** What the side shows that it comes from. */
  readonly origin: CanonicalValue;
  /** Are the two the same to the app of this side? */
  readonly same: (side: Side, a: CanonicalValue, b: CanonicalValue) => boolean;
}

/** A value that a sync wrote before, to either side of a mapping. */
export interface PastWrite {
  readonly side: Side;
  readonly before: CanonicalValue;
  readonly after: CanonicalValue;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
}

/** Further apart than this, a value that comes back is a person's change of mind. */
export const flipWindowMs = 24 * 3_600_000;

const flipsBefore = 3;

/**
 * Do two apps answer each other's values for ever (A, B, A, B)? Something in each of them, a workflow or a formula, then
 * sets back what a sync wrote. Told by the writes of the mapping, the newest first: they went to the two sides in turn,
 * each putting back what the one before had replaced, and this move would go on with it.
 */
export function isFlipping(move: Move, past: readonly PastWrite[], now: number): boolean {
  if (past.length < flipsBefore) return false;
  return past.slice(0, flipsBefore).every((write, index) => {
    const side = index % 2 === 0 ? otherSide(move.to) : move.to;
    if (write.side !== side || now - write.at > flipWindowMs) return false;
    // What the last write to a side replaced is what that side shows again.
    const shown = side === move.to ? move.before : move.origin;
    const same = move.same(side, write.before, shown);
    return same && (side !== move.to || move.same(side, write.after, move.after));
  });
}
