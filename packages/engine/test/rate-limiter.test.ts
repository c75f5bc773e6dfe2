import type { Limits } from '@linkwright/core';
import { createTestClock, createTestRandom } from '@linkwright/core/testing';
import { expect, test } from 'vitest';
import { createRateLimiter } from '../src/index.ts';

const { signal } = new AbortController();
const perSecond = { default: { requests: 5, perMs: 1000 } };

async function leaving(limits: Limits, clock: { now(): number }, calls: number, bucket = 'default'): Promise<number[]> {
  const start = clock.now();
  const times: number[] = [];
  for (let call = 0; call < calls; call += 1) {
    await limits.acquire(bucket, 1, signal);
    times.push(clock.now() - start);
  }
  return times;
}

test('calls leave evenly spaced', async () => {
  const clock = createTestClock();
  const limits = createRateLimiter(clock, { limits: perSecond });
  expect(await leaving(limits, clock, 6)).toEqual([0, 200, 400, 600, 800, 1000]);
});

test('a share leaves the rest to others, and the user’s own limit stands whatever the app says', async () => {
  const clock = createTestClock();
  expect(await leaving(createRateLimiter(clock, { limits: perSecond, share: 0.5 }), clock, 3)).toEqual([0, 400, 800]);
  const own = createRateLimiter(clock, { limits: perSecond, requestsPerSecond: 2 });
  own.adjust('default', { requests: 100, perMs: 1000 });
  expect(await leaving(own, clock, 3)).toEqual([0, 500, 1000]);
});

test('an app’s answer corrects a declared limit, each bucket for itself', async () => {
  const clock = createTestClock();
  const limits = createRateLimiter(clock, { limits: { ...perSecond, search: { requests: 1, perMs: 1000 } } });
  limits.adjust('default', { requests: 10, perMs: 1000 });
  expect(await leaving(limits, clock, 3)).toEqual([0, 100, 200]);
  expect(await leaving(limits, clock, 3, 'search')).toEqual([0, 1000, 2000]);
});

test('a pause holds for the whole bucket, also for calls that wait already', async () => {
  const clock = createTestClock();
  const limits = createRateLimiter(clock, { limits: perSecond });
  const start = clock.now();
  await limits.acquire('default', 1, signal);
  limits.pause('default', 30_000);
  await limits.acquire('default', 1, signal);
  expect(clock.now() - start).toBe(30_000);
});

test('an aborted call gives up its place', async () => {
  const clock = createTestClock();
  const limits = createRateLimiter(clock, { limits: perSecond });
  const aborted = AbortSignal.abort(new Error('stopped'));
  await expect(limits.acquire('default', 1, aborted)).rejects.toThrow('stopped');
  expect(await leaving(limits, clock, 2)).toEqual([0, 200]);
});

test('calls that were never answered hold up nobody for ever', async () => {
  const clock = createTestClock();
  const limits = createRateLimiter(clock, { limits: perSecond });
  const call = async (isAnswered: boolean): Promise<void> => {
    await limits.acquire('default', 1, signal);
    const sentAt = clock.now();
    clock.advance(10);
    if (isAnswered) limits.answered?.('default', sentAt);
  };
  await call(true);
  for (let lost = 0; lost < 20; lost += 1) await call(false);
  clock.advance(180_000);
  const start = clock.now();
  for (let number = 0; number < 26; number += 1) await call(true);
  // At five a second.
  expect(clock.now() - start).toBeLessThan(6000);
});

test('no window of the app ever holds one call too many, however the way there delays them', async () => {
  for (let seed = 1; seed <= 30; seed += 1) {
    const clock = createTestClock();
    const random = createTestRandom(seed);
    const limits = createRateLimiter(clock, { limits: perSecond });
    const arrivals: number[] = [];
    const start = clock.now();
    for (let call = 0; call < 60; call += 1) {
      await limits.acquire('default', 1, signal);
      const sentAt = clock.now();
      // Most calls are quick, some are held up on their way; nobody says where the time went.
      const there = 5 + (random() < 0.2 ? random() * 150 : random() * 3);
      arrivals.push(sentAt + there);
      clock.advance(there + 5);
      limits.answered?.('default', sentAt);
    }
    arrivals.sort((a, b) => a - b);
    const spans = arrivals.slice(5).map((arrival, index) => arrival - (arrivals[index] ?? 0));
    expect(Math.min(...spans), `seed ${seed}`).toBeGreaterThanOrEqual(1000 - 1e-6);
    // And little is lost by it: 60 calls at 5 a second take 11.8 s at the least.
    expect(clock.now() - start, `seed ${seed}`).toBeLessThan(14_000);
  }
});

test.each<[string, (limits: Limits) => void]>([
  ['a pause of ten days', (limits) => limits.pause('default', 864_000_000)],
  ['a pause that no calendar knows', (limits) => limits.pause('default', Number.MAX_VALUE)],
  ['a quota of one call in ten days', (limits) => limits.adjust('default', { requests: 1, perMs: 864_000_000 })],
])('%s is not waited for: the call is refused, and told when to come back', async (_, slow) => {
  const clock = createTestClock();
  const limits = createRateLimiter(clock, { limits: perSecond, name: 'HubSpot' });
  await limits.acquire('default', 1, signal);
  slow(limits);
  clock.advance(1000);
  await limits.acquire('default', 1, signal).catch(() => undefined);
  const start = clock.now();
  await expect(limits.acquire('default', 1, signal)).rejects.toMatchObject({
    kind: 'retryable',
    code: 'wait-too-long',
    message: expect.stringContaining('HubSpot takes no calls for now, and asks to wait until '),
    remedy: expect.stringContaining('the same command goes on from there after '),
  });
  expect(clock.now()).toBe(start);
});

test('a wait that the app asks for is told while it lasts, a short one and the user’s own pace are not', async () => {
  const clock = createTestClock();
  const told: number[] = [];
  const onWait = (until: number): void => void told.push(until);
  const limits = createRateLimiter(clock, { limits: perSecond, onWait });
  limits.pause('default', 5000);
  await limits.acquire('default', 1, signal);
  expect(told).toEqual([]);
  const until = clock.now() + 30_000;
  limits.pause('default', 30_000);
  await limits.acquire('default', 1, signal);
  expect(clock.now()).toBe(until);
  expect(new Set(told)).toEqual(new Set([until]));
  // To the end, not only at its beginning.
  expect(told.length).toBeGreaterThan(100);

  told.length = 0;
  const slow = createRateLimiter(clock, { limits: perSecond, requestsPerSecond: 1 / 60, onWait });
  await leaving(slow, clock, 2);
  expect(told).toEqual([]);
});

test('what the user has set is waited for, however slow', async () => {
  const clock = createTestClock();
  const limits = createRateLimiter(clock, { limits: perSecond, requestsPerSecond: 1 / 3600 });
  expect(await leaving(limits, clock, 2)).toEqual([0, 3_600_000]);
});
