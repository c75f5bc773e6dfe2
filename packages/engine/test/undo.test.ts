import { RecordError } from '@linkwright/core';
import { describe, expect, test } from 'vitest';
import { contacts, people, peopleSync } from './support/people.ts';
import { find, only, type RunOptions, type TwoApps, twoApps } from './support/two-apps.ts';

type Options = Partial<Parameters<typeof twoApps>[0]>;

const start = (sync: Parameters<typeof peopleSync>[0] = {}, options: Options = {}): Promise<TwoApps> =>
  twoApps({
    left: { objects: [contacts] },
    right: { objects: [people] },
    syncs: { people: peopleSync(sync) },
    ...options,
  });

const refusal = new RecordError('No.', { code: 'no', category: 'invalid-value', remedy: 'Wait.' });

const emails = ['ada@x.example', 'bob@x.example', 'cy@x.example'];

/** Three people on both sides, linked, each with a title. */
async function linked(apps: TwoApps): Promise<void> {
  for (const email of emails) apps.left.create('contacts', { email, title: 'Boss', city: 'Rome' });
  await apps.sync();
}

/** Ids and values, without the apps' own times. */
const records = (apps: TwoApps) => ({
  left: apps.left.readAll('contacts').map(({ id, fields }) => ({ id, fields })),
  right: apps.right.readAll('people').map(({ id, fields }) => ({ id, fields })),
});
const edit = (apps: TwoApps, side: 'left' | 'right', email: string, fields: Record<string, string | null>): void => {
  const object = side === 'left' ? 'contacts' : 'people';
  apps[side].update(object, find(apps[side], object, 'email', email).id, fields);
};
const undo = (apps: TwoApps, run: string, more: Omit<NonNullable<RunOptions['undo']>, 'run'> = {}) =>
  apps.sync({ undo: { run, ...more } });

