import type { CanonicalValue } from '@linkwright/core';
import type { InMemoryObject } from '@linkwright/core/testing';
import { describe, expect, test } from 'vitest';
import { mapped, peopleSync } from './support/people.ts';
import { only, type TwoApps, twoApps } from './support/two-apps.ts';

/** People with a question that they answer with yes or no; `box`: the app keeps no answer as a no. */
const object = (id: string, box: boolean): InMemoryObject => ({
  id,
  displayField: 'email',
  fields: [
    { id: 'email', type: 'email' },
    { id: 'name', type: 'text' },
    { id: 'consent', type: 'boolean', ...(box && { blankIsFalse: true }) },
  ],
});

const start = (
  boxes: { readonly left?: boolean; readonly right?: boolean },
  overrides: Parameters<typeof peopleSync>[0] = {},
): Promise<TwoApps> =>
  twoApps({
    left: { objects: [object('contacts', boxes.left ?? false)] },
    right: { objects: [object('people', boxes.right ?? false)] },
    syncs: { people: peopleSync({ fields: mapped(['email', 'consent']), ...overrides }) },
  });

const ada = { email: 'ada@x.example' };
const consents = (apps: TwoApps): readonly (CanonicalValue | undefined)[] => [
  only(apps.left, 'contacts').fields.consent,
  only(apps.right, 'people').fields.consent,
];

async function matched(
  apps: TwoApps,
  left: CanonicalValue,
  right: CanonicalValue,
): Promise<readonly (CanonicalValue | undefined)[]> {
  apps.left.create('contacts', { ...ada, consent: left });
  apps.right.create('people', { ...ada, consent: right });
  await apps.sync();
  const after = consents(apps);
  expect(apps.written(await apps.sync())).toBe(0);
  return after;
}

describe('two apps that tell "no" from no answer', () => {
  test('an answer of "no" travels to a question that was not answered', async () => {
    const apps = await start({});
    const left = apps.left.create('contacts', { ...ada, consent: null });
    await apps.sync();
    expect(consents(apps)).toEqual([null, null]);
    apps.left.update('contacts', left, { consent: false });
    await apps.sync();
    expect(consents(apps)).toEqual([false, false]);
    apps.left.update('contacts', left, { consent: null });
    await apps.sync();
    expect(consents(apps)).toEqual([null, null]);
  });

  test.each(['left', 'right'] as const)('at a first match the "no" of %s, which wins, stays a "no"', async (winner) => {
    const apps = await start({}, { conflicts: { winner } });
    const answers = winner === 'left' ? ([false, true] as const) : ([true, false] as const);
    expect(await matched(apps, answers[0], answers[1])).toEqual([false, false]);
    expect(await apps.conflicts()).toMatchObject([{ left: answers[0], right: answers[1], winner }]);
  });

  test.each([
    [null, false],
    [false, null],
  ])('at a first match %j and %j: the answer fills the blank', async (left, right) => {
    expect(await matched(await start({}), left, right)).toEqual([false, false]);
  });

  test('both changed, and the loser\'s "no" can be brought back from the log', async () => {
    const apps = await start({}, { conflicts: { winner: 'left' } });
    await matched(apps, null, null);
    apps.left.update('contacts', only(apps.left, 'contacts').id, { consent: true });
    apps.right.update('people', only(apps.right, 'people').id, { consent: false });
    await apps.sync();
    expect(consents(apps)).toEqual([true, true]);
    expect(await apps.conflicts()).toMatchObject([{ left: true, right: false, winner: 'left' }]);
  });

  test('a filter for "no" leaves out who has not answered', async () => {
    const apps = await start({}, { filter: { left: { consent: false } } });
    for (const [name, consent] of Object.entries({ no: false, yes: true, silent: null })) {
      apps.left.create('contacts', { email: `${name}@x.example`, consent });
    }
    await apps.sync();
    expect(apps.right.readAll('people').map(({ fields }) => fields.email)).toEqual(['no@x.example']);
  });

  test('a filter may ask whether there is an answer', async () => {
    const apps = await start({}, { filter: { left: { consent: { exists: true } } } });
    apps.left.create('contacts', { email: 'no@x.example', consent: false });
    apps.left.create('contacts', { email: 'silent@x.example', consent: null });
    await apps.sync();
    expect(apps.right.readAll('people').map(({ fields }) => fields.email)).toEqual(['no@x.example']);
  });
});

describe('beside an app that keeps no answer as "no"', () => {
  test.each([
    // [left, right] at a first match, and what both hold after it
    [null, false, null, false],
    [false, false, false, false],
    [false, null, false, null],
    [true, false, true, true],
    [false, true, false, false],
  ])('left wins: %j and %j become %j and %j', async (left, right, leftAfter, rightAfter) => {
    const apps = await start({ right: true }, { conflicts: { winner: 'left' } });
    expect(await matched(apps, left, right)).toEqual([leftAfter, rightAfter]);
  });

  test('a box that nobody ticked takes no "yes" away, and writes no "no" over a blank', async () => {
    for (const [answer, after] of [
      [true, [true, true]],
      [null, [null, false]],
    ] as const) {
      const apps = await start({ right: true }, { conflicts: { winner: 'right' } });
      expect(await matched(apps, answer, false)).toEqual(after);
      expect(await apps.conflicts()).toEqual([]);
    }
  });

  test('a box that is unticked says "no", and one that is ticked "yes"', async () => {
    const apps = await start({ right: true });
    await matched(apps, true, true);
    const right = only(apps.right, 'people').id;
    apps.right.update('people', right, { consent: false });
    await apps.sync();
    expect(consents(apps)).toEqual([false, false]);
    apps.left.update('contacts', only(apps.left, 'contacts').id, { consent: null });
    expect(apps.written(await apps.sync())).toBe(0);
    expect(consents(apps)).toEqual([null, false]);
    apps.right.update('people', right, { consent: true });
    await apps.sync();
    expect(consents(apps)).toEqual([true, true]);
  });

  test.each([null, true])(
    'one way, a box unticked at the source leaves %j as it is at a first match',
    async (answer) => {
      const apps = await start({ left: true }, { direction: 'left-to-right' });
      expect(await matched(apps, false, answer)).toEqual([false, answer]);
    },
  );

  test('a copy without a key is recognized although one side cannot tell', async () => {
    const apps = await start({ right: true }, { keyless: 'create', fields: mapped(['email', 'name', 'consent']) });
    apps.left.create('contacts', { name: 'Ada', consent: null });
    apps.right.create('people', { name: 'Ada', consent: false });
    await apps.sync();
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([1, 1]);
  });
});
