import type { RunOutcome } from '../operations/run-syncs.ts';
import type { ScheduleBook } from '../schedule/schedule-book.ts';

/** How a run ended, before anybody has noted it. */
export interface EndedRun extends Pick<PairRun, 'outcome' | 'message' | 'report' | 'isQuiet'> {
  readonly refusals: ScheduleBook['refusals'];
  /** No call may be made before, milliseconds since 1970. Absent: they may. */
  readonly restsUntil?: number;
}

/** What came of a run of a pair, for the log, the metrics and whoever watches. */
export interface PairRun {
  readonly pair: string;
  readonly syncs: readonly string[];
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: 'done' | 'attention' | 'stopped' | 'failed' | 'interrupted';
  /** Absent: the run did not come to its end. */
  readonly report?: RunOutcome['ran']['report'];
  readonly message: string | null;
  /** Records that the apps have shown, by connection; again, where they show them again. Absent: nobody has counted. */
  readonly read?: ReadonlyMap<string, number>;
  /** Nothing had changed, and nothing else was asked of the apps. Absent: it was a run with everything that belongs to one. */
  readonly isQuiet?: true;
}
