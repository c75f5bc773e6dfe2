import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock, Limits, RateLimit } from '@linkwright/core';
import { createTestClock } from '@linkwright/core/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  bothLimits,
  createCallTurns,
  createCallWindow,
  createRateLimiter,
  createSharedLimits,
  openSqliteLimits,
  type SharedLimits,
} from '../src/index.ts';

const { signal } = new AbortController();
const limit: RateLimit = { requests: 5, perMs: 1000 };

const stateFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'linkwright-limits-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

const limiterOn = (shared: SharedLimits, clock: Clock, account = 'crm:1'): Limits =>
  createRateLimiter(clock, {
    limits: { default: limit },
    turns: createCallTurns({ shared, holder: randomUUID(), account: () => account }, clock),
  });

type Open = (clock: Clock) => SharedLimits;

/** Each call of `Open` is somebody else who shares them. */
const places: Readonly<Record<string, () => Promise<Open>>> = {
  'in one process': async () => {
    const made = new Map<Clock, SharedLimits>();
    return (clock) => {
      const known = made.get(clock) ?? createSharedLimits(clock);
      made.set(clock, known);
      return known;
    };
  },
  'in the folder of a state': async () => {
    const folder = await stateFolder();
    return (clock) => {
      const limits = openSqliteLimits(join(folder, 'state.db'), clock);
      onTestFinished(() => limits.close());
      return limits;
    };
  },
};

describe.each(Object.entries(places))('limits that are shared %s', (_, place) => {
  test('all who call an account keep its limit together, and other accounts do not wait for it', async () => {
    const open = await place();
    const clock = createTestClock();
    const start = clock.now();
    const users = [limiterOn(open(clock), clock), limiterOn(open(clock), clock), limiterOn(open(clock), clock)];
    const times: number[] = [];
    for (let call = 0; call < 30; call += 1) {
      await users[call % users.length]?.acquire('default', 1, signal);
      times.push(clock.now() - start);
    }
    const spans = times.slice(5).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...spans)).toBeGreaterThanOrEqual(1000);
    const before = clock.now();
    await limiterOn(open(clock), clock, 'crm:2').acquire('default', 1, signal);
    expect(clock.now()).toBe(before);
  });

  test('alone, a user of it loses nothing', async () => {
    const open = await place();
    const clock = createTestClock();
    const limits = limiterOn(open(clock), clock);
    const start = clock.now();
    for (let call = 0; call < 51; call += 1) await limits.acquire('default', 1, signal);
    expect(clock.now() - start).toBe(10_000);
  });

  test('what an app has said to one holds for the next, also after a new start', async () => {
    const open = await place();
    const clock = createTestClock();
    const first = limiterOn(open(clock), clock);
    await first.acquire('default', 1, signal);
    first.adjust('default', { requests: 1, perMs: 1000 });
    first.pause('default', 30_000);
    const start = clock.now();
    const next = limiterOn(open(clock), clock);
    const times: number[] = [];
    for (let call = 0; call < 4; call += 1) {
      await next.acquire('default', 1, signal);
      times.push(clock.now() - start);
    }
    expect(times[0]).toBeGreaterThanOrEqual(30_000);
    const gaps = times.slice(2).map((time, at) => time - (times[at + 1] ?? 0));
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(1000);
  });
});

