import type { ConnectorCapabilities, ObjectSyncInput } from '@linkwright/core';
import type { InMemoryApp, InMemoryObject } from '@linkwright/core/testing';
import { describe, expect, test } from 'vitest';
import { find, type TwoApps, twoApps } from './support/two-apps.ts';

/** An app whose associations change without touching their record. `touched`: they touch it. */
const objects = (touched: boolean): readonly InMemoryObject[] => [
  { id: 'companies', displayField: 'name', fields: [{ id: 'name', type: 'text' }] },
  {
    id: 'contacts',
    displayField: 'email',
    fields: [
      { id: 'email', type: 'email' },
      { id: 'title', type: 'text' },
    ],
    associations: [
      { id: 'companies', targets: ['companies'], cardinality: 'many', changeTouchesRecord: touched },
      { id: 'primary', targets: ['companies'], cardinality: 'one', markOn: 'companies', changeTouchesRecord: touched },
      { id: 'advisor', targets: ['companies'], cardinality: 'one', changeTouchesRecord: touched },
    ],
  },
];

/** One record a call: a scan of the contacts below is too dear to run in every cycle. */
const batchLimits: ConnectorCapabilities['batchLimits'] = {
  read: 1,
  lookup: 1,
  create: 10,
  update: 10,
  archive: 10,
  readAssociations: 1,
  writeAssociations: 10,
};

const crm = { objects: objects(false), associationReads: 'separate', capabilities: { batchLimits } } as const;
const base = { objects: objects(true) } as const;

const ends = (object: string): Pick<ObjectSyncInput, 'left' | 'right'> => ({
  left: { connection: 'left', object },
  right: { connection: 'right', object },
});

const syncs: Record<string, ObjectSyncInput> = {
  companies: {
    ...ends('companies'),
    match: { left: 'name', right: 'name' },
    fields: [{ left: 'name', right: 'name' }],
  },
  contacts: {
    ...ends('contacts'),
    match: { left: 'email', right: 'email' },
    fields: [
      { left: 'email', right: 'email' },
      { left: 'title', right: 'title' },
    ],
    conflicts: { blanks: 'overwrite' },
    associations: ['companies', 'primary', 'advisor'].map((field) => ({ left: field, right: field })),
  },
};

const pairsOf = (...names: readonly string[]) => names.map((name) => ({ left: name, right: name }));

type Side = 'left' | 'right';

const other = (side: Side): Side => (side === 'left' ? 'right' : 'left');

/** Names of the companies that the only contact with an e-mail address of A is associated with. */
function namesOf(app: InMemoryApp, field: string): readonly string[] {
  const contact = find(app, 'contacts', 'email', 'a@x.example').id;
  return app
    .readEdges('contacts', field)
    .filter(([source]) => source === contact)
    .map(([, target]) => String(app.read('companies', target)?.fields.name))
    .sort();
}

const crowd = async (apps: TwoApps): Promise<void> => {
  for (let number = 0; number < 25; number += 1) apps.left.create('contacts', { email: `crowd${number}@x.example` });
  await apps.sync();
  await apps.sync();
};

const idOf = (app: InMemoryApp, name: string): string => find(app, 'companies', 'name', name).id;

/** A contact of Acme, which is its primary company and its adviser, and of Bravo; on both sides. */
async function start(options: Pick<Parameters<typeof twoApps>[0], Side>) {
  const apps = await twoApps({ ...options, syncs });
  const [acme, bravo] = ['Acme', 'Bravo'].map((name) => apps.left.create('companies', { name }));
  if (!acme || !bravo) throw new Error('There are two companies.');
  apps.left.create(
    'contacts',
    { email: 'a@x.example' },
    { companies: [acme, bravo], primary: [acme], advisor: [acme] },
  );
  await crowd(apps);
  expect(namesOf(apps.right, 'companies')).toEqual(['Acme', 'Bravo']);
  const contact = (side: Side): string => find(apps[side], 'contacts', 'email', 'a@x.example').id;
  return { apps, contact };
}

