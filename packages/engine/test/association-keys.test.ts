import type { ObjectSyncInput } from '@linkwright/core';
import type { InMemoryObject } from '@linkwright/core/testing';
import { describe, expect, test } from 'vitest';
import { describeRecord } from '../src/index.ts';
import { crm } from './support/crm-and-base.ts';
import { find, only, type TwoApps, twoApps } from './support/two-apps.ts';

/** An app whose people hold the code of their firm in a look-up, and of whose firms the code need not be unique. */
const firms: readonly InMemoryObject[] = [
  {
    id: 'firms',
    name: 'Firms',
    displayField: 'Name',
    fields: [
      { id: 'Name', type: 'text' },
      { id: 'Code', type: 'text' },
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

const right = {
  objects: firms,
  capabilities: {
    requiresExplicitAssociationSyncs: true,
    associationWrites: { create: 'inline', update: 'inline' },
    conditionalWrites: true,
  },
} as const;

const companies = {
  left: { connection: 'left', object: 'companies' },
  right: { connection: 'right', object: 'Firms' },
  match: { left: 'name', right: 'Name' },
  fields: [
    { left: 'name', right: 'Name' },
    { left: 'domain', right: 'Code' },
  ],
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

const start = (): Promise<TwoApps> => twoApps({ left: crm, right, syncs: { contacts, companies } });

const company = (apps: TwoApps, name: string): string =>
  apps.left.create('companies', { name, domain: name.toLowerCase() });

const lookups = (apps: TwoApps): readonly string[] => apps.right.readEdges('people', 'Firm').map(([, key]) => key);

const primaries = (apps: TwoApps): readonly unknown[] =>
  apps.left.readEdges('contacts', 'primary').map(([, id]) => apps.left.read('companies', id)?.fields.name);

async function quiet(apps: TwoApps): Promise<void> {
  expect(apps.written(await apps.sync())).toBe(0);
}

/** Ada at Acme, with Umbrella beside it, on both sides. */
async function adaAtAcme(): Promise<
  TwoApps & { readonly ada: string; readonly acme: string; readonly umbrella: string }
> {
  const apps = await start();
  const acme = company(apps, 'Acme');
  const umbrella = company(apps, 'Umbrella');
  const ada = apps.left.create('contacts', { email: 'ada@acme.example' }, { primary: [acme] });
  await apps.sync();
  return Object.assign(apps, { ada, acme, umbrella });
}

describe('a field that names its target by a key', () => {
  test('is filled with the key of the target, and read back without a further write', async () => {
    const apps = await adaAtAcme();
    expect(lookups(apps)).toEqual(['acme']);
    await quiet(apps);
  });

  test('a person who looks up another target moves the association on the other side', async () => {
    const apps = await adaAtAcme();
    apps.right.associate('people', only(apps.right, 'people').id, 'Firm', 'umbrella');
    await apps.sync();
    expect(primaries(apps)).toEqual(['Umbrella']);
    await quiet(apps);
  });

  test('an association moved on the other side moves the key', async () => {
    const apps = await adaAtAcme();
    apps.left.associate('contacts', apps.ada, 'primary', apps.umbrella);
    await apps.sync();
    expect(lookups(apps)).toEqual(['umbrella']);
    await quiet(apps);
  });

  test('a key that moved while the association was not mapped names its bearer of today when it is mapped again', async () => {
    const apps = await adaAtAcme();
    const unmapped = { contacts: { ...contacts, associations: [] }, companies };
    apps.left.update('companies', apps.acme, { domain: 'old' });
    apps.left.update('companies', apps.umbrella, { domain: 'acme' });
    await apps.sync({ syncs: unmapped });
    const globex = company(apps, 'Globex');
    apps.left.create('contacts', { email: 'bob@acme.example' }, { primary: [globex] });
    await apps.sync({ syncs: unmapped });
    const bob = find(apps.right, 'people', 'Email', 'bob@acme.example').id;
    apps.right.associate('people', bob, 'Firm', 'globex');
    await apps.sync();
    const named = new Map(
      apps.right.readEdges('people', 'Firm').map(([id, key]) => [apps.right.read('people', id)?.fields.Email, key]),
    );
    expect(named.get('bob@acme.example')).toBe('globex');
    expect(await apps.pending()).toEqual([]);
    expect(primaries(apps)).toContain('Globex');
    await quiet(apps);
  });

  test('an emptied field ends the association, and an ended association empties the field', async () => {
    const apps = await adaAtAcme();
    apps.right.disassociate('people', only(apps.right, 'people').id, 'Firm', 'acme');
    await apps.sync();
    expect(primaries(apps)).toEqual([]);
    apps.left.associate('contacts', apps.ada, 'primary', apps.umbrella);
    await apps.sync();
    apps.left.disassociate('contacts', apps.ada, 'primary', apps.umbrella);
    await apps.sync();
    expect(lookups(apps)).toEqual([]);
    await quiet(apps);
  });

  test('records that are already on both sides are linked with their keys, and nothing is written', async () => {
    const apps = await adaAtAcme();
    await apps.forget();
    expect(apps.written(await apps.sync())).toBe(0);
    apps.right.associate('people', only(apps.right, 'people').id, 'Firm', 'umbrella');
    await apps.sync();
    expect(primaries(apps)).toEqual(['Umbrella']);
  });
});

describe('the key of a target changes', () => {
  test('in its own app: it is written on to the records that name it', async () => {
    const apps = await adaAtAcme();
    apps.right.update('firms', find(apps.right, 'firms', 'Name', 'Acme').id, { Code: 'acme-2' });
    await apps.sync();
    expect(lookups(apps)).toEqual(['acme-2']);
    expect(primaries(apps)).toEqual(['Acme']);
    await quiet(apps);
  });

  test('in the other app: record and key follow in one cycle', async () => {
    const apps = await adaAtAcme();
    apps.left.update('companies', apps.acme, { domain: 'acme.new' });
    await apps.sync();
    expect(lookups(apps)).toEqual(['acme.new']);
    await quiet(apps);
  });

  test('and another record takes the old one: the association stays where it was', async () => {
    const apps = await adaAtAcme();
    apps.right.update('firms', find(apps.right, 'firms', 'Name', 'Acme').id, { Code: 'acme-2' });
    apps.right.update('firms', find(apps.right, 'firms', 'Name', 'Umbrella').id, { Code: 'acme' });
    await apps.sync();
    expect(lookups(apps)).toEqual(['acme-2']);
    expect(primaries(apps)).toEqual(['Acme']);
    await quiet(apps);
  });

  test('while somebody moves the association: the move stands', async () => {
    const apps = await adaAtAcme();
    apps.right.update('firms', find(apps.right, 'firms', 'Name', 'Umbrella').id, { Code: 'umbrella-2' });
    apps.left.associate('contacts', apps.ada, 'primary', apps.umbrella);
    await apps.sync();
    expect(lookups(apps)).toEqual(['umbrella-2']);
    await quiet(apps);
  });
});

describe('the key of a target that has a look-up of its own', () => {
  const nested: readonly InMemoryObject[] = firms.map((object) =>
    object.id === 'firms'
      ? { ...object, associations: [{ id: 'Parent', targets: ['firms'], cardinality: 'one', refersBy: 'Code' }] }
      : object,
  );
  const orders = {
    'contacts first': { contacts, companies: { ...companies, associations: [{ left: 'parent', right: 'Parent' }] } },
    'companies first': { companies: { ...companies, associations: [{ left: 'parent', right: 'Parent' }] }, contacts },
  };
  const startNested = (order: keyof typeof orders): Promise<TwoApps> =>
    twoApps({ left: crm, right: { ...right, objects: nested }, syncs: orders[order] });
  const everyOrder = ['contacts first', 'companies first'] as const;

  test.for(everyOrder)('is written on to all that name it (%s)', async (order) => {
    const apps = await startNested(order);
    const acme = company(apps, 'Acme');
    const daughter = apps.left.create('companies', { name: 'Daughter', domain: 'daughter' }, { parent: [acme] });
    apps.left.create('contacts', { email: 'ada@acme.example' }, { primary: [acme] });
    await apps.sync();
    const parents = () => apps.right.readEdges('firms', 'Parent').map(([, key]) => key);
    expect([...lookups(apps), ...parents()]).toEqual(['acme', 'acme']);
    apps.left.update('companies', acme, { domain: 'acme-2' });
    await apps.sync();
    expect([...lookups(apps), ...parents()]).toEqual(['acme-2', 'acme-2']);
    apps.right.update('firms', find(apps.right, 'firms', 'Name', 'Acme').id, { Code: 'acme-3' });
    await apps.sync();
    expect([...lookups(apps), ...parents()]).toEqual(['acme-3', 'acme-3']);
    expect(apps.left.readEdges('companies', 'parent')).toEqual([[daughter, acme]]);
    expect(primaries(apps)).toEqual(['Acme']);
    await quiet(apps);
  });

  test.for(everyOrder)('and is changed in the other app while somebody looks it up: placed (%s)', async (order) => {
    const apps = await startNested(order);
    const acme = company(apps, 'Acme');
    apps.left.create('contacts', { email: 'ada@acme.example' });
    await apps.sync();
    const ada = only(apps.right, 'people').id;
    apps.right.associate('people', ada, 'Firm', 'acme');
    apps.left.update('companies', acme, { domain: 'acme-2' });
    await apps.sync();
    expect(primaries(apps)).toEqual(['Acme']);
    expect(lookups(apps)).toEqual(['acme-2']);
    expect(await apps.pending()).toEqual([]);
    await quiet(apps);
  });

  test('a name that somebody gave up intervals ago names nobody', async () => {
    const apps = await startNested('contacts first');
    const acme = company(apps, 'Acme');
    apps.left.create('contacts', { email: 'ada@acme.example' });
    await apps.sync();
    apps.left.update('companies', acme, { domain: 'acme-2' });
    for (const _ of [1, 2, 3]) {
      apps.clock.advance(60_000);
      await apps.sync();
    }
    apps.right.associate('people', only(apps.right, 'people').id, 'Firm', 'acme');
    await apps.sync();
    expect(primaries(apps)).toEqual([]);
    expect(await apps.pending()).toMatchObject([{ reason: 'no record of companies has "acme" in "Code"' }]);
  });

  test('a look-up left behind is healed by a complete comparison', async () => {
    const apps = await startNested('contacts first');
    const acme = company(apps, 'Acme');
    apps.left.create('contacts', { email: 'ada@acme.example' }, { primary: [acme] });
    await apps.sync();
    apps.left.update('companies', acme, { domain: 'acme-2' });
    // Nobody looks at the contact.
    await apps.sync({ only: ['companies'] });
    await apps.store.transaction((database) => database.deleteFrom('dirty').execute());
    expect(lookups(apps)).toEqual(['acme']);
    await apps.sync({ full: true });
    expect(lookups(apps)).toEqual(['acme-2']);
    await quiet(apps);
  });
});

describe('a key that names no single target', () => {
  const reasons = async (apps: TwoApps): Promise<readonly string[]> =>
    (await apps.pending()).map(({ reason }) => reason);

  test('is dangling: it removes nothing, is listed, and is placed when its target comes', async () => {
    const apps = await adaAtAcme();
    apps.right.associate('people', only(apps.right, 'people').id, 'Firm', 'initech');
    await apps.sync();
    expect(primaries(apps)).toEqual(['Acme']);
    expect(await reasons(apps)).toEqual(['no record of companies has "initech" in "Code"']);
    await quiet(apps);
    apps.right.create('firms', { Name: 'Initech', Code: 'initech' });
    await apps.sync();
    expect(primaries(apps)).toEqual(['Initech']);
    expect(await reasons(apps)).toEqual([]);
    await quiet(apps);
  });

  test('that several records bear is listed with them, and placed when one of them gives it up', async () => {
    const apps = await adaAtAcme();
    const initech = apps.right.create('firms', { Name: 'Initech', Code: 'shared' });
    apps.right.create('firms', { Name: 'Hooli', Code: 'shared' });
    apps.right.associate('people', only(apps.right, 'people').id, 'Firm', 'shared');
    await apps.sync();
    expect(primaries(apps)).toEqual(['Acme']);
    expect((await reasons(apps)).join()).toContain('2 records of companies have "shared" in "Code"');
    apps.right.update('firms', initech, { Code: 'initech' });
    await apps.sync();
    expect(primaries(apps)).toEqual(['Hooli']);
    await quiet(apps);
  });

  test('a target without a key is waited for, and so is one whose key is not its own', async () => {
    const apps = await adaAtAcme();
    const bare = apps.left.create('companies', { name: 'Bare' });
    apps.left.associate('contacts', apps.ada, 'primary', bare);
    await apps.sync();
    expect(lookups(apps)).toEqual(['acme']);
    expect(await reasons(apps)).toEqual(['its target has no value in "Code" of companies']);
    apps.left.update('companies', bare, { domain: 'acme' });
    await apps.sync();
    expect(lookups(apps)).toEqual(['acme']);
    expect(primaries(apps)).toEqual(['Bare']);
    expect(await reasons(apps)).toEqual(['2 records have "acme" in "Code" of companies']);
    apps.left.update('companies', bare, { domain: 'bare' });
    await apps.sync();
    expect(lookups(apps)).toEqual(['bare']);
    await quiet(apps);
  });

  test.each(['renamed', 'deleted'])(
    'a target that takes the key of another one is named by it as soon as that one is %s',
    async (fate) => {
      const apps = await adaAtAcme();
      const hooli = apps.right.create('firms', { Name: 'Hooli', Code: 'hooli' });
      await apps.sync();
      apps.right.update('firms', find(apps.right, 'firms', 'Name', 'Acme').id, { Code: 'hooli' });
      await apps.sync();
      expect(lookups(apps)).toEqual(['acme']);
      expect(await reasons(apps)).toEqual(['2 records have "hooli" in "Code" of companies']);
      await quiet(apps);
      if (fate === 'renamed') apps.right.update('firms', hooli, { Code: 'hooli-2' });
      else apps.right.archive('firms', hooli);
      await apps.sync({ full: true });
      expect(lookups(apps)).toEqual(['hooli']);
      expect(primaries(apps)).toEqual(['Acme']);
      expect(await reasons(apps)).toEqual([]);
      await quiet(apps);
    },
  );

  test('keeps what the other side names from being placed; that follows its target all the same', async () => {
    const apps = await adaAtAcme();
    for (const code of ['1', '2']) apps.right.create('firms', { Name: 'Twin', Code: code });
    apps.left.associate(
      'contacts',
      apps.ada,
      'primary',
      apps.left.create('companies', { name: 'Twin', domain: 'twin' }),
    );
    apps.right.associate('people', only(apps.right, 'people').id, 'Firm', 'umbrella');
    await apps.sync();
    expect([primaries(apps), lookups(apps)]).toEqual([['Twin'], ['umbrella']]);
    expect(await reasons(apps)).toContain('the other side shows a target that is not placed');
    await quiet(apps);
    apps.left.update('companies', apps.umbrella, { domain: 'renamed' });
    await apps.sync();
    expect([primaries(apps), lookups(apps)]).toEqual([['Twin'], ['renamed']]);
    await quiet(apps);
  });

  test('the record tells why its association is missing', async () => {
    const apps = await adaAtAcme();
    apps.right.associate('people', only(apps.right, 'people').id, 'Firm', 'initech');
    await apps.sync();
    const { syncs } = await apps.compile();
    const wanted = { connection: 'right', object: 'People', keyOrId: 'ada@acme.example' };
    const [described] = await describeRecord(apps.store, syncs, wanted);
    const targets = described?.associations[0]?.targets ?? [];
    expect(targets.map(({ label, left, right: there }) => [label, left, there])).toEqual([
      ['Acme', true, false],
      ['initech', false, true],
    ]);
    expect(targets[1]?.reason).toContain('no record of companies has "initech"');
  });
});

test('both sides name the target by a key of their own', async () => {
  const coded = (code: string): readonly InMemoryObject[] => [
    {
      id: 'firms',
      name: 'Firms',
      fields: [
        { id: 'Name', type: 'text' },
        { id: code, type: 'text' },
      ],
    },
    {
      id: 'people',
      name: 'People',
      fields: [{ id: 'Email', type: 'email' }],
      associations: [{ id: 'Firm', targets: ['firms'], cardinality: 'one', refersBy: code }],
    },
  ];
  const ends = (object: string) => ({
    left: { connection: 'left', object },
    right: { connection: 'right', object },
  });
  const apps = await twoApps({
    left: { ...right, objects: coded('Number') },
    right: { ...right, objects: coded('Letter') },
    syncs: {
      firms: { ...ends('Firms'), match: { left: 'Name', right: 'Name' }, fields: [{ left: 'Name', right: 'Name' }] },
      people: {
        ...ends('People'),
        match: { left: 'Email', right: 'Email' },
        fields: [{ left: 'Email', right: 'Email' }],
        associations: [{ left: 'Firm', right: 'Firm' }],
      },
    },
  });
  for (const [name, number, letter] of [
    ['Acme', '1', 'A'],
    ['Umbrella', '2', 'B'],
  ] as const) {
    apps.left.create('firms', { Name: name, Number: number });
    apps.right.create('firms', { Name: name, Letter: letter });
  }
  apps.left.create('people', { Email: 'ada@acme.example' }, { Firm: ['1'] });
  await apps.sync();
  expect(apps.right.readEdges('people', 'Firm').map(([, key]) => key)).toEqual(['A']);
  apps.right.associate('people', only(apps.right, 'people').id, 'Firm', 'B');
  await apps.sync();
  expect(apps.left.readEdges('people', 'Firm').map(([, key]) => key)).toEqual(['2']);
  apps.left.update('firms', find(apps.left, 'firms', 'Name', 'Umbrella').id, { Number: '22' });
  apps.right.update('firms', find(apps.right, 'firms', 'Name', 'Umbrella').id, { Letter: 'BB' });
  await apps.sync();
  expect(apps.left.readEdges('people', 'Firm').map(([, key]) => key)).toEqual(['22']);
  expect(apps.right.readEdges('people', 'Firm').map(([, key]) => key)).toEqual(['BB']);
  await quiet(apps);
});

describe('one way, a lookup with a key that nobody bears', () => {
  const oneWay: ObjectSyncInput = {
    ...contacts,
    associations: [{ left: 'primary', right: 'Firm', direction: 'left-to-right' }],
  };

  /** Ada, with such a key on the right and no company on the left; and Acme and Umbrella. */
  async function adaOfNobody(contacts: ObjectSyncInput) {
    const apps = await twoApps({ left: crm, right, syncs: { contacts, companies } });
    const [acme, umbrella] = [company(apps, 'Acme'), company(apps, 'Umbrella')];
    const ada = apps.left.create('contacts', { email: 'ada@acme.example' });
    const person = apps.right.create('people', { Email: 'ada@acme.example' }, { Firm: ['gone'] });
    await apps.sync();
    expect(lookups(apps)).toEqual(['gone']);
    return Object.assign(apps, { acme, umbrella, ada, person });
  }

  test('gives way to the company that the source gets, and stands in the conflict log', async () => {
    const apps = await adaOfNobody(oneWay);
    apps.left.associate('contacts', apps.ada, 'primary', apps.acme);
    await apps.sync();
    expect(lookups(apps)).toEqual(['acme']);
    expect(await apps.conflicts()).toMatchObject([{ left: [apps.acme], right: ['gone'], winner: 'left' }]);
    expect(await apps.pending()).toEqual([]);
    await quiet(apps);
  });

  test('gives way to the company that the source has when the two are matched', async () => {
    const apps = await twoApps({ left: crm, right, syncs: { contacts: oneWay, companies } });
    apps.left.create('contacts', { email: 'ada@acme.example' }, { primary: [company(apps, 'Acme')] });
    apps.right.create('people', { Email: 'ada@acme.example' }, { Firm: ['gone'] });
    await apps.sync();
    expect(lookups(apps)).toEqual(['acme']);
    await quiet(apps);
  });

  test('stays while the source points at nobody, and where it was put in by hand until the source moves on', async () => {
    const apps = await adaOfNobody(oneWay);
    await quiet(apps);
    apps.left.associate('contacts', apps.ada, 'primary', apps.acme);
    await apps.sync();
    apps.right.disassociate('people', apps.person, 'Firm', 'acme');
    apps.right.associate('people', apps.person, 'Firm', 'nowhere');
    await quiet(apps);
    expect(lookups(apps)).toEqual(['nowhere']);
    apps.left.associate('contacts', apps.ada, 'primary', apps.umbrella);
    await apps.sync();
    expect(lookups(apps)).toEqual(['umbrella']);
    expect(primaries(apps)).toEqual(['Umbrella']);
    await quiet(apps);
  });

  test('stays in both directions, is listed, and removes nothing', async () => {
    const apps = await adaOfNobody(contacts);
    apps.left.associate('contacts', apps.ada, 'primary', apps.acme);
    await quiet(apps);
    expect([lookups(apps), primaries(apps)]).toEqual([['gone'], ['Acme']]);
    expect((await apps.pending()).map(({ record }) => record)).toContain('key gone');
  });
});
