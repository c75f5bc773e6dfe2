import type { Store } from '@linkwright/engine';
import { changeSchedule, type LastSyncRun, type ScheduleBook, without } from './schedule-book.ts';

export interface RunToNote extends Omit<LastSyncRun, 'succeededAt'> {
  /** Names of the syncs that ran. */
  readonly syncs: readonly string[];
  /** Connections whose app refused their credentials. */
  readonly refusals?: ScheduleBook['refusals'];
}

/**
 * Keeps how a run ended, whoever started it. What somebody had asked for before it began is done with it. Whoever gave the run says
 * when the next one is due.
 */
export const noteRun = (
  store: Pick<Store, 'transaction'>,
  { syncs, startedAt, endedAt, outcome, message, restsUntil, refusals = {} }: RunToNote,
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
        if ((asked[sync]?.at ?? Number.POSITIVE_INFINITY) <= startedAt) asked = without(asked, sync);
      }
      return { ...book, runs, asked, refusals: { ...book.refusals, ...refusals } };
    },
    'run-ended',
  );
