import type { CallAllowance } from '@linkwright/engine';
import type { StoredFeed } from './feed-book.ts';

/** For so long after a feed had something to say it is read as often as it may be, in milliseconds … */
const livelyMs = 60_000;
/** … then after a quarter of the time that it has been quiet beyond that … */
const quietShare = 4;
/** … and at the latest after so many milliseconds. */
export const longestRestMs = 300_000;
/** Of a feed whose app calls when there is something to read: a call may get lost, and a feed that nobody reads ends. */
const calledRestMs = 900_000;
/** A feed that was read no longer ago is alive, in milliseconds. */
const aliveMs = 2 * calledRestMs;
/** A feed that has nothing to say for so many times its usual gap has perhaps fallen silent, but not within a day. */
const silentGaps = 10;
const leastSilentMs = 86_400_000;

/**
 * When a feed is to be read next, in milliseconds since 1970: as often as it may be while people work, and less and less often
 * while nothing happens. `everyMs`: how often it may be read.
 */
export function nextReadingAt({ openedAt, readAt, hintedAt, calls }: StoredFeed, everyMs: number): number {
  const calledAt = calls?.calledAt ?? 0;
  if (calledAt > readAt) return calledAt;
  if (calls !== undefined && calledAt > (calls.missedAt ?? 0)) return readAt + calledRestMs;
  const quietMs = readAt - Math.max(openedAt, hintedAt ?? 0);
  return readAt + Math.max(everyMs, Math.min(longestRestMs, (quietMs - livelyMs) / quietShare));
}

const dayMs = 86_400_000;
/** Feeds take so much of the calls that the file allows; the rest is for the runs that look at what they tell. */
const shareOfFeeds = 0.5;
/** Of the months the longest. */
const daysOfMonth = 31;

/**
 * How often a feed may be read, in milliseconds, where the file allows so many calls. `null`: so seldom that it would tell of nothing in time,
 * and the calls are better spent on looking at `every`.
 */
export function feedEveryMs(everyMs: number, { callsPerDay, callsPerMonth }: CallAllowance): number | null {
  const { POSITIVE_INFINITY: all } = Number;
  const daily = shareOfFeeds * Math.min(callsPerDay ?? all, (callsPerMonth ?? all) / daysOfMonth);
  const leastMs = Math.max(everyMs, dayMs / daily);
  return leastMs > longestRestMs ? null : leastMs;
}

/** With what a reading gave. */
export function afterReading(
  feed: StoredFeed,
  { cursor, hints, at }: { readonly cursor: string; readonly hints: number; readonly at: number },
): StoredFeed {
  const { trouble: _, ...before } = feed;
  const read: StoredFeed = { ...before, cursor, readAt: at };
  if (hints === 0) return read;
  const { calls, hintedAt, gapMs } = feed;
  const usual = usualGap({ hintedAt, gapMs }, at);
  const isMissed = calls !== undefined && (calls.calledAt ?? 0) <= feed.readAt;
  return {
    ...read,
    hintedAt: at,
    ...(usual !== undefined && { gapMs: usual }),
    ...(isMissed && { calls: { ...calls, missedAt: at } }),
  };
}

/** When an app last had something to say, and how far apart that usually is. Absent: it had not, or not twice. */
interface Told {
  readonly hintedAt?: number | undefined;
  readonly gapMs?: number | undefined;
}

/** With one more thing that it had to say. */
export function usualGap({ hintedAt, gapMs }: Told, at: number): number | undefined {
  const gap = hintedAt === undefined ? undefined : at - hintedAt;
  // The last few count most.
  return gap === undefined ? gapMs : gapMs === undefined ? gap : Math.round(0.8 * gapMs + 0.2 * gap);
}

const isSilent = ({ hintedAt, gapMs }: Told, now: number): boolean =>
  hintedAt !== undefined && gapMs !== undefined && now - hintedAt > Math.max(leastSilentMs, silentGaps * gapMs);

/**
 * `alive`: it tells what changes. `silent`: it is read, and has had nothing to say for much longer than usual. `unread`: nobody reads it,
 * or is there to be called, as no service runs. `replaced`: it cannot be had, and what changes is looked for.
 */
export const feedStates = ['alive', 'silent', 'unread', 'replaced'] as const;
export type FeedState = (typeof feedStates)[number];

export function feedStateOf(feed: StoredFeed, now: number): FeedState {
  if (feed.cursor === null || feed.isOver || feed.trouble !== undefined) return 'replaced';
  if (now - feed.readAt > aliveMs) return 'unread';
  return isSilent(feed, now) ? 'silent' : 'alive';
}

/** The same of an app that calls an address. `isServed`: somebody is there to be called. */
export function hookStateOf(
  told: Told,
  { now, isServed }: { readonly now: number; readonly isServed: boolean },
): FeedState {
  if (!isServed) return 'unread';
  return isSilent(told, now) ? 'silent' : 'alive';
}
