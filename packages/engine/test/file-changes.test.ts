import type { AppConnection, FieldSchema, ObjectSyncInput } from '@linkwright/core';
import { expect, test } from 'vitest';
import type { FormerNames, UnderstoodName } from '../src/index.ts';
import { base, companiesSync, contactsSync, crm } from './support/crm-and-base.ts';
import { contacts, mapped, people, peopleSync } from './support/people.ts';
import { find, only, type TwoApps, twoApps } from './support/two-apps.ts';

/** Every change of the file or of an app's schema that the table in docs/operations.md names, and what it does. */

type Reshape = (field: FieldSchema) => readonly FieldSchema[];

interface World extends TwoApps {
  /** What the right app has made of its fields. */
  readonly shape: { current: Reshape };
  /** Are its objects there? */
  readonly objects: { present: boolean };
  /** Compiles, and remembers the names of the file as a host does. */
  remember(syncs?: Record<string, ObjectSyncInput>): Promise<readonly string[]>;
}

async function start(): Promise<World> {
  const former: { right?: FormerNames } = {};
  const shape: { current: Reshape } = { current: (field) => [field] };
  const objects = { present: true };
  const reshaped = (app: AppConnection): AppConnection => ({
    ...app,
    listObjects: async (request, options) =>
      objects.present ? app.listObjects(request, options) : { objects: [], complete: true },
    describeObjects: async (request, options) =>
      (await app.describeObjects(request, options)).map((object) => ({
        ...object,
        fields: object.fields.flatMap(shape.current),
      })),
    // A field that is not there any more cannot be asked for.
    async *readChanges(request, options) {
      const [object] = await app.describeObjects({ objects: [request.object] }, options);
      const there = new Set(object?.fields.flatMap(shape.current).map((field) => field.id));
      yield* app.readChanges({ ...request, fields: request.fields.filter((id) => there.has(id)) }, options);
    },
  });
  const apps = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [people] },
    syncs: { people: peopleSync() },
    wrap: (app, side) => (side === 'right' ? reshaped(app) : app),
    formerNames: () => former,
  });
  return Object.assign(apps, {
    shape,
    objects,
    async remember(syncs?: Record<string, ObjectSyncInput>) {
      const { names, notes, problems } = await apps.compile(syncs);
      expect(problems).toEqual([]);
      former.right = namesOf(names);
      return notes.map((note) => note.text).filter((text) => !text.startsWith('options of'));
    },
  });
}

function namesOf(names: readonly UnderstoodName[]): FormerNames {
  const ofRight = names.filter((name) => name.connection === 'right');
  return {
    objects: new Map(ofRight.filter((name) => name.field === null).map((name) => [name.name, name.object])),
    fields: new Map([
      ['people', new Map(ofRight.flatMap((name) => (name.field === null ? [] : [[name.name, name.field] as const])))],
    ]),
  };
}

const withFields = (names: readonly string[], overrides: Partial<ObjectSyncInput> = {}) => ({
  people: peopleSync({ fields: mapped(names), ...overrides }),
});

const renamed =
  (id: string, name: string): Reshape =>
  (field) => [field.id === id ? { ...field, name } : field];

const without =
  (id: string): Reshape =>
  (field) =>
    field.id === id ? [] : [field];

test('a field renamed in the app: its mapping goes on by its id, and the new name is told', async () => {
  const apps = await start();
  const syncs = { people: peopleSync({ fields: [...mapped(['email']), { left: 'city', right: 'Home' }] }) };
  apps.shape.current = renamed('city', 'Home');
  const id = apps.left.create('contacts', { email: 'a@x.example', city: 'Rome' });
  expect(await apps.remember(syncs)).toEqual([]);
  await apps.sync({ syncs });
  apps.shape.current = renamed('city', 'Town');
  const told = '"Home" of Righty people is now called "Town": it goes on; write the new name into the file';
  expect(await apps.remember(syncs)).toEqual([told]);
  apps.left.update('contacts', id, { city: 'Oslo' });
  await apps.sync({ syncs });
  expect(only(apps.right, 'people').fields.city).toBe('Oslo');
  // Told again in every run, until the file has the new name.
  expect(await apps.remember(syncs)).toEqual([told]);
  const corrected = { people: peopleSync({ fields: [...mapped(['email']), { left: 'city', right: 'Town' }] }) };
  expect(await apps.remember(corrected)).toEqual([]);
  expect(apps.written(await apps.sync({ syncs: corrected }))).toBe(0);
});

test('a field deleted in the app pauses its mapping: no blank travels, and the others go on', async () => {
  const apps = await start();
  const id = apps.left.create('contacts', { email: 'a@x.example', city: 'Rome', title: 'Boss' });
  await apps.remember();
  await apps.sync();
  apps.shape.current = without('city');
  expect(await apps.remember()).toEqual([
    'paused: city ↔ city. "city" of Righty people was there at the last plan or sync, and is gone.',
  ]);
  apps.left.update('contacts', id, { title: 'Chief', city: 'Oslo' });
  await apps.sync();
  expect(apps.left.read('contacts', id)?.fields.city).toBe('Oslo');
  expect(only(apps.right, 'people').fields).toMatchObject({ title: 'Chief', city: 'Rome' });
  await apps.remember();
  await apps.sync();
  // It comes back, with what it held: merged against the base of before.
  apps.shape.current = (field) => [field];
  expect(await apps.remember()).toEqual([]);
  await apps.sync();
  expect(only(apps.right, 'people').fields.city).toBe('Oslo');
  expect(apps.left.read('contacts', id)?.fields.city).toBe('Oslo');
  expect(await apps.conflicts()).toEqual([]);
});