describe.each(Object.entries(places))('a pause that is longer than a run waits, shared %s', (_, place) => {
  const hourMs = 3_600_000;

  test('ends the runs of all who call the account, without a call of theirs, and says until when', async () => {
    const open = await place();
    const clock = createTestClock(Date.UTC(2026, 2, 1, 8));
    const [first, other] = [limiterOn(open(clock), clock), limiterOn(open(clock), clock)];
    await first.acquire('default', 1, signal);
    await other.acquire('default', 1, signal);
    first.pause('default', 9 * hourMs);
    const start = clock.now();
    const refused = {
      code: 'wait-too-long',
      retryAfterMs: expect.closeTo(9 * hourMs, -4),
      remedy: expect.stringContaining('after 2026-03-01 17:00 UTC'),
    };
    for (const one of [first, limiterOn(open(clock), clock), limiterOn(open(clock), clock)]) {
      await expect(one.acquire('default', 1, signal)).rejects.toMatchObject(refused);
    }
    // One that has taken turns before learns of it with its next ones.
    clock.advance(1000);
    await expect(other.acquire('default', 1, signal)).rejects.toMatchObject(refused);
    expect(clock.now() - start).toBeLessThan(2000);
    await limiterOn(open(clock), clock, 'crm:2').acquire('default', 1, signal);

    // Those who were refused have taken nobody's turn.
    clock.advance(9 * hourMs);
    const end = clock.now();
    await limiterOn(open(clock), clock).acquire('default', 1, signal);
    expect(clock.now() - end).toBeLessThan(1000);
  });

  test('is believed for a day at most', async () => {
    const open = await place();
    const clock = createTestClock();
    const first = limiterOn(open(clock), clock);
    await first.acquire('default', 1, signal);
    first.pause('default', 1000 * hourMs);
    clock.advance(23 * hourMs);
    await expect(limiterOn(open(clock), clock).acquire('default', 1, signal)).rejects.toThrow('takes no calls for now');
    clock.advance(hourMs);
    await limiterOn(open(clock), clock).acquire('default', 1, signal);
  });
});

test('nobody waits for others before it is known whose account it is', async () => {
  const clock = createTestClock();
  const shared = createSharedLimits(clock);
  await shared.pause({ account: 'crm:1', bucket: 'default' }, 60_000);
  let account: string | null = null;
  const turns = createCallTurns({ shared, holder: randomUUID(), account: () => account }, clock);
  const limits = createRateLimiter(clock, { limits: { default: limit }, turns });
  const start = clock.now();
  await limits.acquire('default', 1, signal);
  expect(clock.now() - start).toBe(0);
  account = 'crm:1';
  await limits.acquire('default', 1, signal);
  expect(clock.now() - start).toBe(60_000);
});

test('where two places share them, the slower one counts', async () => {
  const clock = createTestClock();
  const [one, other] = [createSharedLimits(clock), createSharedLimits(clock)];
  await other.pause({ account: 'crm:1', bucket: 'default' }, 5000);
  const start = clock.now();
  await limiterOn(bothLimits(one, other), clock).acquire('default', 1, signal);
  expect(clock.now() - start).toBe(5000);
});

test('a damaged file of limits is made anew', async () => {
  const folder = await stateFolder();
  const clock = createTestClock();
  await writeFile(join(folder, 'limits.db'), 'no database'.repeat(1000));
  const limits = openSqliteLimits(join(folder, 'state.db'), clock);
  await limiterOn(limits, clock).acquire('default', 1, signal);
  await limits.close();
  expect(await readdir(folder)).toContain('limits.db');
});

test('where no file can be written, calls are paced all the same', async () => {
  const folder = await stateFolder();
  const clock = createTestClock();
  await writeFile(join(folder, 'none'), '');
  const limits = openSqliteLimits(join(folder, 'none', 'state.db'), clock);
  onTestFinished(() => limits.close());
  const start = clock.now();
  for (let call = 0; call < 6; call += 1) await limiterOn(limits, clock).acquire('default', 1, signal);
  expect(clock.now() - start).toBeGreaterThanOrEqual(1000);
});

test('users of one process keep the window of an app together, without a longer spacing', async () => {
  const clock = createTestClock();
  const shared = createSharedLimits(clock);
  const window = createCallWindow(clock);
  const users = [1, 2].map(() =>
    createRateLimiter(clock, {
      limits: { default: limit },
      turns: createCallTurns({ shared, holder: 'process', account: () => 'crm:1', windowOf: () => window }, clock),
    }),
  );
  const arrivals: number[] = [];
  for (let call = 0; call < 40; call += 1) {
    const one = users[call % 2];
    await one?.acquire('default', 1, signal);
    const sentAt = clock.now();
    // Every other call is held up on its way.
    const there = call % 4 === 0 ? 120 : 5;
    arrivals.push(sentAt + there);
    clock.advance(there + 5);
    one?.answered?.('default', sentAt);
  }
  arrivals.sort((a, b) => a - b);
  const spans = arrivals.slice(5).map((arrival, at) => arrival - (arrivals[at] ?? 0));
  expect(Math.min(...spans)).toBeGreaterThanOrEqual(1000 - 1e-6);
});
