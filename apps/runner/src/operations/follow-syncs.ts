import { type BrakeName, type Clock, isErrorOfKind } from '@linkwright/core';
import type { NamedHint, Store } from '@linkwright/engine';
import { nextReadingAt } from '../hints/feed-pace.ts';
import { followedFeeds } from '../hints/followed-feeds.ts';
import { type FollowedFeed, openFeed, readFeed, storedFeed } from '../hints/hint-feed.ts';
import { turnOf } from '../schedule/due-syncs.ts';
import { withApps } from '../session/in-state.ts';
import type { Session } from '../session/open-session.ts';
import { refuseIfNoneIsLeft } from '../session/stopped-problems.ts';
import type { Work } from '../session/work.ts';
import { chooseSyncs } from './choose-syncs.ts';
import type { RanCycle } from './cycle/ran-cycle.ts';
import { runOn } from './cycle/run-on.ts';
import { type RunAsked, type RunOutcome, runInState } from './run-syncs.ts';

export interface FollowAsked extends Pick<RunAsked, 'mayWriteFirst'> {
  /** Names; none: all. */
  readonly syncs: readonly string[];
  readonly allow?: readonly BrakeName[];
  /** How often feeds of hints are read, in milliseconds. Absent: every few seconds while something happens, and less often while nothing does. */
  readonly pollMs?: number | undefined;
}

/** Names of connections, by how what changes there is found until the next cycle. */
export interface FollowedConnections {
  /** They say it by themselves. */
  readonly telling: readonly string[];
  /** They do not, so that everything is looked at every so many milliseconds. */
  readonly silent: readonly string[];
  readonly everyMs: number;
}

/** Whoever follows is told of every cycle. */
export interface FollowListener {
  /** Everything was looked at. `null`: the first sync was not meant, and nothing follows. */
  cycle(outcome: RunOutcome | null, followed: FollowedConnections): Promise<void>;
  /** What hints named was looked at, and there was news. */
  hinted(ran: RanCycle): Promise<void>;
}

/** Where a connection gives no hints, everything is looked at so often. */
const silentCycleMs = 60_000;
/** After an outage everything is looked at again. */
const outageMs = 30_000;

/**
 * Syncs, and goes on syncing as the apps say what has changed, until the signal is aborted. Everything is looked at when it begins, at
 * the pace of the syncs, and whenever a feed may have left something out; in between, what hints name. Throws what a sync
 * throws, but that an app is down for a while.
 */
export async function followSyncs(
  work: Work,
  asked: FollowAsked,
  listener: FollowListener,
  clock: Clock,
): Promise<void> {
  let first = true;
  while (!work.signal.aborted) {
    try {
      const goesOn = await withApps(work, (locked, session, enter) => {
        const only = chooseSyncs(session, asked.syncs);
        refuseIfNoneIsLeft(session, only);
        // What is let through, or asked, is so once.
        const { syncs, pollMs } = asked;
        const round: Round = { work: locked, session, asked: first ? asked : { syncs, pollMs }, only, listener, clock };
        return enter((store) => followRound(round, store));
      });
      if (!goesOn) return;
      first = false;
    } catch (error) {
      if (work.signal.aborted) return;
      if (first || !isErrorOfKind(error, 'retryable')) throw error;
      work.tell({ kind: 'trouble', text: error.message });
      await clock.sleep(outageMs, work.signal).catch(() => undefined);
    }
  }
}

interface Round {
  readonly work: Work;
  readonly session: Session;
  readonly asked: FollowAsked;
  readonly only: readonly string[] | undefined;
  readonly listener: FollowListener;
  readonly clock: Clock;
}

/** One cycle over everything, then hints until the next one is due. Resolves to false when nothing is to follow. */
async function followRound(round: Round, store: Store): Promise<boolean> {
  const { work, session, asked, only, listener, clock } = round;
  const { syncs, allow, mayWriteFirst, pollMs } = asked;
  const { feeds, silent } = followedFeeds(session, only);
  // From before the cycle on: what happens while it reads is told.
  const open = await openAll(round, feeds, store);
  const startedAt = clock.now();
  const run = { mode: 'sync', syncs, ...(allow && { allow }), ...(mayWriteFirst && { mayWriteFirst }) } as const;
  const outcome = await runInState(work, session, store, run, only);
  const telling = open.map(({ connection }) => connection);
  const untold = [...silent, ...feeds.map(({ connection }) => connection).filter((name) => !telling.includes(name))];
  const hasSilent = untold.length > 0;
  const everyMs = Math.min(shortestEvery(session, only), ...(hasSilent ? [silentCycleMs] : []));
  await listener.cycle(outcome, { telling, silent: untold, everyMs });
  if (outcome === null) return false;
  outcome.ran.close();
  let hintedAt: number | null = null;
  const untilNext = (): number => startedAt + turnOf({ everyMs, ...(!hasSilent && { told: { hintedAt } }) }, startedAt);
  const dueAt = async (feed: FollowedFeed): Promise<number> => {
    const stored = await storedFeed(feed, store);
    if (stored === null) return clock.now();
    return pollMs === undefined ? nextReadingAt(stored, feed.pull.everyMs) : stored.readAt + pollMs;
  };
  for (;;) {
    const times = await Promise.all(open.map(async (feed) => ({ feed, at: await dueAt(feed) })));
    const next = Math.min(untilNext(), ...times.map(({ at }) => at));
    await clock.sleep(Math.max(0, next - clock.now()), work.signal);
    if (clock.now() >= untilNext()) return true;
    const due = times.filter(({ at }) => clock.now() >= at);
    const read = await Promise.all(due.map(({ feed }) => readFeed(feed, store, clock, work)));
    if (read.some(({ gap }) => gap)) return true;
    const hints = read.flatMap((reading) => reading.hints);
    if (hints.length === 0) continue;
    hintedAt = clock.now();
    await carry(round, store, hints);
  }
}

async function carry(
  { work, session, only, listener }: Round,
  store: Store,
  hints: readonly NamedHint[],
): Promise<void> {
  const ran = await runOn(work, session, store, { mode: 'sync', only, hints });
  try {
    if (ran.report.syncs.length > 0) await listener.hinted(ran);
  } finally {
    ran.close();
  }
}

/** A feed that an app does not let us have is told; what changes there is found by looking. */
async function openAll(
  { work, clock }: Round,
  feeds: readonly FollowedFeed[],
  store: Store,
): Promise<readonly FollowedFeed[]> {
  const opened = await Promise.all(
    feeds.map(async (feed) => {
      try {
        await openFeed(feed, store, clock, { signal: work.signal, address: null });
        return [feed];
      } catch (error) {
        if (work.signal.aborted || isErrorOfKind(error, 'retryable') || !(error instanceof Error)) throw error;
        const text = `${feed.connection} gives no hints, so what changes there is looked for: ${error.message}`;
        work.tell({ kind: 'trouble', text });
        return [];
      }
    }),
  );
  return opened.flat();
}

function shortestEvery({ loaded }: Session, only: readonly string[] | undefined): number {
  const syncs = Object.entries(loaded.configuration.syncs);
  return Math.min(...syncs.flatMap(([name, sync]) => ((only?.includes(name) ?? true) ? [sync.every] : [])));
}
