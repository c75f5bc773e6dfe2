import type { CanonicalValue } from '@linkwright/core';
import type { Side } from '../store/side.ts';

/** What of a run is taken back. */
export interface UndoReport {
  /** The run that is taken back. */
  readonly undone: string;
  /** How much of it can be. */
  readonly values: number;
  /** Association fields of single records. */
  readonly associations: number;
  readonly archives: number;
  readonly refused: readonly UndoRefusal[];
  /** Calls of the run that wrote to objects which no sync of this run pairs. */
  readonly elsewhere: number;
  /** Calls of the run that the log no longer tells of: what they wrote stays. */
  readonly forgotten: number;
}

export const undoObstacles = [
  /** Somebody, or a later run, has given it another value since. */
  'changed-since',
  /** The record is no longer there. */
  'gone',
  /** Its twin is gone, or a filter has unlinked the two. */
  'not-linked',
  /** The file no longer maps the field, or no longer writes it there. */
  'not-mapped',
  'not-readable',
  /** The app can be told to remove nothing. */
  'cannot-archive',
  /** The app removes for good, and that was not asked for. */
  'permanent',
  /** What was archived comes back in the app's own pages alone. */
  'not-restorable',
  /** The file maps the association field through several syncs. */
  'association',
  /** A mark was given, and with it the app put its target into a set that the file does not map: it stays there. */
  'membership',
] as const;
export type UndoObstacle = (typeof undoObstacles)[number];

/** Something that stays as the run left it, and why. `side` is that of the file. */
export interface UndoRefusal {
  readonly sync: string;
  readonly side: Side;
  readonly connection: string;
  readonly id: string;
  readonly label: string;
  /** `null`: the record as a whole. */
  readonly field: string | null;
  readonly code: UndoObstacle;
  readonly text: string;
  /** Before the run, and as it stands. Absent: not told. */
  readonly before?: CanonicalValue;
  readonly current?: CanonicalValue;
}
