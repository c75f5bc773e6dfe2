import { describe, expect, it } from 'vitest';
import type { StoredFeed } from '../../src/hints/feed-book.ts';
import { afterReading, feedEveryMs, feedStateOf, nextReadingAt } from '../../src/hints/feed-pace.ts';

const everyMs = 5_000;
const minute = 60_000;
const hour = 60 * minute;
const opened: StoredFeed = { account: 'a:1', cursor: 'c', openedAt: 0, readAt: 0 };

/** Reads when it is due, for so long; `hinted`: has something to say at these moments; `pollMs`: may be read so often. */
function follow(feed: StoredFeed, ms: number, hinted: readonly number[] = [], pollMs = everyMs) {
  const waits: number[] = [];
  let now = feed;
  let readings = 0;
  const until = feed.readAt + ms;
  for (;;) {
    const at = nextReadingAt(now, pollMs);
    if (at > until) return { feed: now, readings, waits };
    for (const moment of hinted.filter((one) => one > now.readAt && one <= at)) waits.push(at - moment);
    const hints = hinted.some((one) => one > now.readAt && one <= at) ? 1 : 0;
    now = afterReading(now, { cursor: 'c', hints, at });
    readings += 1;
  }
}

describe('the pace of a feed', () => {
  it('is a few seconds for a minute after something was told, and minutes in a quiet hour', () => {
    const { feed, readings } = follow(opened, hour);
    expect(nextReadingAt(opened, everyMs)).toBe(5_000);
    expect(follow(opened, minute).readings).toBe(12);
    expect(nextReadingAt(feed, everyMs) - feed.readAt).toBe(5 * minute);
    expect(readings).toBeLessThan(45);
    expect(follow(feed, hour).readings).toBe(12);
  });

  it('keeps up with people who change something every minute or two: within five seconds in the median, ten for nine in ten', () => {
    const moments = Array.from({ length: 60 }, (_, index) => index * 61_000 + (index % 7) * 5_300).slice(1);
    const waits = follow(opened, 2 * hour, moments).waits.sort((a, b) => a - b);
    expect(waits.length).toBeGreaterThan(50);
    expect(waits[Math.floor(waits.length / 2)]).toBeLessThan(5_000);
    expect(waits[Math.floor(waits.length * 0.9)]).toBeLessThan(10_000);
  });

  it('finds what people change within a minute of each other at the next reading', () => {
    const moments = Array.from({ length: 40 }, (_, index) => 5_000 + index * 20_000 + ((index * 7_919) % 20_000));
    const { waits } = follow(opened, hour, moments);
    expect(waits).toHaveLength(40);
    expect(Math.max(...waits)).toBeLessThanOrEqual(everyMs);
  });

  it('costs more where it may be read more often only for the first minutes, and as much as any other after that', () => {
    const often = follow(opened, hour, [], 2_000);
    expect(often.readings).toBeLessThan(65);
    expect(follow(often.feed, hour, [], 2_000).readings).toBe(12);
  });

  it('waits for the app where it calls, and looks by itself again where a call did not come', () => {
    const called: StoredFeed = { ...opened, readAt: 10 * minute, calls: { hook: 'h', calledAt: 10 * minute + 1 } };
    expect(nextReadingAt(called, everyMs)).toBe(10 * minute + 1);
    const read = afterReading(called, { cursor: 'd', hints: 1, at: 10 * minute + 1 });
    expect(nextReadingAt(read, everyMs) - read.readAt).toBe(15 * minute);
    const missed = afterReading(read, { cursor: 'e', hints: 1, at: 25 * minute });
    expect(nextReadingAt(missed, everyMs) - missed.readAt).toBe(everyMs);
    const again = { ...missed, calls: { hook: 'h', ...missed.calls, calledAt: 26 * minute } };
    const taken = afterReading(again, { cursor: 'f', hints: 1, at: 26 * minute });
    expect(nextReadingAt(taken, everyMs) - taken.readAt).toBe(15 * minute);
  });

  it('does not rely on calls before the first has come', () => {
    expect(nextReadingAt({ ...opened, calls: { hook: 'h' } }, everyMs)).toBe(everyMs);
  });
});

describe('the pace of a feed where the file allows so many calls', () => {
  it('takes no more than half of them, however much happens', () => {
    expect(feedEveryMs(everyMs, {})).toBe(everyMs);
    expect(feedEveryMs(everyMs, { callsPerDay: 100_000 })).toBe(everyMs);
    for (const allowance of [
      { callsPerDay: 1_000 },
      { callsPerMonth: 31_000 },
      { callsPerDay: 5_000, callsPerMonth: 31_000 },
    ]) {
      const paceMs = feedEveryMs(everyMs, allowance);
      expect((24 * hour) / (paceMs ?? 1)).toBeCloseTo(500);
    }
  });

  it('does not read it where that would be too seldom to tell of anything in time: Airtable’s smallest plan', () => {
    expect(feedEveryMs(everyMs, { callsPerMonth: 1_000 })).toBeNull();
    expect(feedEveryMs(everyMs, { callsPerDay: 575 })).toBeNull();
    expect(feedEveryMs(everyMs, { callsPerDay: 576 })).toBe(5 * minute);
  });
});

describe('how a feed stands', () => {
  const lively = [0, 1, 2, 3].reduce<StoredFeed>(
    (feed, index) => afterReading(feed, { cursor: 'c', hints: 1, at: (index + 1) * minute }),
    opened,
  );
  const readTo = (at: number): StoredFeed => afterReading(lively, { cursor: 'c', hints: 0, at });

  it('is alive while it is read, and silent after much longer than usual', () => {
    expect(lively.gapMs).toBe(minute);
    expect(feedStateOf(readTo(20 * hour), 20 * hour)).toBe('alive');
    expect(feedStateOf(readTo(25 * hour), 25 * hour)).toBe('silent');
    expect(feedStateOf({ ...readTo(25 * hour), gapMs: 3 * hour }, 25 * hour)).toBe('alive');
    expect(feedStateOf(lively, 2 * hour)).toBe('unread');
  });

  it('is replaced where it cannot be had, until it is read again', () => {
    const troubled = { ...lively, trouble: { at: 0, reason: 'no scope' } };
    expect(feedStateOf(troubled, 5 * minute)).toBe('replaced');
    expect(feedStateOf({ ...lively, isOver: true }, 5 * minute)).toBe('replaced');
    expect(feedStateOf(afterReading(troubled, { cursor: 'c', hints: 0, at: 0 }), 0)).toBe('alive');
  });
});
