import { expect, test } from 'vitest';
import { contacts, people, peopleSync } from './support/people.ts';
import { only, type TwoApps, twoApps } from './support/two-apps.ts';

const day = 86_400_000;
const keep = { audit: 10 * day, conflicts: 20 * day, runs: 30 * day };

const counts = async ({ store: { database } }: TwoApps) => {
  const of = async (table: 'writes' | 'written_records' | 'conflicts' | 'runs'): Promise<number> =>
    (await database.selectFrom(table).selectAll().execute()).length;
  return [await of('writes'), await of('written_records'), await of('conflicts'), await of('runs')];
};

test('what was written, conflicts and runs are kept as long as the file says; what is to be decided stays', async () => {
  const apps = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [people] },
    syncs: { people: peopleSync({ conflicts: { winner: 'left', fields: { city: 'review' } } }) },
  });
  const id = apps.left.create('contacts', { email: 'ada@x.example', title: 'Boss', city: 'Rome' });
  const { run } = await apps.sync({ keep });
  apps.left.update('contacts', id, { title: 'L', city: 'L' });
  apps.right.update('people', only(apps.right, 'people').id, { title: 'R', city: 'R' });
  await apps.sync({ keep });
  expect(await counts(apps)).toEqual([2, 2, 2, 2]);

  apps.clock.advance(5 * day);
  apps.left.update('contacts', id, { name: 'Ada' });
  await apps.sync({ keep });
  apps.clock.advance(6 * day);
  await apps.sync({ keep });
  expect(await counts(apps)).toEqual([1, 1, 2, 4]);
  // Nothing of it is kept, so it is not told that there was nothing to take back.
  await expect(apps.sync({ undo: { run }, keep })).rejects.toMatchObject({ code: 'writes-forgotten' });
  apps.clock.advance(10 * day);
  await apps.sync({ keep });
  expect(await counts(apps)).toEqual([0, 0, 1, 5]);
  apps.clock.advance(10 * day);
  await apps.sync({ keep });
  expect(await counts(apps)).toEqual([0, 0, 1, 4]);
  // Without a word nothing is forgotten, and the two go on.
  apps.clock.advance(100 * day);
  apps.left.update('contacts', id, { title: 'Next' });
  await apps.sync();
  expect(only(apps.right, 'people').fields.title).toBe('Next');
  expect(await counts(apps)).toEqual([1, 1, 1, 5]);
});
