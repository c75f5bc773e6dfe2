import { describe, expect, test } from 'vitest';
import { contacts, mapped, people, peopleSync } from './support/people.ts';
import { find, only, type TwoApps, twoApps } from './support/two-apps.ts';

const start = (overrides: Parameters<typeof peopleSync>[0] = {}): Promise<TwoApps> =>
  twoApps({ left: { objects: [contacts] }, right: { objects: [people] }, syncs: { people: peopleSync(overrides) } });

const names = (app: TwoApps['left'], object: string) =>
  app
    .readAll(object)
    .map((record) => String(record.fields.name))
    .sort();

describe('create sides', () => {
  test.each([
    { create: 'both', left: ['L', 'R'], right: ['L', 'R'], held: 0 },
    { create: 'left', left: ['L', 'R'], right: ['R'], held: 1 },
    { create: 'right', left: ['L'], right: ['L', 'R'], held: 1 },
    { create: 'none', left: ['L'], right: ['R'], held: 2 },
  ] as const)('create: $create', async ({ create, left, right, held }) => {
    const apps = await start({ create });
    apps.left.create('contacts', { email: 'l@x.example', name: 'L' });
    apps.right.create('people', { email: 'r@x.example', name: 'R' });
    await apps.sync();
    expect(names(apps.left, 'contacts')).toEqual(left);
    expect(names(apps.right, 'people')).toEqual(right);
    expect((await apps.held()).map((one) => one.reason)).toEqual(Array(held).fill('not-created'));
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('a record that is not created is linked once its partner appears', async () => {
    const apps = await start({ create: 'none' });
    const left = apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
    await apps.sync();
    apps.right.create('people', { email: 'a@x.example', title: 'Boss' });
    await apps.sync();
    expect(apps.left.read('contacts', left)?.fields.title).toBe('Boss');
    expect(await apps.held()).toEqual([]);
  });
});

describe('records without a key', () => {
  test('keyless: exclude leaves them alone and lists them, until they have one', async () => {
    const apps = await start();
    const id = apps.left.create('contacts', { name: 'Nameless' });
    const report = await apps.sync();
    expect(report).toMatchObject({ status: 'done', syncs: [{ excluded: 1 }] });
    expect(apps.right.count('people')).toBe(0);
    expect(await apps.held()).toEqual([{ side: 'left', id, reason: 'keyless' }]);
    apps.left.update('contacts', id, { email: 'n@x.example' });
    await apps.sync();
    expect(only(apps.right, 'people').fields.email).toBe('n@x.example');
    expect(await apps.held()).toEqual([]);
  });

  test('keyless: create makes a twin for each, once', async () => {
    const apps = await start({ keyless: 'create' });
    apps.left.create('contacts', { name: 'Same' });
    apps.left.create('contacts', { name: 'Same' });
    apps.right.create('people', { name: 'Other' });
    await apps.sync();
    await apps.sync();
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([3, 3]);
  });
});

describe('ambiguous keys', () => {
  test('two on one side: neither is created, both are listed', async () => {
    const apps = await start();
    const a = apps.left.create('contacts', { email: 'same@x.example', name: 'A' });
    const b = apps.left.create('contacts', { email: 'SAME@x.example', name: 'B' });
    const report = await apps.sync();
    expect(report).toMatchObject({ status: 'attention', syncs: [{ ambiguous: 2 }] });
    expect(apps.right.count('people')).toBe(0);
    expect(await apps.held()).toEqual([
      { side: 'left', id: a, reason: 'ambiguous' },
      { side: 'left', id: b, reason: 'ambiguous' },
    ]);
    // The next sync resolves both, although the other record itself has not changed.
    apps.left.update('contacts', b, { email: 'other@x.example' });
    expect((await apps.sync()).status).toBe('done');
    expect(names(apps.right, 'people')).toEqual(['A', 'B']);
    expect(await apps.held()).toEqual([]);
  });

  test('two on the other side: nothing is linked until one of them is renamed', async () => {
    const apps = await start();
    apps.left.create('contacts', { email: 'same@x.example', name: 'A' });
    const b = apps.right.create('people', { email: 'same@x.example', name: 'B' });
    const c = apps.right.create('people', { email: 'same@x.example', name: 'C' });
    await apps.sync();
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([1, 2]);
    expect(await apps.held()).toHaveLength(3);
    apps.right.update('people', c, { email: 'c@x.example' });
    await apps.sync();
    expect(names(apps.left, 'contacts')).toEqual(['A', 'C']);
    expect(apps.right.read('people', b)?.fields.name).toBe('A');
    expect(await apps.held()).toEqual([]);
  });

  test('a key that a linked record bears already: the new one waits, and is linked to nobody', async () => {
    const apps = await start();
    const a = apps.left.create('contacts', { email: 'same@x.example', name: 'A' });
    await apps.sync();
    const b = apps.left.create('contacts', { email: 'same@x.example', name: 'B' });
    await apps.sync();
    expect(apps.right.count('people')).toBe(1);
    expect(await apps.held()).toEqual([{ side: 'left', id: b, reason: 'ambiguous' }]);
    apps.left.update('contacts', a, { email: 'a@x.example' });
    await apps.sync();
    expect(names(apps.right, 'people')).toEqual(['A', 'B']);
    expect(find(apps.right, 'people', 'name', 'A').fields.email).toBe('a@x.example');
  });

  test('a linked rival that is gone without the engine having noticed frees its key', async () => {
    const apps = await start();
    const a = apps.left.create('contacts', { email: 'same@x.example', name: 'A' });
    await apps.sync();
    const twin = only(apps.right, 'people').id;
    apps.left.archive('contacts', a);
    const b = apps.left.create('contacts', { email: 'same@x.example', name: 'B' });
    await apps.sync();
    // The twin of the deleted record is free, and it is the same by its key.
    expect(apps.right.count('people')).toBe(1);
    expect(apps.right.read('people', twin)?.fields.name).toBe('B');
    expect(apps.left.count('contacts')).toBe(1);
    expect(apps.left.read('contacts', b)?.fields.name).toBe('B');
  });

  test('an ambiguous record that stays so costs no call', async () => {
    const apps = await start();
    apps.left.create('contacts', { email: 'same@x.example', name: 'A' });
    await apps.sync();
    apps.left.create('contacts', { email: 'same@x.example', name: 'B' });
    await apps.sync();
    apps.left.resetCalls();
    apps.right.resetCalls();
    expect(await apps.sync()).toMatchObject({ syncs: [{ ambiguous: 1 }] });
    expect([...apps.left.calls]).toEqual([
      ['list-objects', 1],
      ['describe-objects', 1],
      ['read-changes', 1],
    ]);
    expect([...apps.right.calls]).toEqual([
      ['list-objects', 1],
      ['describe-objects', 1],
      ['read-changes', 1],
    ]);
  });
});

describe('several keys', () => {
  const keys = {
    match: [
      { left: 'email', right: 'email' },
      { left: 'name', right: 'name' },
    ],
  };

  test('a later key counts only where an earlier one is empty on either record', async () => {
    const apps = await start(keys);
    apps.left.create('contacts', { email: 'a@x.example', name: 'Ada' });
    apps.left.create('contacts', { name: 'Bob' });
    apps.left.create('contacts', { email: 'c@x.example', name: 'Cid' });
    // The same e-mail under another name; no e-mail but the same name; another e-mail and the same name.
    apps.right.create('people', { email: 'A@x.example', name: 'Ada L.', city: 'London' });
    apps.right.create('people', { email: 'bob@x.example', name: ' bob ' });
    apps.right.create('people', { email: 'cid@x.example', name: 'Cid' });
    await apps.sync();
    expect(find(apps.left, 'contacts', 'email', 'a@x.example').fields.city).toBe('London');
    expect(find(apps.left, 'contacts', 'name', 'Bob').fields.email).toBe('bob@x.example');
    expect(names(apps.left, 'contacts')).toEqual(['Ada', 'Bob', 'Cid', 'Cid']);
    expect(names(apps.right, 'people')).toEqual(['Ada', 'Bob', 'Cid', 'Cid']);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('a composite key needs all its parts', async () => {
    const apps = await start({
      match: {
        all: [
          { left: 'name', right: 'name' },
          { left: 'city', right: 'city' },
        ],
      },
    });
    apps.left.create('contacts', { name: 'Ada', city: 'London' });
    apps.left.create('contacts', { name: 'Ada', city: 'Paris' });
    apps.left.create('contacts', { name: 'Ada' });
    apps.right.create('people', { name: 'ada', city: 'PARIS', title: 'Boss' });
    await apps.sync();
    expect(find(apps.left, 'contacts', 'city', 'Paris').fields.title).toBe('Boss');
    expect(
      apps.right
        .readAll('people')
        .map((one) => String(one.fields.city))
        .sort(),
    ).toEqual(['London', 'Paris']);
    expect((await apps.held()).map((one) => one.reason)).toEqual(['keyless']);
  });

  test('the key of a linked record is a field like any other', async () => {
    const apps = await start({ fields: mapped(['email', 'name']) });
    const left = apps.left.create('contacts', { email: 'a@x.example', name: 'Ada' });
    await apps.sync();
    const right = only(apps.right, 'people').id;
    apps.left.update('contacts', left, { email: 'ada@y.example' });
    await apps.sync();
    expect(only(apps.right, 'people')).toMatchObject({ id: right, fields: { email: 'ada@y.example' } });
    apps.right.update('people', right, { email: null });
    await apps.sync();
    expect(only(apps.left, 'contacts')).toMatchObject({ id: left, fields: { email: null } });
    expect(await apps.held()).toEqual([]);
  });
});

test('a partner whose first key another record of its side bears is not linked by a later one, whoever comes first', async () => {
  const match = [
    { left: 'email', right: 'email' },
    { left: 'name', right: 'name' },
  ];
  const apps = await start({ match, create: 'none' });
  apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
  apps.left.create('contacts', { email: 'a@x.example' });
  await apps.sync();
  const late = apps.right.create('people', { name: 'A' });
  expect(apps.written(await apps.sync())).toBe(0);
  expect(apps.right.read('people', late)?.fields.email).toBeNull();
  expect((await apps.held()).map((one) => one.reason)).toEqual(['ambiguous', 'ambiguous', 'ambiguous']);
});
