import { setImmediate } from 'node:timers/promises';
import { type AppConnection, AuthenticationError } from '@linkwright/core';
import { expect, test } from 'vitest';
import { contacts, people, peopleSync } from './support/people.ts';
import { twoApps } from './support/two-apps.ts';

test('a request that has left is waited for when the other side fails, and its outcome is stored', async () => {
  const failed = Promise.withResolvers<void>();
  /** The left app answers long after the right one has refused. */
  const slow = (app: AppConnection): AppConnection => ({
    ...app,
    async write(request, options) {
      const outcomes = await app.write(request, options);
      await failed.promise;
      for (let turn = 0; turn < 50; turn += 1) await setImmediate();
      return outcomes;
    },
  });
  const locked = (app: AppConnection): AppConnection => ({
    ...app,
    async write() {
      failed.resolve();
      throw new AuthenticationError('The token has run out.', { code: 'token-expired', remedy: 'Make a new one.' });
    },
  });
  const apps = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [people] },
    syncs: { people: peopleSync() },
    wrap: (app, side) => (side === 'left' ? slow(app) : locked(app)),
  });
  apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
  apps.right.create('people', { email: 'b@x.example', name: 'B' });
  await expect(apps.sync()).rejects.toMatchObject({ code: 'token-expired' });
  const { database } = apps.store;
  const links = await database.selectFrom('links').select('reason').execute();
  const open = await database.selectFrom('intents').select('creates').execute();
  expect({ links, open }).toEqual({ links: [{ reason: 'created' }], open: [] });
  expect(apps.left.readAll('contacts')).toHaveLength(2);
});
