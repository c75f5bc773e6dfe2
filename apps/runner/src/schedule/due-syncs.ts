import type { ScheduleBook } from './schedule-book.ts';

/** A sync that is run by the clock, or when somebody asks. */
export interface ScheduledSync {
  readonly name: string;
  readonly everyMs: number;
}

/** When a sync is due next. One that never ran, or that somebody asked for, is due at once. `null`: it is paused. */
export function dueAt(
  { name, everyMs }: ScheduledSync,
  { runs, pauses, asked }: Pick<ScheduleBook, 'runs' | 'pauses' | 'asked'>,
): number | null {
  if (asked[name] !== undefined) return asked[name].at;
  if (pauses[name] !== undefined) return null;
  const last = runs[name];
  return last === undefined ? 0 : last.startedAt + everyMs;
}

/** Those that are due, in the order given: targets stand before what points at them. */
export const dueSyncs = <Sync extends ScheduledSync>(
  syncs: readonly Sync[],
  book: Pick<ScheduleBook, 'runs' | 'pauses' | 'asked'>,
  now: number,
): readonly Sync[] =>
  syncs.filter((sync) => {
    const due = dueAt(sync, book);
    return due !== null && due <= now;
  });

/** The moment at which the first of them is due. `null`: all are paused. */
export function nextDue(
  syncs: readonly ScheduledSync[],
  book: Pick<ScheduleBook, 'runs' | 'pauses' | 'asked'>,
): number | null {
  const moments = syncs.flatMap((sync) => dueAt(sync, book) ?? []);
  return moments.length === 0 ? null : Math.min(...moments);
}

/** When the first of those is due that somebody asked for. `null`: nobody did. */
export function nextAsked(
  syncs: readonly Pick<ScheduledSync, 'name'>[],
  { asked }: Pick<ScheduleBook, 'asked'>,
): number | null {
  const moments = syncs.flatMap(({ name }) => asked[name]?.at ?? []);
  return moments.length === 0 ? null : Math.min(...moments);
}

/** How many turns passed while a run took longer than the time between two. */
export const skippedTurns = (startedAt: number, endedAt: number, everyMs: number): number =>
  Math.max(0, Math.ceil((endedAt - startedAt) / everyMs) - 1);
