import { type AppConnection, RetryableError } from '@linkwright/core';
import type { InMemoryCallKind, InMemoryObject } from '@linkwright/core/testing';
import { describe, expect, test } from 'vitest';
import { contacts, people, peopleSync } from './support/people.ts';
import { find, type TwoApps, twoApps } from './support/two-apps.ts';

/** DESIGN 7: a look-up that lags is waited for, believed for what it shows, and never believed for absence. */

const second = 1000;
const minute = 60 * second;
const lost = new RetryableError('No answer.', { code: 'timed-out', outcomeUnknown: true });
const small = { read: 5, lookup: 5, create: 5, update: 5, archive: 5, readAssociations: 5, writeAssociations: 5 };
const known = 50;

const searched: InMemoryObject = {
  ...people,
  fields: people.fields.map((field) => (field.id === 'email' ? { ...field, lookup: 'delayed' as const } : field)),
};

/** Fifty linked people, so that a list takes ten calls more than a search and its verification. */
async function startLinked(
  options: {
    lookupDelayMs?: number;
    count?: number;
    wrap?: (app: AppConnection, side: 'left' | 'right') => AppConnection;
  } = {},
): Promise<TwoApps> {
  const apps = await twoApps({
    left: { objects: [contacts] },
    right: {
      objects: [searched],
      pageSize: 5,
      capabilities: { lookupDelayMs: options.lookupDelayMs ?? 30 * second, batchLimits: small },
    },
    syncs: { people: peopleSync() },
    ...(options.wrap && { wrap: options.wrap }),
  });
  for (let number = 0; number < (options.count ?? known); number += 1) {
    apps.left.create('contacts', { email: `${number}@x.example`, name: `N${number}` });
  }
  await apps.sync();
  // Reads back what the first one has written.
  await apps.sync();
  return apps;
}

/** One sync: how long it took on the clock, and how often each of these calls was made on the right. */
async function measure(apps: TwoApps, run: () => Promise<unknown> = apps.sync) {
  apps.right.resetCalls();
  const before = apps.clock.now();
  await run();
  const called = (kind: InMemoryCallKind): number => apps.right.calls.get(kind) ?? 0;
  return {
    // Each run of the test's apps begins a minute later than the one before it.
    waited: apps.clock.now() - before - minute,
    searches: called('find-by-key'),
    reads: called('read-records'),
    lists: called('read-changes'),
    creates: called('create'),
  };
}

const emails = (apps: TwoApps) => apps.right.readAll('people').map((record) => record.fields.email);

