import type { Pace } from '../schedule/schedule-book.ts';
import type { JoinCrew, WorkerRole } from './crew.ts';
import type { PairRun } from './pair-run.ts';
import type { Scheduler } from './scheduler.ts';

export interface ServiceOptions {
  /** Files, and folders of workspaces; none: this folder. */
  readonly places: readonly string[];
  /** Default `all`. The others share the work on states that lie on a database. */
  readonly role?: WorkerRole;
  /** So many account pairs are worked on at once. 0: none, it only tells how they stand. */
  readonly concurrency: number;
  /** Of workspaces with their state in a file. */
  readonly scheduler: Scheduler;
  /** Of those on a database. Absent: there are none. */
  readonly join?: JoinCrew;
  /** What makes the syncs run. Default: the clock. */
  readonly pace?: Pace;
  /** Told after each run. */
  readonly onRun?: (workspace: string, run: PairRun) => void;
}
