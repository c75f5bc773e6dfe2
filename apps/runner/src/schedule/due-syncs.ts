import type { ScheduleBook } from './schedule-book.ts';

/** A sync that is run by the clock, or when somebody asks. */
export interface ScheduledSync {
  readonly name: string;
  readonly everyMs: number;
  /** Both its apps tell by themselves what changes. Absent: it has to be looked for. */
  readonly told?: {
    /** When one of them last did, in milliseconds since 1970. `null`: not yet. */
    readonly hintedAt: number | null;
  };
}

/** While its apps tell, and tell of nothing, a sync is run so many times less often, once an hour at least. */
const quietTurns = 6;
const longestQuietMs = 3_600_000;

/** So long after its last run a sync is run again at the latest. */
export const longestTurn = ({ everyMs, told }: Pick<ScheduledSync, 'everyMs' | 'told'>): number =>
  told === undefined ? everyMs : Math.max(everyMs, Math.min(quietTurns * everyMs, longestQuietMs));

/** How long after a run that began then the next one is due: the next turn after something was told, if anything was. */
export function turnOf(sync: Pick<ScheduledSync, 'everyMs' | 'told'>, startedAt: number): number {
  const { everyMs, told } = sync;
  if (told === undefined) return everyMs;
  const { hintedAt } = told;
  if (hintedAt === null || hintedAt <= startedAt) return longestTurn(sync);
  return Math.min(longestTurn(sync), Math.ceil((hintedAt - startedAt) / everyMs) * everyMs);
}

/**
 * Many syncs come due in the same moment, so that a process wakes once for them. It takes less than a tenth off the first turn and
 * nothing off the others, which begin in such a moment.
 */
const inFullSeconds = (moment: number, everyMs: number): number =>
  everyMs < 10_000 ? moment : Math.floor(moment / 1_000) * 1_000;

/** When a sync is due next. One that never ran, or that somebody asked for, is due at once. `null`: it is paused. */
export function dueAt(
  sync: ScheduledSync,
  { runs, pauses, asked }: Pick<ScheduleBook, 'runs' | 'pauses' | 'asked'>,
): number | null {
  const { name } = sync;
  if (asked[name] !== undefined) return asked[name].at;
  if (pauses[name] !== undefined) return null;
  const last = runs[name];
  if (last === undefined) return 0;
  const turn = inFullSeconds(last.startedAt + turnOf(sync, last.startedAt), sync.everyMs);
  return Math.max(turn, last.restsUntil ?? 0);
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
