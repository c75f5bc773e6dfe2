import { expect, test } from 'vitest';
import { contacts, mapped, people, peopleSync } from './support/people.ts';
import { only, type TwoApps, twoApps } from './support/two-apps.ts';

/** Two-way, but `title` goes from left to right only. */
const start = (blanks: 'keep' | 'overwrite'): Promise<TwoApps> =>
  twoApps({
    left: { objects: [contacts] },
    right: { objects: [people] },
    syncs: {
      people: peopleSync({
        fields: mapped(['email', 'name', 'title'], { title: { direction: 'left-to-right' } }),
        conflicts: { winner: 'left', blanks },
      }),
    },
  });

const ada = { email: 'ada@x.example', name: 'Ada' };
const titles = (apps: TwoApps) => [only(apps.left, 'contacts').fields.title, only(apps.right, 'people').fields.title];

test.each(['keep', 'overwrite'] as const)(
  'blanks: %s: a record that is made from the target keeps its own value, until the source has one',
  async (blanks) => {
    const apps = await start(blanks);
    apps.right.create('people', { ...ada, title: 'Own' });
    await apps.sync();
    expect(titles(apps)).toEqual([null, 'Own']);
    expect(apps.written(await apps.sync({ full: true }))).toBe(0);
    apps.right.update('people', only(apps.right, 'people').id, { name: 'Ada L.' });
    await apps.sync();
    expect(titles(apps)).toEqual([null, 'Own']);
    apps.left.update('contacts', only(apps.left, 'contacts').id, { title: 'Source' });
    await apps.sync();
    expect(titles(apps)).toEqual(['Source', 'Source']);
    expect(await apps.conflicts()).toMatchObject([{ left: 'Source', right: 'Own', winner: 'left' }]);
  },
);

test.each(['keep', 'overwrite'] as const)(
  'blanks: %s: the same where the answer to its create was lost',
  async (blanks) => {
    const apps = await start(blanks);
    apps.right.create('people', { ...ada, title: 'Own' });
    apps.left.failNext('create', 'lose-answer');
    await apps.sync();
    await apps.sync();
    await apps.sync({ full: true });
    expect(titles(apps)).toEqual([null, 'Own']);
  },
);

test.each([
  { blanks: 'keep', after: 'Own', logged: 0 },
  { blanks: 'overwrite', after: null, logged: 1 },
] as const)('blanks: $blanks: a source that is cleared, against a target with an edit of its own', async (row) => {
  const apps = await start(row.blanks);
  const left = apps.left.create('contacts', { ...ada, title: 'Source' });
  await apps.sync();
  apps.left.update('contacts', left, { title: null });
  apps.right.update('people', only(apps.right, 'people').id, { title: 'Own' });
  await apps.sync();
  expect(titles(apps)).toEqual([null, row.after]);
  expect(await apps.conflicts()).toHaveLength(row.logged);
  expect(apps.written(await apps.sync({ full: true }))).toBe(0);
});

test.each(['keep', 'overwrite'] as const)('blanks: %s: a source cleared alone empties its target', async (blanks) => {
  const apps = await start(blanks);
  const left = apps.left.create('contacts', { ...ada, title: 'Source' });
  await apps.sync();
  apps.left.update('contacts', left, { title: null });
  await apps.sync();
  expect(titles(apps)).toEqual([null, null]);
});