test('a name that never was a field is a mistake, and a match key that has gone is refused', async () => {
  const apps = await start();
  const syncs = withFields(['email'], { match: { left: 'name', right: 'name' } });
  await apps.remember(syncs);
  const wrong = await apps.compile(withFields(['email', 'Citty']));
  expect(wrong.problems.map((problem) => problem.code)).toContain('unknown-field');
  apps.shape.current = without('name');
  const { problems } = await apps.compile(syncs);
  expect(problems).toMatchObject([{ code: 'field-gone', path: ['syncs', 'people', 'match', 'right'] }]);
});

test('an object deleted in the app is refused with its name, and goes on where it stood when it is back', async () => {
  const apps = await start();
  const id = apps.left.create('contacts', { email: 'a@x.example', city: 'Rome' });
  await apps.remember();
  await apps.sync();
  apps.objects.present = false;
  const { syncs, problems } = await apps.compile();
  expect(syncs).toEqual([]);
  expect(problems).toMatchObject([
    {
      code: 'object-gone',
      path: ['syncs', 'people', 'right', 'object'],
      message: expect.stringContaining('"people" of Righty was there at the last plan or sync, and is gone'),
      remedy: expect.stringContaining('set `enabled: false` for the sync people'),
    },
  ]);
  apps.left.update('contacts', id, { city: 'Oslo' });
  apps.objects.present = true;
  await apps.sync();
  expect(only(apps.right, 'people').fields).toMatchObject({ email: 'a@x.example', city: 'Oslo' });
});

test('an association field deleted in the app pauses its mapping: no association is removed', async () => {
  const shape = { gone: false };
  const former: { right?: FormerNames } = {};
  const apps = await twoApps({
    left: crm,
    right: base,
    syncs: {
      companies: companiesSync,
      contacts: { ...contactsSync, associations: [{ left: 'companies', right: 'Accounts' }] },
    },
    formerNames: () => former,
    wrap: (app, side) =>
      side === 'left'
        ? app
        : {
            ...app,
            describeObjects: async (request, options) =>
              (await app.describeObjects(request, options)).map((object) => ({
                ...object,
                associations: object.associations.filter((one) => !shape.gone || one.id !== 'fldAccounts'),
              })),
          },
  });
  const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme.example' });
  apps.left.create('contacts', { email: 'a@x.example' }, { companies: [acme] });
  await apps.sync();
  former.right = { objects: new Map(), fields: new Map([['tblP', new Map([['Accounts', 'fldAccounts']])]]) };
  shape.gone = true;
  const { notes } = await apps.compile();
  expect(notes.map((note) => note.text)).toContainEqual(expect.stringMatching(/^paused: companies ↔ Accounts\. /));
  expect(apps.written(await apps.sync())).toBe(0);
  expect(apps.left.readEdges('contacts', 'companies')).toHaveLength(1);
  shape.gone = false;
  expect(apps.written(await apps.sync())).toBe(0);
  expect(apps.right.readEdges('tblP', 'fldAccounts')).toHaveLength(1);
});

test('a sync taken out of the file and put back: its links and bases are there, and what happened meanwhile is merged', async () => {
  const leads: ObjectSyncInput = {
    ...peopleSync({ fields: mapped(['email']) }),
    right: { connection: 'right', object: 'leads' },
  };
  const apps = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [people, { ...people, id: 'leads' }] },
    syncs: { people: peopleSync(), leads },
  });
  const left = apps.left.create('contacts', { email: 'a@x.example', name: 'A', title: 'Boss' });
  const other = apps.left.create('contacts', { email: 'b@x.example', name: 'B' });
  await apps.sync();
  const twin = find(apps.right, 'people', 'email', 'a@x.example').id;
  apps.left.update('contacts', left, { name: 'A2' });
  apps.right.update('people', twin, { title: 'Chief' });
  await apps.sync({ syncs: { leads } });
  apps.left.update('contacts', other, { email: 'b2@x.example' });
  await apps.sync({ syncs: { leads } });
  expect(apps.right.read('people', twin)?.fields).toMatchObject({ name: 'A', title: 'Chief' });
  const [report] = (await apps.sync()).syncs;
  expect(report).toMatchObject({ name: 'people', newlyLinked: 0, linked: 2, conflicts: 0 });
  expect(apps.right.read('people', twin)?.fields).toMatchObject({ name: 'A2', title: 'Chief' });
  expect(apps.left.read('contacts', left)?.fields.title).toBe('Chief');
  expect(find(apps.right, 'people', 'email', 'b2@x.example').fields.name).toBe('B');
  expect(apps.right.count('people')).toBe(2);
});

test('another conflict rule decides the next conflict, and writes nothing by itself', async () => {
  const apps = await start();
  const left = apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
  await apps.sync();
  const right = only(apps.right, 'people').id;
  const syncs = withFields(['email', 'name'], { conflicts: { winner: 'right' } });
  expect(apps.written(await apps.sync({ syncs }))).toBe(0);
  apps.left.update('contacts', left, { name: 'L' });
  apps.right.update('people', right, { name: 'R' });
  await apps.sync({ syncs });
  expect(apps.left.read('contacts', left)?.fields.name).toBe('R');
});

test('a direction that is narrowed keeps the own edits of its target', async () => {
  const apps = await start();
  const left = apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
  await apps.sync();
  const syncs = withFields(['email', 'name'], { direction: 'left-to-right' });
  apps.right.update('people', only(apps.right, 'people').id, { name: 'Own' });
  expect(apps.written(await apps.sync({ syncs }))).toBe(0);
  expect(apps.left.read('contacts', left)?.fields.name).toBe('A');
  expect(only(apps.right, 'people').fields.name).toBe('Own');
});
