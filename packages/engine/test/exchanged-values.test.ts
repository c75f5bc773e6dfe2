import { expect, test } from 'vitest';
import { describeStatus } from '../src/index.ts';
import { contacts, mapped, people, peopleSync } from './support/people.ts';
import { find, twoApps } from './support/two-apps.ts';

test('two people who exchange an address that must be unique: the remedy says how, and it helps', async () => {
  const unique = people.fields.map((field) => (field.id === 'email' ? { ...field, unique: true } : field));
  const apps = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [{ ...people, fields: unique }] },
    syncs: { people: peopleSync({ fields: mapped(['email', 'name']) }) },
  });
  const ada = apps.left.create('contacts', { email: 'a@x.example', name: 'Ada' });
  const bob = apps.left.create('contacts', { email: 'b@x.example', name: 'Bob' });
  await apps.sync();
  apps.left.update('contacts', ada, { email: 'b@x.example' });
  apps.left.update('contacts', bob, { email: 'a@x.example' });
  expect((await apps.sync()).status).toBe('attention');
  const [sync] = (await describeStatus(apps.store, (await apps.compile()).syncs, { limit: 9 })).syncs;
  expect(sync?.failures.map(({ remedy }) => remedy)).toEqual(
    Array(2).fill(
      expect.stringMatching(/^If two records have exchanged the value, empty it in one of them, sync, and set/),
    ),
  );

  apps.left.update('contacts', ada, { email: null });
  await apps.sync();
  apps.clock.advance(3_600_000);
  await apps.sync();
  apps.left.update('contacts', ada, { email: 'b@x.example' });
  expect((await apps.sync()).status).toBe('done');
  expect(find(apps.right, 'people', 'name', 'Ada').fields.email).toBe('b@x.example');
  expect(find(apps.right, 'people', 'name', 'Bob').fields.email).toBe('a@x.example');
});
