import { RetryableError } from '@linkwright/core';
import { describe, expect, test } from 'vitest';
import { compareSides, describeStatus, normalizers, type Status } from '../src/index.ts';
import { contacts, people, peopleSync } from './support/people.ts';
import { find, only, type TwoApps, twoApps } from './support/two-apps.ts';

const start = (wrap?: Parameters<typeof twoApps>[0]['wrap']): Promise<TwoApps> =>
  twoApps({
    left: { objects: [contacts], capabilities: { deletions: 'feed' } },
    right: { objects: [people] },
    syncs: { people: peopleSync() },
    ...(wrap && { wrap }),
  });

const statusOf = async (apps: TwoApps): Promise<Status> =>
  describeStatus(apps.store, (await apps.compile()).syncs, { limit: 10 });

function addContacts(apps: TwoApps, count: number): void {
  for (let n = 1; n <= count; n += 1) apps.left.create('contacts', { email: `${n}@x.example`, name: `Person ${n}` });
}

describe('the last run', () => {
  test('is told as interrupted when somebody stopped it, with what is left to do', async () => {
    const stop = new AbortController();
    const apps = await start((app, side) => ({
      ...app,
      write: async (request, options) => {
        const outcomes = await app.write(request, options);
        if (side === 'right') stop.abort(new Error('stopped'));
        return outcomes;
      },
    }));
    addContacts(apps, 1200);
    expect((await statusOf(apps)).lastRun).toBeNull();
    await expect(apps.sync({ signal: stop.signal })).rejects.toThrow('stopped');
    const { lastRun, syncs } = await statusOf(apps);
    expect(lastRun).toMatchObject({ status: 'interrupted', startedAt: apps.clock.now() });
    expect(lastRun?.lastWriteAt).not.toBeNull();
    // As many as the app does not hold yet.
    expect(syncs[0]?.toGo).toBe(1200 - apps.right.count('people'));
    expect(syncs[0]?.readWhole).toBe(true);
    expect(apps.right.count('people')).toBeLessThan(1200);

    await apps.sync();
    expect((await statusOf(apps)).lastRun).toMatchObject({ status: 'done' });
    expect((await statusOf(apps)).syncs[0]).toMatchObject({ waiting: 0, notes: [] });
  });

  test('is told whose process was killed before it had read anything, wherever that was', async () => {
    for (let lived = 1; ; lived += 1) {
      const apps = await start();
      addContacts(apps, 1);
      const { store } = apps;
      let done = 0;
      let isKilled = false;
      const dying: typeof store = {
        ...store,
        transaction(work, options) {
          isKilled ||= done === lived;
          done += 1;
          return isKilled ? Promise.reject(new Error('killed')) : store.transaction(work, options);
        },
      };
      await apps.sync({ store: dying }).catch(() => undefined);
      expect((await statusOf(apps)).lastRun, `after ${lived}`).toMatchObject({ status: isKilled ? 'running' : 'done' });
      if (apps.left.calls.has('read-changes')) break;
    }
  });

  test('is told to have more to go than is known, while a side has not been read to its end', async () => {
    let pages = 0;
    const apps = await start((app) => ({
      ...app,
      async *readChanges(request, options) {
        for await (const page of app.readChanges(request, options)) {
          if (pages > 1) throw new Error('down');
          pages += 1;
          yield page;
        }
      },
    }));
    addContacts(apps, 1200);
    await expect(apps.sync()).rejects.toThrow('down');
    const [people] = (await statusOf(apps)).syncs;
    expect(people?.readWhole).toBe(false);
    expect(people?.toGo).toBeGreaterThan(0);
    expect(people?.toGo).toBeLessThan(1200);
    pages = Number.NEGATIVE_INFINITY;
    await apps.sync();
    expect((await statusOf(apps)).syncs[0]).toMatchObject({ readWhole: true, toGo: 0 });
  });

  test('is told as failed when an app met an error, and a plan is no run', async () => {
    let down = false;
    const apps = await start((app) => ({
      ...app,
      readChanges: (request, options) => {
        if (down) throw new Error('down');
        return app.readChanges(request, options);
      },
    }));
    addContacts(apps, 1);
    await apps.plan();
    expect((await statusOf(apps)).lastRun).toBeNull();
    down = true;
    await expect(apps.sync()).rejects.toThrow('down');
    expect((await statusOf(apps)).lastRun).toMatchObject({ status: 'failed' });
  });
});

