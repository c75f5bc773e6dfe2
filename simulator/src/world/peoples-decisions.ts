import type { CanonicalValue } from '@linkwright/core';
import type { UndoReport } from '@linkwright/engine';
import type { ObjectName, Side } from '../story/story.ts';
import type { AssociationPair, FieldPair } from './configuration.ts';

/** A run that has begun; what it did are the events after `from`, up to `to`. */
export interface PastRun {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  /** How many answers had arrived when it ended. */
  readonly arrivals: number;
  /** Nothing went wrong in it, and nobody did anything meanwhile: all that it wrote is in its log. */
  readonly isPlain: boolean;
  /** The cycle that it was. */
  readonly cycle: number;
  /** It came to its end, and every edit that it had been shown by then was merged: no brake, not only hints, nothing that was decided alone. */
  readonly carriesAll: boolean;
}

/** Somebody has taken a run back; what was done to that end lies after `from`, up to `until`. */
export interface Undo {
  readonly run: PastRun;
  /** Records that are meant, as places. `null`: all that the run wrote. */
  readonly records: ReadonlySet<string> | null;
  readonly from: number;
  /** A process that died leaves the rest to the next sync. */
  until: number;
  /** Something of it is still to be done. */
  isOpen: boolean;
  /** What the engine told of it. `null`: it did not come to its end. */
  report: UndoReport | null;
  /** Nothing went wrong in it, and nobody did anything meanwhile. */
  readonly isPlain: boolean;
}

/** What somebody has answered to a review. */
export interface Answer {
  readonly kind: 'deletion' | 'merger';
  readonly decision: 'approve' | 'reject';
  readonly side: Side;
  readonly object: ObjectName;
  readonly id: string;
  /** Of a merger: the record beside it that it is to go into. `null`: there is none any more. */
  readonly kept: string | null;
  readonly at: number;
}

/** Somebody has said whose value is right; what was done to that end lies after `from`, up to `until`. */
export interface Resolution {
  readonly object: ObjectName;
  readonly field: FieldPair | AssociationPair;
  readonly ends: Readonly<Record<Side, string>>;
  /** Whose value that is, as the log had it. */
  readonly side: Side;
  readonly value: CanonicalValue;
  readonly from: number;
  /** A process that died leaves the rest to the next sync. */
  until: number;
  /** Something of it is still to be done. */
  isOpen: boolean;
  /** Code of the error with which it was refused. `null`: it was not. */
  code: string | null;
}

export interface PeoplesDecisions {
  readonly runs: PastRun[];
  readonly undos: Undo[];
  readonly answers: Answer[];
  readonly resolutions: Resolution[];
}