describe('an unanswered create whose key is found by a search', () => {
  test('that happened: waited for, found by one search, verified, and nothing is listed', async () => {
    const apps = await startLinked();
    apps.left.create('contacts', { email: 'new@x.example', name: 'New' });
    apps.right.failNext('create', 'lose-answer');
    expect(await measure(apps)).toEqual({ waited: 30 * second, searches: 1, reads: 1, lists: 1, creates: 1 });
    expect(apps.events).toContainEqual({
      kind: 'look-up-awaited',
      connection: 'right',
      object: 'people',
      ms: 30 * second,
    });
    expect(emails(apps).filter((email) => email === 'new@x.example')).toHaveLength(1);
    apps.left.update('contacts', find(apps.left, 'contacts', 'name', 'New').id, { title: 'Boss' });
    await apps.sync();
    expect(find(apps.right, 'people', 'email', 'new@x.example').fields.title).toBe('Boss');
    expect(await apps.held()).toEqual([]);
  });

  test('that did not happen: a search that shows nothing proves nothing, so all is listed before it is made again', async () => {
    const apps = await startLinked();
    apps.left.create('contacts', { email: 'new@x.example', name: 'New' });
    apps.right.failNext('create', lost);
    const lists = 1 + known / small.read;
    expect(await measure(apps)).toEqual({ waited: 30 * second, searches: 1, reads: 0, lists, creates: 2 });
    expect(emails(apps).filter((email) => email === 'new@x.example')).toHaveLength(1);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('two batches of them are waited for together and searched for in one call a batch', async () => {
    const apps = await startLinked();
    for (let number = 0; number < 10; number += 1) {
      apps.left.create('contacts', { email: `new${number}@x.example`, name: `New ${number}` });
    }
    apps.right.failNext('create', 'lose-answer');
    apps.right.failNext('create', 'lose-answer');
    expect(await measure(apps)).toEqual({ waited: 30 * second, searches: 2, reads: 2, lists: 1, creates: 2 });
    expect(apps.right.count('people')).toBe(known + 10);
    expect(apps.left.count('contacts')).toBe(known + 10);
  });

  test('several records bear the key: held with both, and looked for without waiting or listing from then on', async () => {
    let meddle = false;
    const apps = await startLinked({
      wrap: (app, side) => ({
        ...app,
        async write(request, options) {
          const outcomes = await app.write(request, options);
          // Somebody enters the same person just when the answer gets lost.
          if (side === 'right' && meddle) apps.right.create('people', { email: 'new@x.example', name: 'Rival' });
          return outcomes;
        },
      }),
    });
    meddle = true;
    const origin = apps.left.create('contacts', { email: 'new@x.example', name: 'New' });
    apps.right.failNext('create', 'lose-answer');
    expect(await measure(apps)).toMatchObject({ waited: 30 * second, searches: 1, lists: 1, creates: 1 });
    expect(await apps.held()).toContainEqual({ side: 'left', id: origin, reason: 'in-review' });
    expect(await measure(apps)).toMatchObject({ waited: 0, searches: 1, lists: 1, creates: 0 });
    apps.right.archive('people', find(apps.right, 'people', 'name', 'Rival').id);
    apps.clock.advance(25 * 60 * minute);
    await apps.sync();
    await apps.sync();
    expect(emails(apps).filter((email) => email === 'new@x.example')).toHaveLength(1);
    expect(await apps.held()).toEqual([]);
  });

  test('the search shows a record that no longer bears the key: read by its id, it is not taken for the answer', async () => {
    const apps = await startLinked({
      wrap: (app, side) =>
        side === 'left'
          ? app
          : {
              ...app,
              findByKey(request, options) {
                // Within the lag of the search, which goes on showing the address that was created.
                const made = apps.right.readAll('people').find((record) => record.fields.email === 'new@x.example');
                if (made) apps.right.update('people', made.id, { email: 'other@x.example', name: 'Other', title: 'X' });
                return app.findByKey(request, options);
              },
            },
    });
    const origin = apps.left.create('contacts', { email: 'new@x.example', name: 'New' });
    apps.right.failNext('create', 'lose-answer');
    const measured = await measure(apps);
    expect(measured).toMatchObject({ waited: 30 * second, searches: 1, lists: 1 + (known + 5) / small.read });
    // What was made bears nothing any more of what was sent: it is another person's, and the origin gets a twin.
    expect(emails(apps).sort().slice(-2)).toEqual(['new@x.example', 'other@x.example']);
    expect(apps.left.read('contacts', origin)?.fields.email).toBe('new@x.example');
  });
});

describe('what is not worth waiting for', () => {
  test('a search that lags more than a minute: all is listed at once', async () => {
    const apps = await startLinked({ lookupDelayMs: minute + 1 });
    apps.left.create('contacts', { email: 'new@x.example', name: 'New' });
    apps.right.failNext('create', 'lose-answer');
    expect(await measure(apps)).toMatchObject({ waited: 0, searches: 0, creates: 1 });
    expect(apps.right.count('people')).toBe(known + 1);
  });

  test('an object that is listed in as few calls', async () => {
    const apps = await startLinked({ count: 2 * small.read - 1 });
    apps.left.create('contacts', { email: 'new@x.example', name: 'New' });
    apps.right.failNext('create', 'lose-answer');
    expect(await measure(apps)).toMatchObject({ waited: 0, searches: 0, creates: 1 });
    expect(apps.right.count('people')).toBe(2 * small.read);
  });
});

describe('a process that dies while the create is under way', () => {
  test.each([
    { pause: 0, waited: 30 * second },
    { pause: 3 * 60 * minute, waited: 30 * second },
  ])(
    'waits from its restart: nobody knows how long the request was under way ($pause ms)',
    async ({ pause, waited }) => {
      let dead = false;
      const apps = await startLinked({
        wrap: (app, side) => ({
          ...app,
          async write(request, options) {
            const outcomes = await app.write(request, options);
            if (side === 'right' && request.changes.length === 1) dead = true;
            return outcomes;
          },
        }),
      });
      apps.left.create('contacts', { email: 'new@x.example', name: 'New' });
      const { store } = apps;
      const dying: typeof store = {
        ...store,
        transaction: (work) => (dead ? Promise.reject(new Error('died')) : store.transaction(work)),
      };
      await expect(apps.sync({ store: dying })).rejects.toThrow('died');
      apps.clock.advance(pause);
      expect(await measure(apps)).toEqual({ waited, searches: 1, reads: 1, lists: 1, creates: 0 });
      expect(emails(apps).filter((email) => email === 'new@x.example')).toHaveLength(1);
      expect(apps.left.count('contacts')).toBe(known + 1);
      expect(apps.written(await apps.sync())).toBe(0);
    },
  );

  test('a person who stops the run is not kept waiting, and the next run goes on', async () => {
    const stop = new AbortController();
    const apps = await startLinked({
      wrap: (app, side) => ({
        ...app,
        async write(request, options) {
          const outcomes = await app.write(request, options);
          if (side === 'right' && request.changes.length === 1) stop.abort(new Error('stopped'));
          return outcomes;
        },
      }),
    });
    apps.left.create('contacts', { email: 'new@x.example', name: 'New' });
    apps.right.failNext('create', 'lose-answer');
    const stopped = await measure(apps, () => expect(apps.sync({ signal: stop.signal })).rejects.toThrow('stopped'));
    expect(stopped).toMatchObject({ waited: 0, searches: 0 });
    // A minute has passed since: it is searched for at once.
    expect(await measure(apps)).toEqual({ waited: 0, searches: 1, reads: 1, lists: 1, creates: 0 });
    expect(apps.right.count('people')).toBe(known + 1);
  });
});
