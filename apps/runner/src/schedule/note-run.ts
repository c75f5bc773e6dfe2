import { isDeepStrictEqual } from 'node:util';
import type { Store } from '@linkwright/engine';
import { changeSchedule, isUsual, type LastSyncRun, type ScheduleBook, without } from './schedule-book.ts';

export interface RunToNote extends Omit<LastSyncRun, 'succeededAt'> {
  /** Names of the syncs that ran. */
  readonly syncs: readonly string[];
  /** Connections whose app refused their credentials. */
  readonly refusals?: ScheduleBook['refusals'];
  /** What it was begun for. Absent: somebody ran it by hand. */
  readonly carries?: ScheduleBook['asked'];
}

/**
 * Keeps how a run ended, whoever started it. What it was begun for is done with it; what somebody asked for after that was looked at
 * is not, since it may have been asked for otherwise. Whoever gave the run says when the next one is due.
 */
export const noteRun = (
  store: Pick<Store, 'transaction'>,
  { syncs, startedAt, endedAt, outcome, message, restsUntil, refusals = {}, carries }: RunToNote,
): Promise<void> =>
  changeSchedule(
    store,
    (book) => {
      const runs = { ...book.runs };
      let { asked } = book;
      for (const sync of syncs) {
        const succeededAt = outcome === 'failed' ? (runs[sync]?.succeededAt ?? null) : endedAt;
        const rests = restsUntil === undefined ? {} : { restsUntil };
        runs[sync] = { startedAt, endedAt, outcome, succeededAt, message, ...rests };
        const one = asked[sync];
        if (one === undefined) continue;
        const isDone =
          carries === undefined ? isUsual(one) && one.at <= startedAt : isDeepStrictEqual(carries[sync], one);
        if (isDone) asked = without(asked, sync);
      }
      return { ...book, runs, asked, refusals: { ...book.refusals, ...refusals } };
    },
    'run-ended',
  );
