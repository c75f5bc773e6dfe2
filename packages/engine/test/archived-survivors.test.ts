import { expect, test } from 'vitest';
import { contacts, people, peopleSync } from './support/people.ts';
import { find, twoApps } from './support/two-apps.ts';

test('a survivor that took over an older link is archived when the twin of that one is deleted', async () => {
  const apps = await twoApps({
    left: { objects: [contacts], capabilities: { archive: 'reversible' } },
    right: { objects: [people], capabilities: { archive: 'reversible' } },
    syncs: { people: peopleSync({ keyless: 'create', deletions: 'archive' }) },
  });
  const ada = apps.left.create('contacts', { email: 'ada@x.example' });
  await apps.sync();
  const keyless = apps.left.create('contacts', { title: 'Countess' });
  await apps.sync();
  const leftOver = find(apps.right, 'people', 'title', 'Countess').id;
  // The survivor takes her address, and with it her twin; the twin that it had is left over.
  apps.left.merge('contacts', keyless, ada);
  apps.left.update('contacts', keyless, { email: 'ada@x.example' });
  await apps.sync();
  expect(await apps.held()).toEqual([{ side: 'right', id: leftOver, reason: 'merged-away' }]);
  apps.right.archive('people', find(apps.right, 'people', 'email', 'ada@x.example').id);
  // Deletions are looked for once a day.
  apps.clock.advance(25 * 3_600_000);
  await apps.sync();
  expect(apps.left.readAll('contacts')).toEqual([]);
  expect(await apps.held()).toEqual([{ side: 'right', id: leftOver, reason: 'merged-away' }]);
});
