import { isErrorOfKind } from '@linkwright/core';
import { createTestClock } from '@linkwright/core/testing';
import { describe, expect, it } from 'vitest';
import { createCallMeter, createRateLimiter } from '../src/index.ts';

const signal = new AbortController().signal;
const evening = Date.UTC(2026, 1, 27, 23, 30);
const hour = 3_600_000;

function startMeter(
  allowance: { readonly callsPerDay?: number; readonly callsPerMonth?: number },
  stored: Readonly<Record<string, number>> = {},
) {
  const clock = createTestClock(evening);
  const meter = createCallMeter({ clock, name: 'crm', allowance, stored: new Map(Object.entries(stored)) });
  const limits = meter.guard(createRateLimiter(clock, { limits: {} }));
  const call = async (...buckets: readonly string[]) => {
    for (const bucket of buckets.length > 0 ? buckets : ['default']) await limits.acquire(bucket, 1, signal);
    meter.count();
  };
  return { clock, meter, call };
}

describe('the allowance of calls', () => {
  it('lets as many calls pass as it says, and goes on the next day', async () => {
    const { clock, meter, call } = startMeter({ callsPerDay: 3 });
    for (let made = 0; made < 3; made += 1) await call();
    const error: unknown = await call().catch((reason: unknown) => reason);
    if (!isErrorOfKind(error, 'retryable')) throw new Error('The fourth call was not refused.');
    expect([error.code, error.retryAfterMs]).toEqual(['call-allowance-used-up', hour / 2]);
    expect(error.message).toBe('The connection "crm" has used up its 3 calls of this day (limits.callsPerDay).');
    expect(error.remedy).toContain('after 2026-02-28 00:00 UTC');
    clock.advance(hour);
    await call();
    expect(meter.used()).toEqual({ today: 1, thisMonth: 4 });
  });

  it('counts the calls of earlier runs of the month', async () => {
    const { clock, call } = startMeter(
      { callsPerMonth: 100 },
      { '2026-02-01': 90, '2026-02-27': 9, '2026-01-31': 500 },
    );
    await call();
    await expect(call()).rejects.toThrow('its 100 calls of this month (limits.callsPerMonth)');
    clock.advance(hour);
    await expect(call()).rejects.toThrow('this month');
    clock.advance(24 * hour);
    await call();
  });

  it('is not exceeded by calls that ask at the same time', async () => {
    const { meter, call } = startMeter({ callsPerDay: 5 });
    const asked = Array.from({ length: 12 }, (_, index) => (index % 3 === 0 ? call('default', 'search') : call()));
    await Promise.allSettled(asked);
    expect(meter.used().today).toBeLessThanOrEqual(5);
    expect(meter.used().today).toBeGreaterThan(2);
  });

  it('gives what is to be stored once', async () => {
    const { clock, meter, call } = startMeter({});
    await call();
    clock.advance(hour);
    await call();
    await call();
    expect([...meter.take()]).toEqual([
      ['2026-02-27', 1],
      ['2026-02-28', 2],
    ]);
    expect([...meter.take()]).toEqual([]);
  });
});