describe.each(['left', 'right'] as const)(
  'a company is merged on the %s, which does not touch its contacts',
  (side) => {
    const opposite = other(side);

    test.each([{ newId: false }, { newId: true }])(
      'into one that has no twin (new id: $newId): the contact keeps it everywhere',
      async ({ newId }) => {
        const { apps, contact } = await start({ left: crm, right: crm });
        const spare = apps[side].create('companies', {});
        await apps.sync();
        apps[side].merge('companies', spare, idOf(apps[side], 'Acme'), { newId });
        apps[opposite].update('contacts', contact(opposite), { title: 'Boss' });
        for (let cycle = 0; cycle < 3; cycle += 1) {
          await apps.sync();
          for (const end of [side, opposite]) {
            expect(namesOf(apps[end], 'companies')).toEqual(['Acme', 'Bravo']);
            expect(namesOf(apps[end], 'primary')).toEqual(['Acme']);
            expect(namesOf(apps[end], 'advisor')).toEqual(['Acme']);
          }
        }
        expect(apps[side].read('contacts', contact(side))?.fields.title).toBe('Boss');
        expect(apps.written(await apps.sync())).toBe(0);
        expect(await apps.pending()).toEqual([]);
      },
    );

    test('into one that has a twin: the contact gets that twin too', async () => {
      const { apps, contact } = await start({ left: crm, right: crm });
      apps.left.create('companies', { name: 'Chief' });
      await apps.sync();
      apps[side].merge('companies', idOf(apps[side], 'Chief'), idOf(apps[side], 'Acme'));
      apps[opposite].update('contacts', contact(opposite), { title: 'Boss' });
      await apps.sync();
      expect(namesOf(apps[side], 'companies')).toEqual(['Bravo', 'Chief']);
      expect(namesOf(apps[opposite], 'companies')).toEqual(['Acme', 'Bravo', 'Chief']);
      expect(apps.written(await apps.sync())).toBe(0);
    });

    test('and taken out of the contact since: it is taken out of the twin, and nothing else is', async () => {
      const { apps, contact } = await start({ left: crm, right: crm });
      const spare = apps[side].create('companies', {});
      await apps.sync();
      const survivor = apps[side].merge('companies', spare, idOf(apps[side], 'Acme'));
      apps[side].disassociate('contacts', contact(side), 'companies', survivor);
      apps[opposite].update('contacts', contact(opposite), { title: 'Boss' });
      await apps.sync();
      for (const end of [side, opposite]) {
        expect(namesOf(apps[end], 'companies')).toEqual(['Bravo']);
        expect(namesOf(apps[end], 'primary')).toEqual([]);
        expect(namesOf(apps[end], 'advisor')).toEqual(['Acme']);
      }
    });

    test('and taken out of the twin of the contact: it goes, and does not come back', async () => {
      const { apps, contact } = await start({ left: base, right: base, [side]: crm });
      const spare = apps[side].create('companies', {});
      await apps.sync();
      apps[side].merge('companies', spare, idOf(apps[side], 'Acme'));
      apps[opposite].disassociate('contacts', contact(opposite), 'companies', idOf(apps[opposite], 'Acme'));
      for (let cycle = 0; cycle < 2; cycle += 1) {
        await apps.sync();
        for (const end of [side, opposite]) expect(namesOf(apps[end], 'companies')).toEqual(['Bravo']);
      }
    });

    test('and the twin of the contact gets another single one: it arrives', async () => {
      const { apps, contact } = await start({ left: base, right: base, [side]: crm });
      const spare = apps[side].create('companies', {});
      await apps.sync();
      apps[side].merge('companies', spare, idOf(apps[side], 'Acme'));
      apps[opposite].associate('contacts', contact(opposite), 'advisor', idOf(apps[opposite], 'Bravo'));
      await apps.sync();
      for (const end of [side, opposite]) expect(namesOf(apps[end], 'advisor')).toEqual(['Bravo']);
    });
  },
);

test('lists are read once more for a merger, and never without one', async () => {
  const { apps, contact } = await start({ left: crm, right: crm });
  const callsOfEdit = async (): Promise<number> => {
    apps.left.resetCalls();
    apps.right.update('contacts', contact('right'), { title: `Boss ${apps.clock.now()}` });
    await apps.sync();
    return apps.left.calls.get('read-associations') ?? 0;
  };
  expect(await callsOfEdit()).toBe(0);
  const spare = apps.left.create('companies', {});
  await apps.sync();
  apps.left.merge('companies', spare, idOf(apps.left, 'Acme'));
  expect(await callsOfEdit()).toBe(1);
  expect(await callsOfEdit()).toBe(0);
});

