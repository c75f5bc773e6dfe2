import { expect, it } from 'vitest';
import { readCallUsage } from '../src/hubspot-call-usage.ts';
import type { WireCallUsage } from '../src/hubspot-wire.ts';

const { signal } = new AbortController();
const usageOf = (...results: readonly Partial<WireCallUsage>[]) =>
  readCallUsage(
    {
      callUsage: async () =>
        results.map((one) => ({ currentUsage: 0, usageLimit: 250_000, fetchStatus: 'SUCCESS', ...one })),
    },
    signal,
  );

it('is the count that is nearest to its end, with when it begins anew', async () => {
  const resetsAt = '2026-12-01T00:00:00Z';
  expect(
    await usageOf(
      { currentUsage: 900, usageLimit: 1_000_000 },
      { currentUsage: 800, usageLimit: 250_000, fetchStatus: 'CACHED', resetsAt },
    ),
  ).toEqual({ used: 800, allowed: 250_000, resetsAt: Date.parse(resetsAt) });
  expect(await usageOf({ currentUsage: 7, resetsAt: 'soon' })).toEqual({ used: 7, allowed: 250_000 });
});

it('is not told where HubSpot tells none, could not count, or knows no limit', async () => {
  expect(await usageOf()).toBeNull();
  expect(await usageOf({ fetchStatus: 'TIMEOUT' }, { fetchStatus: 'NOTFOUND' }, { usageLimit: 0 })).toBeNull();
});
