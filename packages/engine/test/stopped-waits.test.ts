import type { Clock, ConnectContext, WriteOutcome } from '@linkwright/core';
import {
  createInMemoryApp,
  createInMemoryConnector,
  createTestClock,
  createTestContext,
} from '@linkwright/core/testing';
import { describe, expect, test } from 'vitest';
import { connectApp, createRateLimiter } from '../src/index.ts';

const create = { kind: 'create', writeId: 'w1', fields: { title: 'a' } } as const;
const reason = new DOMException('interrupted', 'AbortError');

/** Nothing but the caller's word ends a wait. */
const withoutDeadlines: Clock = { now: () => 0, sleep: () => new Promise<never>(() => undefined) };

type Attempt = (given: ConnectContext, signal: AbortSignal) => Promise<void>;

/** A write of which the connector makes these attempts, one after the other; somebody stops the run during the last one. */
function writing(attempts: readonly Attempt[], spacingMs = 100) {
  const stop = new AbortController();
  const app = createInMemoryApp({
    name: 'notes',
    objects: [{ id: 'notes', fields: [{ id: 'title', type: 'text' }] }],
  });
  const connector = createInMemoryConnector(app);
  const clock = createTestClock();
  // Somebody presses Ctrl-C while the clock sleeps.
  const stopping: typeof clock = {
    ...clock,
    now: () => clock.now(),
    async sleep(ms, signal) {
      stop.abort(reason);
      signal.throwIfAborted();
      await clock.sleep(ms, signal);
    },
  };
  const limits = createRateLimiter(stopping, { limits: { default: { requests: 1, perMs: spacingMs } } });
  const connection = connectApp(
    {
      ...connector,
      connect: (settings, given) => ({
        ...connector.connect(settings, given),
        async write(_request, options): Promise<readonly WriteOutcome[]> {
          for (const attempt of attempts) await attempt(given, options.signal);
          return [{ kind: 'stale' }];
        },
      }),
    },
    {},
    createTestContext({ clock: stopping, limits }),
    { connector: '@acme/connector-notes 1.2.0', clock: withoutDeadlines },
  );
  const from = clock.now();
  const outcomes = connection.write({ object: 'notes', changes: [create] }, { signal: stop.signal });
  return { outcomes, waited: () => clock.now() - from };
}

const send: Attempt = async (given, signal) => {
  await given.limits.acquire('default', 1, signal);
  given.reportCall('create');
};
const refused: Attempt = async (given, signal) => {
  await send(given, signal);
  given.limits.pause('default', 8000);
};
const backOff: Attempt = (given, signal) => given.clock.sleep(8000, signal);
const paused: Attempt = async (given) => given.limits.pause('default', 8000);

describe('a write is stopped', () => {
  test('while it waits out what the app has asked for: at once, and nobody knows what became of it', async () => {
    const { outcomes, waited } = writing([refused, send]);
    expect(await outcomes).toMatchObject([{ kind: 'unknown', error: { code: 'interrupted' } }]);
    expect(waited()).toBe(0);
  });

  test('before another attempt: at once', async () => {
    const { outcomes, waited } = writing([send, backOff, send]);
    expect(await outcomes).toMatchObject([{ kind: 'unknown', error: { code: 'interrupted' } }]);
    expect(waited()).toBe(0);
  });

  test('before it has sent anything: at once, and nothing was sent', async () => {
    const { outcomes, waited } = writing([paused, send]);
    await expect(outcomes).rejects.toBe(reason);
    expect(waited()).toBe(0);
  });

  test('between two calls that are evenly spaced: it comes to its end', async () => {
    const { outcomes, waited } = writing([send, send]);
    expect(await outcomes).toEqual([{ kind: 'stale' }]);
    expect(waited()).toBe(100);
  });
});
