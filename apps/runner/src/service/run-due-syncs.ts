import { isErrorOfKind, isLinkwrightError } from '@linkwright/core';
import { longestSharedPauseMs, type Store } from '@linkwright/engine';
import { type RunAsked, runSyncs } from '../operations/run-syncs.ts';
import { type AccountPair, pairName } from '../schedule/account-pairs.ts';
import { dueSyncs, type ScheduledSync, skippedTurns } from '../schedule/due-syncs.ts';
import { noteRun } from '../schedule/note-run.ts';
import { type AskedRun, isUsual, type ScheduleBook } from '../schedule/schedule-book.ts';
import type { Requester } from '../session/requester.ts';
import type { SessionKeeper } from '../session/session-keeper.ts';
import { openStateStore } from '../session/state-store.ts';
import type { Work } from '../session/work.ts';
import { telling } from '../telemetry/span.ts';
import { lookQuietly } from './look-quietly.ts';
import type { EndedRun, PairRun } from './pair-run.ts';
import type { ServiceContext } from './service-context.ts';
import { noteSignsOfLife, type SignsOfLife } from './signs-of-life.ts';
import { refusalsIn, toldProblems } from './told-problems.ts';

/** The state was lost, or is out of reach for now, so nothing can be noted in it: whoever has it then goes on from there. */
const lostState = new Set(['state-lease-lost', 'state-lock-lost', 'state-unreachable', 'state-busy']);

/** How turns are made in which nothing has changed. */
export interface QuietTurns {
  /** Keeps the session of one run for the next. Absent: nobody does, and each run describes everything anew. */
  readonly keeper?: SessionKeeper;
  /** The state, where it is open already. */
  readonly store?: Store | null;
  /** Nobody has said that something has changed. */
  readonly mayBeQuiet?: boolean;
}

/** Runs what is due of a pair. `null`: nothing is. Never throws for what an app or the file does. */
export async function runDueSyncs(
  { log, events, clock }: Pick<ServiceContext, 'log' | 'events' | 'clock'>,
  workspace: string,
  pair: AccountPair,
  book: ScheduleBook,
  base: Work,
  { keeper, store, mayBeQuiet = false }: QuietTurns = {},
): Promise<PairRun | null> {
  const startedAt = base.now();
  const { due, requester, how } = whatIsDue(pair, book, startedAt);
  if (due.length === 0) return null;
  const name = pairName(pair);
  const { asked: carries } = book;
  const syncs = due.map((sync) => sync.name);
  events.tell({ kind: 'run-started', workspace, pair: name, syncs, requester });
  const life: { signs: SignsOfLife | null } = { signs: null };
  const noteLife = async (): Promise<void> => {
    life.signs = await noteSignsOfLife(base, name, syncs);
  };
  const read = new Map<string, number>();
  const work: Work = {
    ...base,
    ...(base.telemetry && { telemetry: telling(base.telemetry, { 'linkwright.pair': name }) }),
    askedBy: requester,
    tell(event) {
      base.tell(event);
      life.signs?.sign();
      if (event.kind === 'cycle' && event.event.kind === 'page-pulled') {
        const { connection, records } = event.event;
        read.set(connection, (read.get(connection) ?? 0) + records);
      }
      if (event.kind !== 'progress' || event.line === null) return;
      events.tell({ kind: 'run-progress', workspace, pair: name, line: base.redact(event.line) });
    },
  };
  const turn = async (): Promise<EndedRun> => {
    // Whoever asks wants everything looked at anew.
    const isAsked = syncs.some((sync) => book.asked[sync] !== undefined);
    const mayLook = keeper !== undefined && mayBeQuiet && !isAsked;
    const quiet = mayLook
      ? await lookQuietly(work, keeper, { syncs, carries, store: store ?? null }, { clock, noteLife })
      : null;
    if (quiet !== null) return quiet;
    if (life.signs === null) await noteLife();
    return run(work, { mode: 'sync', syncs, ...how, carries, keeper });
  };
  const { refusals, restsUntil, ...ended } = await turn().finally(() => life.signs?.end());
  if (ended.outcome !== 'done' && ended.outcome !== 'attention') await keeper?.drop();
  const endedAt = base.now();
  for (const { name: sync, everyMs } of due) {
    const skipped = skippedTurns(startedAt, endedAt, everyMs);
    if (skipped > 0) {
      log.warn({ workspace, sync, skipped }, 'the run took longer than the time between two; turns were left out');
    }
  }
  if (ended.outcome === 'failed') {
    // Of one that came to its end the operation has kept how it ended.
    const rests = restsUntil === undefined ? {} : { restsUntil };
    const failed = { syncs, startedAt, endedAt, ...ended, ...rests, outcome: ended.outcome, refusals, carries };
    const store = await openStateStore(work.loaded.state, { reading: false });
    await noteRun(store, failed).finally(() => store.close());
  }
  const { outcome, message, report } = ended;
  events.tell({ kind: 'run-ended', workspace, pair: name, syncs, outcome, run: report?.run ?? null, message });
  return { pair: name, syncs, startedAt, endedAt, read, ...ended };
}

/** For how long no call may be made, in milliseconds: a run before that would end at its first call. `null`: nobody says so. */
function waitsFor(error: unknown): number | null {
  if (!isErrorOfKind(error, 'retryable')) return null;
  const { code, retryAfterMs = null } = error;
  if (retryAfterMs === null || code === 'call-allowance-used-up') return retryAfterMs;
  return Math.min(retryAfterMs, longestSharedPauseMs);
}

interface Due {
  readonly due: readonly ScheduledSync[];
  readonly requester: Requester;
  readonly how: Pick<RunAsked, 'full' | 'allow'>;
}

/** What somebody asked to be run otherwise than usual runs by itself; the others are due as before. */
function whatIsDue(pair: AccountPair, book: ScheduleBook, now: number): Due {
  const due = dueSyncs(pair.syncs, book, now);
  const askedFor = due.flatMap(({ name }) => book.asked[name] ?? []);
  const requester = askedFor[0]?.requester ?? { via: 'schedule', by: null };
  const unusual = askedFor.find((one) => !isUsual(one));
  if (unusual === undefined) return { due, requester, how: {} };
  const wanted = howOf(unusual);
  const alike = due.filter(({ name }) => {
    const one = book.asked[name];
    return one !== undefined && howOf(one) === wanted;
  });
  return { due: alike, requester: unusual.requester, how: { full: unusual.full, allow: unusual.allow } };
}

const howOf = ({ full, allow }: AskedRun): string => JSON.stringify([full, allow.toSorted()]);

async function run(work: Work, asked: RunAsked): Promise<EndedRun> {
  try {
    return await runSyncs(work, asked, async (outcome) => {
      const report = outcome?.ran.report;
      const problems = outcome?.problems ?? [];
      const message = problems.length === 0 ? null : problems.map((one) => `${one.message} ${one.remedy}`).join(' ');
      return { outcome: report?.status ?? 'done', message, refusals: {}, ...(report && { report }) };
    });
  } catch (error) {
    if (work.signal.aborted) return { outcome: 'interrupted', message: null, refusals: {} };
    if (isLinkwrightError(error) && lostState.has(error.code)) {
      return { outcome: 'interrupted', message: toldProblems(error, work).join(' '), refusals: {} };
    }
    const message = toldProblems(error, work).join(' ');
    const waitMs = waitsFor(error);
    const rests = waitMs === null ? {} : { restsUntil: work.now() + waitMs };
    return { outcome: 'failed', message, refusals: refusalsIn(error, work), ...rests };
  }
}
