import { type Connector, type ObjectSyncInput, objectSyncSchema } from '@linkwright/core';
import {
  createInMemoryApp,
  createInMemoryConnector,
  createTestClock,
  createTestContext,
  createTestRandom,
  type InMemoryApp,
  type InMemoryObject,
} from '@linkwright/core/testing';
import { expect, test } from 'vitest';
import { compileSyncs, normalizers, runCycle } from '../src/index.ts';
import { openTestStore } from './support/open-test-store.ts';
import { find } from './support/two-apps.ts';

/** One hub in the middle, and two apps that know nothing of each other. */
const names = ['hub', 'a', 'b'] as const;
type Name = (typeof names)[number];

const objects: readonly InMemoryObject[] = [
  { id: 'companies', displayField: 'name', fields: [{ id: 'name', type: 'text' }] },
  {
    id: 'contacts',
    displayField: 'email',
    fields: [
      { id: 'email', type: 'email' },
      { id: 'title', type: 'text' },
    ],
    associations: [{ id: 'companies', targets: ['companies'], cardinality: 'many' }],
  },
];

const sync = (app: Name, object: string, key: string, fields: readonly string[], associations: readonly string[]) => ({
  left: { connection: 'hub', object },
  right: { connection: app, object },
  match: { left: key, right: key },
  fields: fields.map((field) => ({ left: field, right: field })),
  associations: associations.map((field) => ({ left: field, right: field })),
});

const syncs: Record<string, ObjectSyncInput> = Object.fromEntries(
  (['a', 'b'] as const).flatMap((app) => [
    [`companies-${app}`, sync(app, 'companies', 'name', ['name'], [])],
    [`contacts-${app}`, sync(app, 'contacts', 'email', ['email', 'title'], ['companies'])],
  ]),
);

async function hub() {
  const clock = createTestClock();
  const random = createTestRandom(1);
  const apps = Object.fromEntries(names.map((name) => [name, createInMemoryApp({ name, clock, objects })])) as Record<
    Name,
    InMemoryApp
  >;
  const connections = new Map(
    names.map((name) => {
      const connector: Connector<unknown> = createInMemoryConnector(apps[name]);
      return [
        name as string,
        {
          displayName: name,
          account: `memory:${name}`,
          capabilities: connector.capabilities,
          app: connector.connect({}, createTestContext({ clock })),
        },
      ];
    }),
  );
  const { signal } = new AbortController();
  const parsed = Object.fromEntries(Object.entries(syncs).map(([name, one]) => [name, objectSyncSchema.parse(one)]));
  const compilation = await compileSyncs({ connections, syncs: parsed }, { signal });
  expect(compilation.problems).toEqual([]);
  const store = await openTestStore();
  const run = async () => {
    clock.advance(60_000);
    await runCycle({ syncs: compilation.syncs, store, mode: 'sync', clock, random, normalizers, signal });
  };
  const writes = () => {
    const kinds = ['create', 'update', 'write-associations'] as const;
    return names.reduce((sum, name) => sum + kinds.reduce((of, kind) => of + (apps[name].calls.get(kind) ?? 0), 0), 0);
  };
  /** Everything an app holds, by names. */
  const world = (name: Name) => {
    const app = apps[name];
    const label = new Map(app.readAll('companies').map((one) => [one.id, String(one.fields.name)]));
    return {
      companies: [...label.values()].sort(),
      contacts: app
        .readAll('contacts')
        .map(({ id, fields }) => {
          const targets = app.readEdges('contacts', 'companies').filter(([from]) => from === id);
          const held = targets.map(([, to]) => label.get(to) ?? to).sort();
          return `${fields.email} ${fields.title ?? ''} ${held.join(',')}`;
        })
        .sort(),
    };
  };
  const expectAlike = async () => {
    expect(world('a')).toEqual(world('hub'));
    expect(world('b')).toEqual(world('hub'));
    for (const name of names) apps[name].resetCalls();
    await run();
    expect(writes()).toBe(0);
  };
  return { apps, run, world, expectAlike };
}

test('one hub with two apps: everything arrives everywhere, once, and comes to rest', async () => {
  const { apps, run, world, expectAlike } = await hub();
  const acme = apps.a.create('companies', { name: 'Acme' });
  apps.a.create('contacts', { email: 'ada@x.example' }, { companies: [acme] });
  const bravo = apps.b.create('companies', { name: 'Bravo' });
  apps.b.create('contacts', { email: 'bob@x.example' }, { companies: [bravo] });
  // The same company and contact in all three from the start.
  for (const name of names) {
    const shared = apps[name].create('companies', { name: 'Shared' });
    apps[name].create('contacts', { email: 'eve@x.example' }, { companies: [shared] });
  }
  await run();
  await run();
  expect(world('hub').companies).toEqual(['Acme', 'Bravo', 'Shared']);
  expect(world('hub').contacts).toEqual(['ada@x.example  Acme', 'bob@x.example  Bravo', 'eve@x.example  Shared']);
  await expectAlike();

  // An edit in one app reaches the other through the hub: a value, a link that comes, a link that goes.
  const ada = find(apps.a, 'contacts', 'email', 'ada@x.example').id;
  apps.a.update('contacts', ada, { title: 'Boss' });
  apps.a.associate('contacts', ada, 'companies', find(apps.a, 'companies', 'name', 'Bravo').id);
  apps.a.disassociate('contacts', ada, 'companies', acme);
  await run();
  await run();
  expect(world('b').contacts).toContain('ada@x.example Boss Bravo');
  await expectAlike();

  // Both apps edit the links of one contact in one interval, and both edits survive in all three.
  const eve = {
    a: find(apps.a, 'contacts', 'email', 'eve@x.example').id,
    b: find(apps.b, 'contacts', 'email', 'eve@x.example').id,
  };
  apps.a.associate('contacts', eve.a, 'companies', acme);
  apps.b.associate('contacts', eve.b, 'companies', bravo);
  apps.b.disassociate('contacts', eve.b, 'companies', find(apps.b, 'companies', 'name', 'Shared').id);
  await run();
  await run();
  expect(world('hub').contacts).toContain('eve@x.example  Acme,Bravo');
  await expectAlike();
});
