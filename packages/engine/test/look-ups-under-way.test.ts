import { setImmediate } from 'node:timers/promises';
import type { AppConnection, ObjectSyncInput } from '@linkwright/core';
import type { InMemoryObject } from '@linkwright/core/testing';
import { expect, test } from 'vitest';
import { crm } from './support/crm-and-base.ts';
import { find, only, type TwoApps, twoApps } from './support/two-apps.ts';

/** An app whose people hold the code of their firm in a look-up, and whose firms that of the firm they belong to. */
const firms: readonly InMemoryObject[] = [
  {
    id: 'firms',
    name: 'Firms',
    displayField: 'Name',
    fields: [
      { id: 'Name', type: 'text' },
      { id: 'Code', type: 'text' },
    ],
    associations: [
      { id: 'Parent', targets: ['firms'], cardinality: 'one', refersBy: 'Code' },
      { id: 'Staff', targets: ['people'], cardinality: 'many' },
    ],
  },
  {
    id: 'people',
    name: 'People',
    fields: [
      { id: 'Email', type: 'email' },
      { id: 'Full name', type: 'text' },
    ],
    associations: [{ id: 'Firm', targets: ['firms'], cardinality: 'one', refersBy: 'Code' }],
  },
];

const companies = {
  left: { connection: 'left', object: 'companies' },
  right: { connection: 'right', object: 'Firms' },
  match: { left: 'name', right: 'Name' },
  fields: [
    { left: 'name', right: 'Name' },
    { left: 'domain', right: 'Code' },
  ],
  associations: [{ left: 'parent', right: 'Parent' }],
};

const contacts = {
  left: { connection: 'left', object: 'contacts' },
  right: { connection: 'right', object: 'People' },
  match: { left: 'email', right: 'Email' },
  fields: [
    { left: 'email', right: 'Email' },
    { left: 'name', right: 'Full name' },
  ],
  associations: [{ left: 'primary', right: 'Firm' }],
};

const companiesFirst = { companies, contacts };

function start(
  syncs: Record<string, ObjectSyncInput> = companiesFirst,
  wrap: (app: AppConnection, side: 'left' | 'right') => AppConnection = (app) => app,
  left: Parameters<typeof twoApps>[0]['left'] = crm,
): Promise<TwoApps> {
  const right = {
    objects: firms,
    capabilities: {
      requiresExplicitAssociationSyncs: true,
      associationWrites: { create: 'inline', update: 'inline' },
      conditionalWrites: true,
    },
  } as const;
  return twoApps({ left, right, syncs, wrap });
}

const keysOf = (apps: TwoApps, object: string, field: string): readonly string[] =>
  apps.right.readEdges(object, field).map(([, key]) => key);

const primaries = (apps: TwoApps): readonly unknown[] =>
  apps.left.readEdges('contacts', 'primary').map(([, id]) => apps.left.read('companies', id)?.fields.name);

async function quiet(apps: TwoApps): Promise<void> {
  expect(apps.written(await apps.sync())).toBe(0);
}

test('a target that is read while its record is on its way is placed in the same cycle', async () => {
  const sent = Promise.withResolvers<void>();
  // Companies refer to contacts too, and so contacts come first.
  const both = { ...companies, associations: [{ left: 'contacts', right: 'Staff' }] };
  const apps = await start({ companies: both, contacts }, (app, side) =>
    side === 'right'
      ? {
          ...app,
          async *readChanges(request, options) {
            if (request.object === 'firms') await sent.promise;
            yield* app.readChanges(request, options);
          },
        }
      : {
          ...app,
          async write(request, options) {
            sent.resolve();
            const isRead = () => apps.events.some(({ kind, ...rest }) => kind === 'object-pulled' && isFirms(rest));
            while (request.object === 'contacts' && !isRead()) await setImmediate();
            return app.write(request, options);
          },
        },
  );
  apps.right.create('firms', { Name: 'Acme', Code: 'acme' });
  apps.right.create('people', { Email: 'ada@acme.example' }, { Firm: ['acme'] });
  await apps.sync();
  expect(primaries(apps)).toEqual(['Acme']);
  expect(await apps.pending()).toEqual([]);
});

const isFirms = (event: object): boolean => 'object' in event && event.object === 'Firms';

test('a record that names its target by a key that was given up gets its twin, and the new key', async () => {
  // The new record takes its associations along, so nothing is left to do for it.
  const left = { ...crm, capabilities: { associationWrites: { create: 'inline', update: 'inline' } } } as const;
  const apps = await start(companiesFirst, (app) => app, left);
  const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme' });
  await apps.sync();
  apps.right.create('people', { Email: 'ada@acme.example' }, { Firm: ['acme'] });
  apps.left.update('companies', acme, { domain: 'acme-2' });
  await apps.sync();
  expect(primaries(apps)).toEqual(['Acme']);
  expect(keysOf(apps, 'people', 'Firm')).toEqual(['acme-2']);
  await quiet(apps);
});

