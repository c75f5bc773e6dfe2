import { expect, test } from 'vitest';
import { openIntents } from '../src/store/intents.ts';
import { linksOf } from './support/invariants.ts';
import { contacts, people, peopleSync } from './support/people.ts';
import { twoApps } from './support/two-apps.ts';

test('what was known before a create left is not taken for its answer, however alike', async () => {
  const apps = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [people] },
    syncs: { people: peopleSync({ keyless: 'create' }) },
  });
  const origin = apps.left.create('contacts', { name: 'Ada' });
  const alike = apps.right.create('people', { name: 'Ada' });
  await apps.sync();
  expect(await apps.held()).toMatchObject([{ reason: 'in-review' }, { reason: 'in-review' }]);
  // As a process leaves it that dies before its request has left.
  await apps.store.transaction((database) =>
    openIntents(database, 1, [
      {
        side: 'right',
        createdAt: apps.clock.now(),
        intents: [{ writeId: `lw-${'0'.repeat(32)}`, origin, fields: { name: 'Ada' } }],
      },
    ]),
  );
  await apps.sync();
  expect(await linksOf(apps, 'contacts')).toEqual([]);
  expect((await apps.held()).map(({ id }) => id).sort()).toEqual([origin, alike].sort());
  expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([1, 1]);
});