test('a contact that takes over another one is read with the companies that it got from that one', async () => {
  const { apps } = await start({ left: crm, right: crm });
  // Without a key, it has no twin; and the merger gives it nothing that it has not.
  const survivor = apps.left.create('contacts', { title: 'Boss' });
  apps.left.update('contacts', find(apps.left, 'contacts', 'email', 'a@x.example').id, { title: 'Boss' });
  await apps.sync();
  const twin = find(apps.right, 'contacts', 'email', 'a@x.example').id;
  const loser = find(apps.left, 'contacts', 'email', 'a@x.example').id;
  apps.left.update('contacts', loser, { email: null });
  await apps.sync();
  expect(apps.right.read('contacts', twin)?.fields).toEqual({ email: null, title: 'Boss' });
  apps.left.merge('contacts', survivor, loser);
  for (let cycle = 0; cycle < 2; cycle += 1) {
    await apps.sync();
    expect(apps.right.readEdges('contacts', 'companies').map(([source]) => source)).toEqual([twin, twin]);
    expect(apps.right.readEdges('contacts', 'primary').map(([source]) => source)).toEqual([twin]);
  }
});

describe('a company whose contacts name it by a key', () => {
  const withCode = (refersBy: { readonly refersBy?: string }): readonly InMemoryObject[] => [
    {
      id: 'companies',
      displayField: 'name',
      fields: [
        { id: 'name', type: 'text' },
        { id: 'code', type: 'text' },
      ],
    },
    {
      id: 'contacts',
      displayField: 'email',
      fields: [
        { id: 'email', type: 'email' },
        { id: 'title', type: 'text' },
      ],
      associations: [
        { id: 'primary', targets: ['companies'], cardinality: 'one', changeTouchesRecord: false, ...refersBy },
      ],
    },
  ];

  async function startKeyed() {
    const apps = await twoApps({
      left: { ...crm, objects: withCode({}) },
      right: { objects: withCode({ refersBy: 'code' }) },
      syncs: {
        companies: { ...ends('companies'), match: { left: 'name', right: 'name' }, fields: pairsOf('name', 'code') },
        contacts: {
          ...ends('contacts'),
          match: { left: 'email', right: 'email' },
          fields: pairsOf('email', 'title'),
          associations: pairsOf('primary'),
        },
      },
    });
    const acme = apps.left.create('companies', { name: 'Acme', code: 'acme' });
    apps.left.create('contacts', { email: 'a@x.example' }, { primary: [acme] });
    await crowd(apps);
    const shown = () => ({
      left: namesOf(apps.left, 'primary'),
      right: apps.right.readEdges('contacts', 'primary').map(([, key]) => key),
    });
    expect(shown()).toEqual({ left: ['Acme'], right: ['acme'] });
    return { apps, shown };
  }

  test.each([
    { side: 'left', code: null, named: 'acme' },
    { side: 'left', code: 'spare', named: 'spare' },
    { side: 'right', code: null, named: 'acme' },
    { side: 'right', code: 'spare', named: 'spare' },
  ] as const)(
    'is merged on the $side, with the key $code: it stays theirs, as $named',
    async ({ side, code, named }) => {
      const { apps, shown } = await startKeyed();
      const spare = apps[side].create('companies', { code });
      await apps.sync();
      apps[side].merge('companies', spare, idOf(apps[side], 'Acme'));
      const opposite = other(side);
      apps[opposite].update('contacts', find(apps[opposite], 'contacts', 'email', 'a@x.example').id, { title: 'Boss' });
      for (let cycle = 0; cycle < 3; cycle += 1) {
        await apps.sync();
        expect(shown()).toEqual({ left: ['Acme'], right: [named] });
      }
      expect(apps.written(await apps.sync())).toBe(0);
      expect(await apps.pending()).toEqual([]);
    },
  );
});