test('a target whose key is cleared while somebody looks it up is meant all the same, and named once it bears one', async () => {
  const apps = await start();
  const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme' });
  apps.left.create('contacts', { email: 'ada@acme.example' });
  await apps.sync();
  apps.right.associate('people', only(apps.right, 'people').id, 'Firm', 'acme');
  apps.left.update('companies', acme, { domain: null });
  await apps.sync();
  expect(primaries(apps)).toEqual(['Acme']);
  await quiet(apps);
  apps.left.update('companies', acme, { domain: 'acme-2' });
  await apps.sync();
  expect(keysOf(apps, 'people', 'Firm')).toEqual(['acme-2']);
  expect(primaries(apps)).toEqual(['Acme']);
  await quiet(apps);
});

test('a target that gets another key is named by it, and never by one that it is about to lose', async () => {
  const named: string[] = [];
  const apps = await start(companiesFirst, (app, side) => ({
    ...app,
    write(request, options) {
      for (const { associations } of side === 'right' ? request.changes.filter((one) => one.kind === 'update') : []) {
        for (const target of associations?.Parent?.add ?? []) named.push('key' in target ? target.key : target.id);
      }
      return app.write(request, options);
    },
  }));
  const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme' });
  const daughter = apps.left.create('companies', { name: 'Daughter', domain: 'daughter' }, { parent: [acme] });
  await apps.sync();
  named.length = 0;
  apps.right.update('firms', find(apps.right, 'firms', 'Name', 'Acme').id, { Code: 'acme-right' });
  apps.left.update('companies', acme, { domain: 'acme-left' });
  await apps.sync();
  expect(named).toEqual(['acme-left']);
  expect(keysOf(apps, 'firms', 'Parent')).toEqual(['acme-left']);
  expect(apps.left.readEdges('companies', 'parent')).toEqual([[daughter, acme]]);
  await quiet(apps);
});

test('a target that stays, because the one that is to follow it bears no key, is named by its new key', async () => {
  const apps = await start();
  const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme' });
  const keyless = apps.left.create('companies', { name: 'Keyless' });
  const daughter = apps.left.create('companies', { name: 'Daughter', domain: 'daughter' }, { parent: [acme] });
  await apps.sync();
  apps.left.disassociate('companies', daughter, 'parent', acme);
  apps.left.associate('companies', daughter, 'parent', keyless);
  await apps.sync();
  expect(keysOf(apps, 'firms', 'Parent')).toEqual(['acme']);
  apps.left.update('companies', acme, { domain: 'acme-2' });
  await apps.sync();
  expect(keysOf(apps, 'firms', 'Parent')).toEqual(['acme-2']);
  await quiet(apps);
  apps.left.update('companies', keyless, { domain: 'keyless' });
  await apps.sync();
  expect(keysOf(apps, 'firms', 'Parent')).toEqual(['keyless']);
  expect(apps.left.readEdges('companies', 'parent')).toEqual([[daughter, keyless]]);
  await quiet(apps);
});

test('a firm that is renamed, and becomes its own parent under its old name, is so in both apps', async () => {
  const apps = await start();
  const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme' });
  await apps.sync();
  const { id } = only(apps.right, 'firms');
  apps.right.associate('firms', id, 'Parent', 'acme');
  apps.right.update('firms', id, { Code: 'acme-2' });
  await apps.sync();
  expect(keysOf(apps, 'firms', 'Parent')).toEqual(['acme-2']);
  expect(apps.left.readEdges('companies', 'parent')).toEqual([[acme, acme]]);
  await quiet(apps);
});

test('what the target of a one-way mapping has looked up by itself stays as it is', async () => {
  const apps = await start({ companies, contacts: { ...contacts, direction: 'left-to-right' } });
  const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme' });
  const ada = apps.left.create('contacts', { email: 'ada@acme.example' });
  await apps.sync();
  apps.right.associate('people', only(apps.right, 'people').id, 'Firm', 'acme');
  await apps.sync();
  apps.left.update('companies', acme, { domain: 'acme-2' });
  apps.left.update('contacts', ada, { name: 'Ada' });
  await apps.sync();
  await apps.sync({ full: true });
  expect(keysOf(apps, 'people', 'Firm')).toEqual(['acme']);
  expect(primaries(apps)).toEqual([]);
  await quiet(apps);
});
