import type { ObjectSyncInput } from '@linkwright/core';
import type { InMemoryObject } from '@linkwright/core/testing';
import { expect, test } from 'vitest';
import { twoApps } from './support/two-apps.ts';

const contacts: InMemoryObject = { id: 'contacts', fields: [{ id: 'email', type: 'email' }] };
const people: InMemoryObject = { id: 'people', fields: [{ id: 'Email', type: 'email' }] };

async function notesOf(rules: Partial<ObjectSyncInput>, rightMerges = false): Promise<readonly string[]> {
  const apps = await twoApps({
    left: { objects: [contacts], capabilities: { archive: 'reversible', merges: true } },
    right: { objects: [people], capabilities: { archive: 'permanent', merges: rightMerges } },
    syncs: {
      contacts: {
        left: { connection: 'left', object: 'contacts' },
        right: { connection: 'right', object: 'people' },
        match: { left: 'email', right: 'Email' },
        fields: [{ left: 'email', right: 'Email' }],
        ...rules,
      },
    },
  });
  const { notes, problems } = await apps.compile();
  expect(problems).toEqual([]);
  return notes.flatMap(({ text, forCheck }) => (forCheck === true ? [text] : []));
}

const ofLeft = 'in Lefty contacts it archives so that it can be restored and merges for good';

test('where people decide about deletions and mergers, check tells what their approval does in each app', async () => {
  expect(await notesOf({})).toEqual([]);
  expect(await notesOf({ deletions: 'review' })).toEqual([
    `what \`linkwright review approve\` does: ${ofLeft}; in Righty people it archives for good and cannot merge. ` +
      'Where it cannot merge, people merge in the own pages of the app, and the review item goes by itself',
  ]);
  expect(await notesOf({ deletions: 'review' }, true)).toEqual([
    `what \`linkwright review approve\` does: ${ofLeft}; in Righty people it archives for good and merges for good`,
  ]);
  expect(await notesOf({ deletions: 'review', direction: 'right-to-left' })).toEqual([
    `what \`linkwright review approve\` does: ${ofLeft}`,
  ]);
});
