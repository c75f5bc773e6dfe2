import type { ObjectSyncInput } from '@linkwright/core';
import type { InMemoryObject } from '@linkwright/core/testing';
import { expect, test } from 'vitest';
import { twoApps } from './support/two-apps.ts';

const contacts: InMemoryObject = {
  id: 'contacts',
  fields: [
    { id: 'email', type: 'email' },
    { id: 'jobtitle', type: 'text', expected: true },
    { id: 'state', type: 'text', expected: true },
  ],
  associations: [{ id: 'companies', targets: ['companies'], cardinality: 'many', mostTargets: 3 }],
};
const companies: InMemoryObject = { id: 'companies', fields: [{ id: 'name', type: 'text' }] };
const people: InMemoryObject = {
  id: 'people',
  fields: [
    { id: 'Email', type: 'email' },
    { id: 'Title', type: 'text' },
  ],
  associations: [
    { id: 'Accounts', targets: ['accounts'], cardinality: 'many' },
    { id: 'Account', targets: ['accounts'], cardinality: 'one' },
  ],
};
const accounts: InMemoryObject = { id: 'accounts', fields: [{ id: 'Name', type: 'text' }] };

async function notesOf(overrides: Partial<ObjectSyncInput>) {
  const apps = await twoApps({
    left: { objects: [contacts, companies] },
    right: { objects: [people, accounts] },
    syncs: {
      companies: {
        left: { connection: 'left', object: 'companies' },
        right: { connection: 'right', object: 'accounts' },
        match: { left: 'name', right: 'Name' },
        fields: [{ left: 'name', right: 'Name' }],
      },
      contacts: {
        left: { connection: 'left', object: 'contacts' },
        right: { connection: 'right', object: 'people' },
        match: { left: 'email', right: 'Email' },
        fields: [{ left: 'email', right: 'Email' }],
        associations: [{ left: 'companies', right: 'Accounts' }],
        ...overrides,
      },
    },
  });
  const { notes, problems } = await apps.compile();
  expect(problems).toEqual([]);
  return notes.filter(({ sync, forCheck }) => sync === 'contacts' && forCheck === true).map(({ text }) => text);
}

const limit =
  '"companies" of Lefty contacts takes at most 3 by a rule of that account: of records that have more in "Accounts" of Righty people, the rest is refused.';

test('what people of an account expect of new records, and how much they let associate, is told to whoever checks', async () => {
  expect(await notesOf({})).toEqual([
    'new records of Lefty contacts are expected to have "jobtitle" and "state", which no mapping fills: creates may be refused. ' +
      'Map it under fields, or ask the people of that account to require it no more.',
    limit,
  ]);
});

test('what is mapped, or never created, is not', async () => {
  const fields = [
    { left: 'email', right: 'Email' },
    { left: 'jobtitle', right: 'Title' },
  ];
  const [expected] = await notesOf({ fields });
  expect(expected).toContain('"state"');
  expect(expected).not.toContain('"jobtitle"');
  expect(await notesOf({ create: 'right' })).toEqual([limit]);
});

test('what is not written there, or holds a single target elsewhere, meets no limit', async () => {
  const create = 'right' as const;
  expect(await notesOf({ create, associations: [{ left: 'companies', right: 'Account' }] })).toEqual([]);
  const away = [{ left: 'companies', right: 'Accounts', direction: 'left-to-right' as const }];
  expect(await notesOf({ create, associations: away })).toEqual([]);
});