describe('values that a run wrote', () => {
  test('are what they were before it; what they were taken from stays, and travels again only when it is edited', async () => {
    const apps = await start();
    await linked(apps);
    const before = records(apps);
    for (const email of emails) edit(apps, 'left', email, { title: 'BOSS!!', city: null });
    const edited = records(apps).left;
    const { run } = await apps.sync();
    expect(find(apps.right, 'people', 'email', 'ada@x.example').fields).toMatchObject({ title: 'BOSS!!', city: null });

    const planned = await apps.plan({ undo: { run } });
    expect(planned).toMatchObject({ undo: { undone: run, values: 6, archives: 0, refused: [] } });
    expect(planned.syncs).toMatchObject([{ right: { updated: 3 }, left: { updated: 0 } }]);
    expect(apps.events).toContainEqual({
      kind: 'operation',
      operation: expect.objectContaining({
        label: 'ada@x.example',
        fields: expect.arrayContaining([
          { field: 'title', before: 'BOSS!!', after: 'Boss', conflict: false, undone: { twin: 'BOSS!!' } },
        ]),
      }),
    });
    expect(find(apps.right, 'people', 'email', 'ada@x.example').fields.title).toBe('BOSS!!');

    expect(await undo(apps, run)).toMatchObject({ status: 'done', undo: { values: 6, refused: [] } });
    expect(records(apps)).toEqual({ left: edited, right: before.right });
    for (const options of [{}, { full: true }]) expect(apps.written(await apps.sync(options))).toBe(0);
    expect(records(apps)).toEqual({ left: edited, right: before.right });

    edit(apps, 'left', 'ada@x.example', { title: 'Chief' });
    await apps.sync();
    expect(find(apps.right, 'people', 'email', 'ada@x.example').fields.title).toBe('Chief');
    expect(await apps.conflicts()).toMatchObject([{ left: 'Chief', right: 'Boss', winner: 'left' }]);
  });

  test('and have been changed since are listed with both values, and left as they are', async () => {
    const apps = await start();
    await linked(apps);
    for (const email of emails) edit(apps, 'left', email, { title: 'Wrong' });
    const { run } = await apps.sync();
    edit(apps, 'right', 'bob@x.example', { title: 'Mine' });
    expect(await undo(apps, run)).toMatchObject({
      undo: {
        values: 2,
        refused: [
          {
            sync: 'people',
            side: 'right',
            connection: 'right',
            label: 'bob@x.example',
            field: 'title',
            code: 'changed-since',
            before: 'Boss',
            current: 'Mine',
          },
        ],
      },
    });
    const titles = () => apps.right.readAll('people').map(({ fields }) => fields.title);
    expect(titles()).toEqual(['Boss', 'Mine', 'Boss']);
    await apps.sync();
    expect(titles()).toEqual(['Boss', 'Mine', 'Boss']);
    expect(find(apps.left, 'contacts', 'email', 'bob@x.example').fields.title).toBe('Mine');
  });

  test('are narrowed to a record and to a field, and other edits wait for the next sync', async () => {
    const apps = await start();
    await linked(apps);
    for (const email of emails) edit(apps, 'left', email, { title: 'Wrong', city: 'Nowhere' });
    const { run } = await apps.sync();
    edit(apps, 'left', 'ada@x.example', { name: 'Ada' });
    edit(apps, 'left', 'bob@x.example', { name: 'Bob' });
    const { id } = find(apps.left, 'contacts', 'email', 'ada@x.example');
    const meant = new Map([['people', { left: new Set([id]), right: new Set<string>() }]]);
    await undo(apps, run, { records: meant, fields: ['title'] });
    const shown = (email: string) => find(apps.right, 'people', 'email', email).fields;
    expect(shown('ada@x.example')).toMatchObject({ title: 'Boss', city: 'Nowhere', name: null });
    expect(shown('bob@x.example')).toMatchObject({ title: 'Wrong', city: 'Nowhere', name: null });
    await apps.sync();
    expect(shown('ada@x.example')).toMatchObject({ title: 'Boss', city: 'Nowhere', name: 'Ada' });
    expect(shown('bob@x.example')).toMatchObject({ title: 'Wrong', city: 'Nowhere', name: 'Bob' });
  });

  test('and lost a conflict come back, and an undo is undone like any run', async () => {
    const apps = await start();
    await linked(apps);
    edit(apps, 'left', 'ada@x.example', { title: 'L' });
    edit(apps, 'right', 'ada@x.example', { title: 'R' });
    const { run } = await apps.sync();
    const shown = () => find(apps.right, 'people', 'email', 'ada@x.example').fields.title;
    expect(shown()).toBe('L');
    const taken = await undo(apps, run);
    expect(shown()).toBe('R');
    await undo(apps, taken.run);
    expect(shown()).toBe('L');
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('are tried again where the app refuses them, like any other write', async () => {
    const apps = await start();
    await linked(apps);
    edit(apps, 'left', 'ada@x.example', { title: 'Wrong' });
    const { run } = await apps.sync();
    const allow = apps.right.reject('people', () => true, refusal);
    expect((await undo(apps, run)).syncs).toMatchObject([{ failing: 1 }]);
    allow();
    apps.clock.advance(3_600_000);
    await apps.sync();
    expect(find(apps.right, 'people', 'email', 'ada@x.example').fields.title).toBe('Boss');
    expect(await apps.failing()).toEqual([]);
  });
});

describe('records that a run made', () => {
  test('are archived, and their origins are not given another twin', async () => {
    const apps = await start();
    apps.left.create('contacts', { email: 'ada@x.example' });
    apps.right.create('people', { email: 'bob@x.example' });
    const before = records(apps);
    const { run } = await apps.sync();
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([2, 2]);
    expect(await undo(apps, run)).toMatchObject({
      undo: { values: 0, archives: 2, refused: [] },
      syncs: [{ left: { archived: 1 }, right: { archived: 1 } }],
    });
    expect(records(apps)).toEqual(before);
    for (const options of [{}, { full: true }]) expect(apps.written(await apps.sync(options))).toBe(0);
    edit(apps, 'left', 'ada@x.example', { title: 'Boss' });
    await apps.sync();
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([1, 1]);
  });

  test('and were edited there since stay; what a sync wrote to them since goes with them', async () => {
    const apps = await start();
    for (const email of emails) apps.left.create('contacts', { email });
    const { run } = await apps.sync();
    edit(apps, 'right', 'ada@x.example', { title: 'By hand' });
    edit(apps, 'left', 'bob@x.example', { title: 'Synced' });
    await apps.sync();
    expect(await undo(apps, run)).toMatchObject({
      undo: { archives: 2, refused: [{ label: 'ada@x.example', field: null, code: 'changed-since' }] },
    });
    expect(only(apps.right, 'people').fields).toMatchObject({ email: 'ada@x.example', title: 'By hand' });
  });

  test.each([
    { archive: 'permanent', code: 'permanent' },
    { archive: 'none', code: 'cannot-archive' },
  ] as const)('stay where removing them is $archive', async ({ archive, code }) => {
    const apps = await start({}, { right: { objects: [people], capabilities: { archive } } });
    apps.left.create('contacts', { email: 'ada@x.example' });
    const { run } = await apps.sync();
    expect(await undo(apps, run)).toMatchObject({ undo: { archives: 0, refused: [{ code, field: null }] } });
    expect(apps.right.count('people')).toBe(1);
    if (archive === 'permanent') {
      await undo(apps, run, { permanently: true });
      expect(apps.right.count('people')).toBe(0);
    }
  });
});

test('a brake stops what would take too much back, and nothing of it is left for the next sync', async () => {
  const apps = await start();
  for (let number = 0; number < 30; number += 1) apps.left.create('contacts', { email: `${number}@x.example` });
  const { run } = await apps.sync();
  const stopped = await undo(apps, run);
  expect(stopped).toMatchObject({ status: 'attention', syncs: [{ brakes: [{ kind: 'archive', count: 30, of: 30 }] }] });
  // What would go is of the app that it goes from.
  const [brake] = stopped.syncs.flatMap(({ brakes }) => brakes);
  expect(brake?.text).toContain('Righty people: 30 of 30 linked records would be archived');
  await apps.sync();
  expect(apps.right.count('people')).toBe(30);
  expect(await apps.sync({ undo: { run }, allow: ['archive'] })).toMatchObject({
    syncs: [{ right: { archived: 30 } }],
  });
  expect(apps.right.count('people')).toBe(0);
  expect(apps.written(await apps.sync())).toBe(0);
  expect(apps.left.count('contacts')).toBe(30);
});

test('a run that is not in the log is refused with the last that wrote something', async () => {
  const apps = await start();
  await linked(apps);
  await expect(undo(apps, 'nonsense')).rejects.toMatchObject({
    code: 'unknown-run',
    remedy: expect.stringMatching(
      /^The last run that wrote something is \d{8}T\d{6}Z-[0-9a-f]{6}\. Runs are forgotten after/,
    ),
  });
});
