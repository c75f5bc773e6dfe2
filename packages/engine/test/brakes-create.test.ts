import type { ObjectSyncInput } from '@linkwright/core';
import { describe, expect, test } from 'vitest';
import { contacts, mapped, people, peopleSync } from './support/people.ts';
import { type TwoApps, twoApps } from './support/two-apps.ts';
import { twoCrms } from './support/two-crms.ts';

type Person = Readonly<Record<string, string>>;

async function start(
  left: readonly Person[],
  right: readonly Person[],
  overrides: Partial<ObjectSyncInput> = {},
): Promise<TwoApps> {
  const apps = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [people] },
    syncs: { people: peopleSync({ fields: mapped(['email', 'name', 'title']), ...overrides }) },
  });
  for (const person of left) apps.left.create('contacts', person);
  for (const person of right) apps.right.create('people', person);
  return apps;
}

const some = (count: number, from = 0, domain = 'x'): readonly Person[] =>
  Array.from({ length: count }, (_, index) => ({
    email: `${from + index}@${domain}.example`,
    name: `Name ${from + index}`,
  }));

const created = (apps: TwoApps): readonly number[] => [apps.left.count('contacts'), apps.right.count('people')];

test('two full objects of which hardly anything matches are not copied into each other', async () => {
  const apps = await start(some(2500), [...some(50), ...some(2450, 50, 'elsewhere')]);
  const report = await apps.sync();
  expect(report.status).toBe('attention');
  expect(report.syncs[0]?.brakes).toMatchObject([{ kind: 'create', count: 2450, of: 2500 }]);
  expect(report.syncs[0]?.brakes[0]?.text).toMatch(
    /^Only 50 of 2,500 \w+ \w+ match \w+ \w+ by "email": 2,450 would be created in Lefty, 2,450 would be created in Righty/,
  );
  expect(created(apps)).toEqual([2500, 2500]);
  expect(report.syncs[0]?.linked).toBe(0);

  expect(
    (
      await apps.sync({
        syncs: { people: peopleSync({ fields: mapped(['name', 'title']), match: { left: 'name', right: 'name' } }) },
      })
    ).status,
  ).toBe('done');
  expect(created(apps)).toEqual([2500, 2500]);
});

test('a key that one side does not fill in: nothing is copied there', async () => {
  const apps = await start(
    some(200),
    some(200).map(({ name = '' }) => ({ name })),
  );
  expect((await apps.sync()).syncs[0]?.brakes).toMatchObject([{ kind: 'create', count: 200, of: 200 }]);
  expect(created(apps)).toEqual([200, 200]);
  await apps.sync({ allow: ['create'] });
  expect(created(apps)).toEqual([200, 400]);
});

describe('no brake pulls', () => {
  test.each([
    { what: 'an empty object is filled', left: some(300), right: [], after: [300, 300] },
    { what: 'one with a few samples is filled', left: some(300), right: some(3, 0, 'sample'), after: [303, 303] },
    { what: 'both are alike', left: some(300), right: some(300), after: [300, 300] },
    { what: 'one is the smaller part of the other', left: some(300), right: some(30), after: [300, 300] },
    { what: 'a good part matches', left: some(100), right: some(100, 70), after: [170, 170] },
  ])('where $what', async ({ left, right, after }) => {
    const apps = await start(left, right);
    expect((await apps.sync()).status).toBe('done');
    expect(created(apps)).toEqual(after);
  });

  test('where many come to a sync that is in step', async () => {
    const apps = await start(some(100), some(100));
    await apps.sync();
    for (const person of some(500, 1000)) apps.left.create('contacts', person);
    expect((await apps.sync()).status).toBe('done');
    expect(created(apps)).toEqual([600, 600]);
  });

  test('where nothing may be created', async () => {
    const apps = await start(some(100), some(100, 0, 'elsewhere'), { create: 'none' });
    expect((await apps.sync()).syncs[0]?.brakes).toEqual([]);
  });

  test('where a filter takes few, and they match', async () => {
    const left = some(300).map((person, index) => ({ ...person, title: index < 30 ? 'Boss' : 'Clerk' }));
    const apps = await start(left, [...some(30), ...some(270, 0, 'elsewhere')], {
      filter: { left: { title: 'Boss' } },
      create: 'right',
    });
    expect((await apps.sync()).syncs[0]).toMatchObject({ linked: 30, brakes: [] });
  });
});

test('a run that is repeated finds the same, and one that was killed too', async () => {
  const apps = await start(some(60), some(60, 0, 'elsewhere'));
  const controller = new AbortController();
  controller.abort(new Error('killed'));
  await expect(apps.sync({ signal: controller.signal })).rejects.toThrow('killed');
  for (let run = 0; run < 2; run += 1) {
    expect((await apps.sync()).syncs[0]?.brakes).toMatchObject([{ kind: 'create', count: 60, of: 60 }]);
  }
  expect(created(apps)).toEqual([60, 60]);
});

test('companies that contacts refer to are made in no numbers beside those that are there', async () => {
  const apps = await twoCrms();
  for (let index = 0; index < 40; index += 1) {
    const company = apps.left.create('companies', { name: `Ours ${index}`, domain: `ours${index}.example` });
    apps.left.create('contacts', { email: `${index}@x.example` }, { companies: [company] });
    apps.right.create('companies', { name: `Theirs ${index}`, domain: `theirs${index}.example` });
  }
  const report = await apps.sync();
  expect(report.syncs.find(({ implied }) => implied)?.brakes).toMatchObject([{ kind: 'create', count: 40, of: 40 }]);
  expect([apps.left.count('companies'), apps.right.count('companies')]).toEqual([40, 40]);
  expect(apps.right.count('contacts')).toBe(40);
  expect((await apps.sync({ allow: ['create'] })).status).toBe('done');
  expect(apps.right.count('companies')).toBe(80);
});
