import type { AppConnection, SourceRecord } from '@linkwright/core';
import { expect, test } from 'vitest';
import { describeStatus } from '../src/index.ts';
import { contacts, mapped, people, peopleSync } from './support/people.ts';
import { only, type TwoApps, twoApps } from './support/two-apps.ts';

type Overrides = Parameters<typeof peopleSync>[0];

/** Two apps of which the right one leaves some fields out of its answers. */
async function start(overrides: Overrides = {}): Promise<TwoApps & { readonly hidden: Set<string> }> {
  const hidden = new Set<string>();
  const apps = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [people] },
    syncs: { people: peopleSync({ fields: mapped(['email', 'name', 'title', 'city']), ...overrides }) },
    wrap: (app, side) => (side === 'right' ? hiding(app, hidden) : app),
  });
  return { ...apps, hidden };
}

function hiding(app: AppConnection, hidden: ReadonlySet<string>): AppConnection {
  const shown = (record: SourceRecord): SourceRecord => ({
    ...record,
    fields: Object.fromEntries(Object.entries(record.fields).filter(([field]) => !hidden.has(field))),
  });
  return {
    ...app,
    async *readChanges(request, options) {
      for await (const page of app.readChanges(request, options)) {
        yield { ...page, records: page.records.map(shown) };
      }
    },
    async write(request, options) {
      const outcomes = await app.write(request, options);
      return outcomes.map((outcome) =>
        outcome.kind === 'written' ? { ...outcome, record: shown(outcome.record) } : outcome,
      );
    },
    async readRecords(request, options) {
      const answers = await app.readRecords(request, options);
      return answers.map((answer) => (answer.record ? { ...answer, record: shown(answer.record) } : answer));
    },
  };
}

const ada = { email: 'ada@x.example', name: 'Ada', title: 'Boss', city: 'Rome' };

async function unreadable(apps: TwoApps) {
  const { syncs } = await apps.compile();
  const [sync] = (await describeStatus(apps.store, syncs, { limit: 10 })).syncs;
  return sync?.unreadable;
}

test('a field that an answer leaves out is kept on both sides, counted, and goes on once it is shown', async () => {
  const apps = await start();
  const left = apps.left.create('contacts', ada);
  await apps.sync();
  const right = only(apps.right, 'people').id;
  apps.hidden.add('title');
  apps.right.update('people', right, { city: 'Oslo', title: null });
  await apps.sync();
  expect(apps.left.read('contacts', left)?.fields).toMatchObject({ title: 'Boss', city: 'Oslo' });
  expect(await unreadable(apps)).toEqual([{ side: 'right', connection: 'right', field: 'title', count: 1 }]);

  apps.left.update('contacts', left, { city: 'Bern' });
  await apps.sync();
  expect(apps.right.read('people', right)?.fields).toMatchObject({ city: 'Bern' });
  // The answer to a write tells nothing of the fields that it was not about.
  expect(await unreadable(apps)).toHaveLength(1);

  apps.hidden.clear();
  await apps.sync({ full: true });
  expect(await unreadable(apps)).toEqual([]);
});

test('a cell that could not be read when its record was made fills the twin later', async () => {
  const apps = await start();
  apps.hidden.add('title');
  const right = apps.right.create('people', ada);
  await apps.sync();
  expect(only(apps.left, 'contacts').fields).toMatchObject({ name: 'Ada', title: null });
  expect(apps.right.read('people', right)?.fields.title).toBe('Boss');
  apps.hidden.clear();
  await apps.sync({ full: true });
  expect(only(apps.left, 'contacts').fields.title).toBe('Boss');
});

test('at a first match a cell that cannot be read is neither filled nor overwritten', async () => {
  const apps = await start({ conflicts: { winner: 'left' } });
  apps.hidden.add('title');
  apps.left.create('contacts', { ...ada, title: 'Chief' });
  apps.right.create('people', ada);
  await apps.sync();
  expect(only(apps.right, 'people').fields.title).toBe('Boss');
  expect(only(apps.left, 'contacts').fields.title).toBe('Chief');
});

test('a record whose key cannot be read is not copied, whatever is done with records that have none', async () => {
  const apps = await start({ keyless: 'create' });
  apps.hidden.add('email');
  apps.left.create('contacts', ada);
  const right = apps.right.create('people', ada);
  await apps.sync();
  expect(apps.left.count('contacts')).toBe(1);
  expect(await apps.held()).toContainEqual({ side: 'right', id: right, reason: 'keyless' });
});

test('a cell that cannot be read at the moment is not overwritten; once it is shown, two edits are a conflict', async () => {
  const apps = await start();
  const left = apps.left.create('contacts', ada);
  await apps.sync();
  const right = only(apps.right, 'people').id;
  apps.hidden.add('title');
  apps.right.update('people', right, { title: 'Queen' });
  await apps.sync();
  apps.left.update('contacts', left, { title: 'Chief' });
  await apps.sync();
  expect(apps.right.read('people', right)?.fields.title).toBe('Queen');
  apps.hidden.clear();
  await apps.sync({ full: true });
  expect(apps.right.read('people', right)?.fields.title).toBe('Chief');
  expect(await apps.conflicts()).toMatchObject([{ left: 'Chief', right: 'Queen', winner: 'left' }]);
  expect(apps.written(await apps.sync())).toBe(0);
});

test('an edit that waited for a cell to be read arrives with the next comparison, although the cell is as it was', async () => {
  const apps = await start();
  const left = apps.left.create('contacts', ada);
  await apps.sync();
  const right = only(apps.right, 'people').id;
  apps.hidden.add('title');
  apps.right.update('people', right, { city: 'Oslo' });
  await apps.sync();
  apps.left.update('contacts', left, { title: 'Chief' });
  await apps.sync();
  expect(apps.right.read('people', right)?.fields.title).toBe('Boss');
  apps.hidden.clear();
  await apps.sync({ full: true });
  expect(apps.right.read('people', right)?.fields.title).toBe('Chief');
});
