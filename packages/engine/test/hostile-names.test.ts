import type { FieldMapping } from '@linkwright/core';
import type { InMemoryObject } from '@linkwright/core/testing';
import { expect, test } from 'vitest';
import { describeRecord } from '../src/index.ts';
import { only, twoApps } from './support/two-apps.ts';

/** Names that every object of JavaScript has: a look-up by one of them must find nothing but what an app showed. */
const names = ['constructor', 'toString', 'hasOwnProperty', 'valueOf'];

const options = [...names, '__proto__'].map((name) => ({ value: name, label: name }));

const object = (id: string): InMemoryObject => ({
  id,
  displayField: 'email',
  fields: [
    { id: 'email', type: 'email' },
    ...names.map((name) => ({ id: name, type: 'text' as const })),
    { id: 'choice', type: 'option', options },
    { id: 'choices', type: 'options', options },
  ],
});

const mapped: FieldMapping[] = ['email', ...names, 'choice', 'choices'].map((name) => ({ left: name, right: name }));

test('fields and options named like members of every object are synced like any other', async () => {
  const before = Object.getOwnPropertyNames(Object.prototype);
  const apps = await twoApps({
    left: { objects: [object('contacts')] },
    right: { objects: [object('people')] },
    syncs: {
      constructor: {
        left: { connection: 'left', object: 'contacts' },
        right: { connection: 'right', object: 'people' },
        match: { left: 'email', right: 'email' },
        fields: mapped,
      },
    },
  });
  const texts = Object.fromEntries(names.map((name) => [name, `text of ${name}`]));
  const left = apps.left.create('contacts', {
    email: 'a@x.example',
    ...texts,
    choice: '__proto__',
    choices: ['constructor', '__proto__'],
  });
  await apps.sync();
  const twin = () => only(apps.right, 'people').fields;
  const held = (name: string): unknown => Object.getOwnPropertyDescriptor(twin(), name)?.value;
  expect(names.map(held)).toEqual(names.map((name) => `text of ${name}`));
  expect(twin()).toMatchObject({ choice: '__proto__', choices: ['constructor', '__proto__'] });
  expect(apps.written(await apps.sync())).toBe(0);
  apps.left.update('contacts', left, JSON.parse('{"toString":"changed","constructor":null}'));
  await apps.sync();
  expect(held('toString')).toBe('changed');
  expect(held('constructor')).toBeNull();
  expect(apps.written(await apps.sync())).toBe(0);
  const { syncs } = await apps.compile();
  const [record] = await describeRecord(apps.store, syncs, {
    connection: 'left',
    object: 'contacts',
    keyOrId: '__proto__',
  });
  expect(record).toBeUndefined();
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
});

test('a field whose id no record could hold is left out of its schema, and refused where the file names it', async () => {
  const odd = { ...object('people'), fields: [...object('people').fields, { id: '__proto__', type: 'text' as const }] };
  const apps = await twoApps({
    left: { objects: [object('contacts')] },
    right: { objects: [odd] },
    syncs: {
      people: {
        left: { connection: 'left', object: 'contacts' },
        right: { connection: 'right', object: 'people' },
        match: { left: 'email', right: 'email' },
        fields: [...mapped, { left: 'email', right: '__proto__', direction: 'left-to-right' }],
      },
    },
  });
  const { problems } = await apps.compile();
  expect(problems).toMatchObject([{ code: 'unknown-field', message: 'Righty people has no field "__proto__".' }]);
});