test('a create that nobody answered is a note until its record is found', async () => {
  let lose = true;
  const apps = await start((app, side) => ({
    ...app,
    write: async (request, options) => {
      if (side === 'left' || !lose) return app.write(request, options);
      lose = false;
      return request.changes.map(() => ({
        kind: 'unknown' as const,
        error: new RetryableError('no answer', { code: 'no-answer' }),
      }));
    },
    findByKey: () => Promise.reject(new Error('down')),
    ...(side === 'right' && {
      readChanges: (request, options) => {
        if (!lose) throw new Error('down');
        return app.readChanges(request, options);
      },
    }),
  }));
  addContacts(apps, 1);
  await apps.sync().catch(() => undefined);
  const [people] = (await statusOf(apps)).syncs;
  expect(people?.notes).toEqual([
    {
      code: 'unanswered-creates',
      text: '1 create was not answered by Righty; the next sync looks for the record before it tries again.',
    },
  ]);
});

test('a deletion is told by name when it is noticed, counted from then on, and named by a comparison', async () => {
  const apps = await start();
  const ada = apps.left.create('contacts', { email: 'ada@x.example', name: 'Ada' });
  apps.left.create('contacts', { email: 'bob@x.example', name: 'Bob' });
  await apps.sync();
  const twin = find(apps.right, 'people', 'email', 'ada@x.example').id;
  apps.left.archive('contacts', ada);
  const told = {
    kind: 'record-held',
    sync: 'people',
    side: 'right',
    id: twin,
    label: 'ada@x.example',
    reason: 'twin-gone',
    text: `its twin in Lefty (${ada}) was deleted; it stays, and is no longer synced`,
  };
  apps.events.length = 0;
  const planned = await apps.plan();
  expect(apps.events).toContainEqual(told);
  expect(planned.syncs[0]).toMatchObject({ excluded: 1, twinGone: 1 });
  apps.events.length = 0;
  await apps.sync();
  expect(apps.events).toContainEqual(told);
  expect((await apps.sync()).syncs[0]).toMatchObject({ excluded: 1, twinGone: 1 });
  expect((await statusOf(apps)).syncs[0]).toMatchObject({ excluded: 1, twinGone: 1 });
  const report = await compareSides({
    syncs: (await apps.compile()).syncs,
    store: apps.store,
    clock: apps.clock,
    random: Math.random,
    normalizers,
    signal: new AbortController().signal,
    limit: 10,
  });
  expect(report.syncs[0]?.twinGone).toEqual([
    { connection: 'right', id: twin, label: 'ada@x.example', reason: told.reason, text: told.text },
  ]);
});

test('an operation names both records, and says where two values meet for the first time', async () => {
  const apps = await start();
  apps.left.create('contacts', { email: 'ada@x.example', name: 'Ada' });
  const id = apps.right.create('people', { email: 'ada@x.example' });
  await apps.plan();
  const operations = apps.events.flatMap((event) => (event.kind === 'operation' ? [event.operation] : []));
  expect(operations).toMatchObject([
    {
      kind: 'update',
      id,
      twin: only(apps.left, 'contacts').id,
      fields: [{ field: 'name', before: null, after: 'Ada', conflict: false, firstMatch: true }],
    },
  ]);
  await apps.sync();
  apps.left.update('contacts', only(apps.left, 'contacts').id, { name: 'Augusta' });
  apps.events.length = 0;
  await apps.sync();
  const [later] = apps.events.flatMap((event) => (event.kind === 'operation' ? [event.operation] : []));
  expect(later?.fields).toEqual([{ field: 'name', before: 'Ada', after: 'Augusta', conflict: false }]);
});

test('reading and writing are told with what is to come, object by object and sync by sync', async () => {
  const apps = await start();
  addContacts(apps, 2200);
  await apps.sync();
  const kinds = (kind: string) => apps.events.filter((event) => event.kind === kind);
  expect(kinds('pass-started')).toEqual([{ kind: 'pass-started', sync: 'people', records: 2200 }]);
  expect(kinds('records-settled')).toEqual([
    { kind: 'records-settled', sync: 'people', records: 2000 },
    { kind: 'records-settled', sync: 'people', records: 200 },
  ]);
  expect(kinds('object-pulled')).toHaveLength(2);
  // Nobody knows beforehand how much there is; at the next comparison one does.
  expect(kinds('page-pulled').every((event) => !('expected' in event))).toBe(true);
  apps.events.length = 0;
  await apps.sync({ full: true });
  expect(kinds('page-pulled')).toContainEqual(expect.objectContaining({ connection: 'left', expected: 2200 }));
});
