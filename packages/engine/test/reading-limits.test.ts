import type { AppConnection, ChangePage } from '@linkwright/core';
import { expect, test } from 'vitest';
import { contacts, people, peopleSync } from './support/people.ts';
import { only, type TwoApps, twoApps } from './support/two-apps.ts';

const start = (wrap?: (app: AppConnection, side: 'left' | 'right') => AppConnection): Promise<TwoApps> =>
  twoApps({
    left: { objects: [contacts], pageSize: 5 },
    right: { objects: [people] },
    syncs: { people: peopleSync() },
    ...(wrap && { wrap }),
  });

const fill = (apps: TwoApps, count: number): void => {
  for (let n = 0; n < count; n += 1) apps.left.create('contacts', { email: `p${n}@x.example`, name: `P${n}` });
};

const setCheckpoint = (apps: TwoApps, checkpoint: string) =>
  apps.store.transaction((database) => database.updateTable('reads').set({ checkpoint }).execute());

test.each([{ checkpoint: '{"v":2,"after":"x"}' }, { checkpoint: '' }, { checkpoint: '{"cut' }])(
  'a checkpoint that the connector does not know ($checkpoint): everything is compared, nothing is missed or made twice',
  async ({ checkpoint }) => {
    const apps = await start();
    fill(apps, 12);
    await apps.sync();
    const [changed, deleted] = apps.left.readAll('contacts').map((record) => record.id);
    apps.left.update('contacts', changed ?? '', { name: 'Changed' });
    apps.left.archive('contacts', deleted ?? '');
    await setCheckpoint(apps, checkpoint);
    apps.left.resetCalls();
    await apps.sync();
    expect(apps.events).toContainEqual({ kind: 'checkpoint-unknown', connection: 'left', object: 'contacts' });
    // Three pages of five records, once.
    expect(apps.left.calls.get('read-changes')).toBe(3);
    expect(apps.right.readAll('people').filter((record) => record.fields.name === 'Changed')).toHaveLength(1);
    // The deletion was noticed by its absence: the twin stays, and is told apart from a record without a link.
    expect(apps.right.count('people')).toBe(12);
    expect(await apps.held()).toMatchObject([{ side: 'right', reason: 'twin-gone' }]);
    apps.left.resetCalls();
    expect(apps.written(await apps.sync())).toBe(0);
    expect(apps.left.calls.get('read-changes')).toBe(1);
  },
);

test('a checkpoint in the middle of a first read that is not known begins that read again', async () => {
  const stop = new AbortController();
  const apps = await start((app, side) =>
    side === 'right'
      ? app
      : {
          ...app,
          async *readChanges(request, options) {
            for await (const page of app.readChanges(request, options)) {
              yield page;
              stop.abort(new Error('stopped'));
            }
          },
        },
  );
  fill(apps, 12);
  await expect(apps.sync({ signal: stop.signal })).rejects.toThrow('stopped');
  await setCheckpoint(apps, 'unknown');
  await apps.sync();
  expect(apps.right.count('people')).toBe(12);
});

const endless = (pages: (page: ChangePage, round: number) => ChangePage) => (app: AppConnection, side: string) =>
  side === 'right'
    ? app
    : {
        ...app,
        async *readChanges(request: Parameters<AppConnection['readChanges']>[0], options: { signal: AbortSignal }) {
          const all: ChangePage[] = [];
          for await (const page of app.readChanges(request, options)) all.push(page);
          for (let round = 0; ; round += 1) for (const page of all) yield pages(page, round);
        },
      };

test.each([
  { what: 'the same pages over and over', pages: (page: ChangePage) => page },
  {
    what: 'pages without anything, each with another checkpoint',
    pages: (_page: ChangePage, round: number) => ({ records: [], deleted: [], checkpoint: `${round}` }),
  },
])('an app that answers with $what ends in a typed error', async ({ pages }) => {
  const apps = await start(endless(pages));
  fill(apps, 12);
  await expect(apps.sync()).rejects.toMatchObject({
    kind: 'contract',
    code: 'endless-pages',
    message: 'Lefty contacts answers with the same page again and again.',
  });
});

test('a listing of ids that never ends is ended', async () => {
  const apps = await start((app, side) =>
    side === 'right'
      ? app
      : {
          ...app,
          async *listIds(request, options) {
            for (;;) yield* app.listIds(request, options);
          },
        },
  );
  fill(apps, 12);
  await apps.sync();
  apps.clock.advance(25 * 3_600_000);
  await expect(apps.sync()).rejects.toMatchObject({ code: 'endless-pages' });
});

test('a listing that its connector begins again once in a while is no circle', async () => {
  const apps = await start((app, side) =>
    side === 'right'
      ? app
      : {
          ...app,
          async *readChanges(request, options) {
            for (let round = 0; round < 3; round += 1) yield* app.readChanges(request, options);
          },
        },
  );
  apps.left.create('contacts', { email: 'a@x.example' });
  await apps.sync();
  expect(only(apps.right, 'people').fields.email).toBe('a@x.example');
});
