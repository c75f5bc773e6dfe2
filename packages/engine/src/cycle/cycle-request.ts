import type { AuthenticationError, BrakeName, Clock, Normalizers } from '@linkwright/core';
import type { CompiledSync } from '../context/compiled-sync.ts';
import type { CycleEvent } from '../context/cycle-event.ts';
import type { StoppedSync } from '../context/stopped-sync.ts';
import type { NamedHint } from '../pull/named-hint.ts';
import type { Retention } from '../store/prune-log.ts';
import type { Store } from '../store/store.ts';
import type { ResolveRequest } from './plan-resolution.ts';
import type { UndoRequest } from './undo-request.ts';

export interface CycleRequest {
  /** Compiled syncs in order, those that only serve as targets included. */
  readonly syncs: readonly CompiledSync[];
  /** Names of the syncs to run. Absent: all. */
  readonly only?: readonly string[];
  /** Not run, and told in the report: what `compileSyncs` could not have of an app. Absent: none. */
  readonly stopped?: readonly StoppedSync[];
  /** The connection that a refusal came from, to be kept with the run. Absent: nobody knows. */
  readonly refusedBy?: (error: AuthenticationError) => string | null;
  readonly store: Store;
  readonly mode: 'plan' | 'sync';
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly normalizers: Normalizers;
  readonly signal: AbortSignal;
  /** Writes at most so many records. */
  readonly limit?: number;
  /** Compares both sides completely, instead of reading what changed. */
  readonly full?: boolean;
  /**
   * Looks at these records alone, in place of what has changed since the last run, and carries what turns out to be news; in a
   * sync only. Where nothing does, there was no run, and the report tells of no sync. Absent: everything is looked at.
   */
  readonly hints?: readonly NamedHint[];
  /** Brakes that do not pull in this run. Absent: none. */
  readonly allow?: readonly BrakeName[];
  /**
   * Takes a run back, and writes nothing else. Absent: brings both sides in step. In a plan it is worked out and forgotten; in a
   * sync it is a decision that stands until it is written.
   */
  readonly undo?: UndoRequest;
  /** Decides a conflict as somebody has said, and writes nothing else. Absent: nobody has. */
  readonly resolve?: ResolveRequest;
  /** Who wanted the run: kept with it as it is. Absent: nobody is named. */
  readonly askedBy?: string;
  /** How long the log is kept; what is older is forgotten at the end of a sync. Absent: for ever. */
  readonly keep?: Retention;
  readonly report?: (event: CycleEvent) => void;
}
