import type { AppConnection } from '@linkwright/core';
import { expect, test } from 'vitest';
import { contacts, people, peopleSync } from './support/people.ts';
import { find, only, type TwoApps, twoApps } from './support/two-apps.ts';

const limits = {
  read: 50,
  lookup: 50,
  create: 10,
  update: 10,
  archive: 10,
  readAssociations: 50,
  writeAssociations: 10,
};

/** The right app's changes come up late in its index, as those of a search do; a direct read shows them at once. */
function late(app: AppConnection, index: { isBehind: boolean }): AppConnection {
  return {
    ...app,
    async *readChanges(request, options) {
      for await (const page of app.readChanges(request, options)) {
        const behind = index.isBehind && request.since !== null;
        yield behind ? { records: [], deleted: [], checkpoint: request.since ?? '' } : page;
        if (behind) return;
      }
    },
  };
}

async function start(conditionalWrites = false): Promise<TwoApps & { index: { isBehind: boolean } }> {
  const index = { isBehind: false };
  const apps = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [people], capabilities: { conditionalWrites, batchLimits: limits } },
    syncs: { people: peopleSync() },
    wrap: (app, side) => (side === 'right' ? late(app, index) : app),
  });
  return Object.assign(apps, { index });
}

const later = (apps: TwoApps) => apps.clock.advance(120_000);

test('an edit that the index does not show yet is read before the write, merged, and nothing is lost unseen', async () => {
  const apps = await start();
  const left = apps.left.create('contacts', { email: 'a@x.example', name: 'A', title: 'Boss' });
  await apps.sync();
  later(apps);
  apps.index.isBehind = true;
  apps.left.update('contacts', left, { name: 'B' });
  apps.right.update('people', only(apps.right, 'people').id, { name: 'C', title: 'Chief' });
  await apps.sync();
  expect(only(apps.right, 'people').fields).toMatchObject({ name: 'B', title: 'Chief' });
  expect(apps.left.read('contacts', left)?.fields.title).toBe('Chief');
  expect(await apps.conflicts()).toMatchObject([{ left: 'B', right: 'C', winner: 'left' }]);
});

test('a record that has gone meanwhile is noticed before the write', async () => {
  const apps = await start();
  const left = apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
  await apps.sync();
  later(apps);
  apps.right.archive('people', only(apps.right, 'people').id);
  apps.index.isBehind = true;
  apps.right.resetCalls();
  apps.left.update('contacts', left, { name: 'B' });
  await apps.sync();
  expect(apps.right.calls.get('update')).toBeUndefined();
  expect(await apps.held()).toEqual([{ side: 'left', id: left, reason: 'twin-gone' }]);
});

test('reads are renewed in batches of what the app reads at once, and only for what is written', async () => {
  const apps = await start();
  for (let n = 0; n < 120; n += 1) apps.left.create('contacts', { email: `${n}@x.example`, name: 'A' });
  await apps.sync();
  later(apps);
  for (const record of apps.left.readAll('contacts').slice(0, 75)) {
    apps.left.update('contacts', record.id, { name: 'B' });
  }
  apps.right.resetCalls();
  await apps.sync({ allow: ['overwrite'] });
  // 75 records: two reads of fifty at most, eight writes of ten at most.
  expect(apps.right.calls.get('read-records')).toBe(2);
  expect(apps.right.calls.get('update')).toBe(8);
  expect(apps.right.readAll('people').filter((record) => record.fields.name === 'B')).toHaveLength(75);
});

test('what was read within the last minute, and an app with conditional writes, is not read again', async () => {
  const young = await start();
  young.left.create('contacts', { email: 'a@x.example', name: 'A' });
  young.right.create('people', { email: 'a@x.example', title: 'Boss' });
  await young.sync();
  expect(find(young.right, 'people', 'name', 'A').fields.title).toBe('Boss');
  expect(young.right.calls.get('read-records')).toBeUndefined();

  const conditional = await start(true);
  const left = conditional.left.create('contacts', { email: 'a@x.example', name: 'A' });
  await conditional.sync();
  later(conditional);
  conditional.left.update('contacts', left, { name: 'B' });
  await conditional.sync();
  expect(only(conditional.right, 'people').fields.name).toBe('B');
  expect(conditional.right.calls.get('read-records')).toBeUndefined();
});

test('a plan reads nothing again', async () => {
  const apps = await start();
  const left = apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
  await apps.sync();
  later(apps);
  apps.left.update('contacts', left, { name: 'B' });
  apps.right.resetCalls();
  await apps.plan();
  expect(apps.right.calls.get('read-records')).toBeUndefined();
});
