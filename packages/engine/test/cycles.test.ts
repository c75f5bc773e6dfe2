import { type ObjectSyncInput, RecordError } from '@linkwright/core';
import type { InMemoryApp, InMemoryObject } from '@linkwright/core/testing';
import { describe, expect, test } from 'vitest';
import { find, type TwoApps, twoApps } from './support/two-apps.ts';

const contacts: InMemoryObject = {
  id: 'contacts',
  displayField: 'email',
  fields: [
    { id: 'email', type: 'email' },
    { id: 'title', type: 'text' },
  ],
  associations: [
    { id: 'favourite', targets: ['deals'], cardinality: 'one' },
    { id: 'friends', targets: ['contacts'], cardinality: 'many', changeTouchesRecord: false },
  ],
};

const deals: InMemoryObject = {
  id: 'deals',
  displayField: 'name',
  fields: [{ id: 'name', type: 'text' }],
  associations: [{ id: 'buyer', targets: ['contacts'], cardinality: 'one' }],
};

/** The other app keeps its associations in the records themselves. */
const people: InMemoryObject = {
  id: 'tblP',
  name: 'People',
  displayField: 'fldEmail',
  fields: [
    { id: 'fldEmail', name: 'Email', type: 'email' },
    { id: 'fldTitle', name: 'Title', type: 'text' },
  ],
  associations: [
    { id: 'fldFavourite', name: 'Favourite', targets: ['tblD'], cardinality: 'many' },
    { id: 'fldFriends', name: 'Friends', targets: ['tblP'], cardinality: 'many' },
  ],
};

const orders: InMemoryObject = {
  id: 'tblD',
  name: 'Orders',
  displayField: 'fldName',
  fields: [{ id: 'fldName', name: 'Name', type: 'text' }],
  associations: [{ id: 'fldBuyer', name: 'Buyer', targets: ['tblP'], cardinality: 'many' }],
};

const contactsSync: ObjectSyncInput = {
  left: { connection: 'left', object: 'contacts' },
  right: { connection: 'right', object: 'People' },
  match: { left: 'email', right: 'Email' },
  fields: [
    { left: 'email', right: 'Email' },
    { left: 'title', right: 'Title' },
  ],
  associations: [
    { left: 'favourite', right: 'Favourite' },
    { left: 'friends', right: 'Friends' },
  ],
};

const dealsSync: ObjectSyncInput = {
  left: { connection: 'left', object: 'deals' },
  right: { connection: 'right', object: 'Orders' },
  match: { left: 'name', right: 'Name' },
  fields: [{ left: 'name', right: 'Name' }],
  associations: [{ left: 'buyer', right: 'Buyer' }],
};

const start = (): Promise<TwoApps> =>
  twoApps({
    left: { objects: [contacts, deals] },
    right: {
      objects: [people, orders],
      capabilities: { associationWrites: { create: 'inline', update: 'inline' } },
      inlineAssociations: 'replace',
    },
    syncs: { contacts: contactsSync, deals: dealsSync },
  });

interface Shape {
  readonly contacts: string;
  readonly email: string;
  readonly favourite: string;
  readonly friends: string;
  readonly deals: string;
  readonly name: string;
  readonly buyer: string;
}

const crm: Shape = {
  contacts: 'contacts',
  email: 'email',
  favourite: 'favourite',
  friends: 'friends',
  deals: 'deals',
  name: 'name',
  buyer: 'buyer',
};

const base: Shape = {
  contacts: 'tblP',
  email: 'fldEmail',
  favourite: 'fldFavourite',
  friends: 'fldFriends',
  deals: 'tblD',
  name: 'fldName',
  buyer: 'fldBuyer',
};

/** Every edge of an app, told by e-mail addresses and names. */
function edges(app: InMemoryApp, shape: Shape) {
  const labels = new Map<string, string>([
    ...app.readAll(shape.contacts).map(({ id, fields }) => [id, String(fields[shape.email])] as const),
    ...app.readAll(shape.deals).map(({ id, fields }) => [id, String(fields[shape.name])] as const),
  ]);
  const told = (object: string, field: string): readonly string[] =>
    app
      .readEdges(object, field)
      .map(([from, to]) => `${labels.get(from)} → ${labels.get(to)}`)
      .sort();
  return {
    favourites: told(shape.contacts, shape.favourite),
    friends: told(shape.contacts, shape.friends),
    buyers: told(shape.deals, shape.buyer),
  };
}

const both = (apps: TwoApps) => ({ left: edges(apps.left, crm), right: edges(apps.right, base) });
const alike = <T>(one: T) => ({ left: one, right: one });

const email = (name: string): string => `${name}@x.example`;
const contact = (apps: TwoApps, name: string): string => apps.left.create('contacts', { email: email(name) });
const person = (apps: TwoApps, name: string): string => find(apps.right, 'tblP', 'fldEmail', email(name)).id;
const arrows = (...pairs: readonly (readonly [string, string])[]): readonly string[] =>
  pairs.map(([from, to]) => `${email(from)} → ${email(to)}`).sort();

describe('two objects that point at each other', () => {
  const [favourites, buyers] = [
    [`${email('ada')} → Roof`, `${email('bob')} → Wall`],
    [`Roof → ${email('ada')}`, `Wall → ${email('ada')}`],
  ];

  test('are created in one sync with all edges, from the app that takes them in calls of their own', async () => {
    const apps = await start();
    const [roof, wall] = ['Roof', 'Wall'].map((name) => apps.left.create('deals', { name }));
    const [ada, bob] = ['ada', 'bob'].map((name) => contact(apps, name));
    for (const [from, to] of [
      [ada, roof],
      [bob, wall],
    ]) {
      apps.left.associate('contacts', from ?? '', 'favourite', to ?? '');
    }
    for (const deal of [roof, wall]) apps.left.associate('deals', deal ?? '', 'buyer', ada ?? '');
    await apps.sync();
    expect(both(apps)).toEqual(alike({ favourites, friends: [], buyers }));
    expect(await apps.pending()).toEqual([]);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('are created in one sync with all edges, from the app that keeps them in its records', async () => {
    const apps = await start();
    const [roof, wall] = ['Roof', 'Wall'].map((fldName) => apps.right.create('tblD', { fldName }));
    const [ada, bob] = ['ada', 'bob'].map((name) => apps.right.create('tblP', { fldEmail: email(name) }));
    for (const [from, to] of [
      [ada, roof],
      [bob, wall],
    ]) {
      apps.right.associate('tblP', from ?? '', 'fldFavourite', to ?? '');
    }
    for (const deal of [roof, wall]) apps.right.associate('tblD', deal ?? '', 'fldBuyer', ada ?? '');
    await apps.sync();
    expect(both(apps)).toEqual(alike({ favourites, friends: [], buyers }));
    expect(await apps.pending()).toEqual([]);
    expect(apps.written(await apps.sync())).toBe(0);
  });
});

describe('an association of an object with itself that holds several', () => {
  const names = ['ada', 'bob', 'carl', 'dora'] as const;

  /** Ada and Bob point at each other, Carl at himself, Dora at all others. */
  async function startFriends(): Promise<TwoApps> {
    const apps = await start();
    const ids = new Map(names.map((name) => [name, contact(apps, name)]));
    for (const [from, to] of [
      ['ada', 'bob'],
      ['bob', 'ada'],
      ['carl', 'carl'],
      ['dora', 'ada'],
      ['dora', 'bob'],
      ['dora', 'carl'],
    ] as const) {
      apps.left.associate('contacts', ids.get(from) ?? '', 'friends', ids.get(to) ?? '');
    }
    await apps.sync();
    expect(both(apps)).toEqual(
      alike({
        favourites: [],
        friends: arrows(
          ['ada', 'bob'],
          ['bob', 'ada'],
          ['carl', 'carl'],
          ['dora', 'ada'],
          ['dora', 'bob'],
          ['dora', 'carl'],
        ),
        buyers: [],
      }),
    );
    expect(apps.written(await apps.sync())).toBe(0);
    return apps;
  }

  test('is complete after the first sync, with two that point at each other and one that points at itself', async () => {
    await startFriends();
  });

  test('takes what both sides add and remove in one interval', async () => {
    const apps = await startFriends();
    const left = (name: string): string => find(apps.left, 'contacts', 'email', email(name)).id;
    apps.left.associate('contacts', left('carl'), 'friends', left('dora'));
    apps.left.disassociate('contacts', left('dora'), 'friends', left('ada'));
    apps.left.disassociate('contacts', left('ada'), 'friends', left('bob'));
    apps.right.associate('tblP', person(apps, 'ada'), 'fldFriends', person(apps, 'carl'));
    apps.right.disassociate('tblP', person(apps, 'dora'), 'fldFriends', person(apps, 'bob'));
    apps.right.disassociate('tblP', person(apps, 'carl'), 'fldFriends', person(apps, 'carl'));
    await apps.sync();
    expect(both(apps)).toEqual(
      alike({
        favourites: [],
        friends: arrows(['ada', 'carl'], ['bob', 'ada'], ['carl', 'dora'], ['dora', 'carl']),
        buyers: [],
      }),
    );
    expect(apps.written(await apps.sync())).toBe(0);
  });
});

describe('a record that points at itself is merged into another one', () => {
  test.each([{ newId: false }, { newId: true }])(
    'the app drops what would lead to itself (new id: $newId), and that is no removal',
    async ({ newId }) => {
      const apps = await start();
      const carl = contact(apps, 'carl');
      apps.left.associate('contacts', carl, 'friends', carl);
      await apps.sync();
      const spare = apps.right.create('tblP', { fldTitle: 'Spare' });
      apps.right.merge('tblP', spare, person(apps, 'carl'), { newId });
      expect(both(apps).right.friends).toEqual([]);
      await apps.sync();
      expect(both(apps)).toEqual(alike({ favourites: [], friends: arrows(['carl', 'carl']), buyers: [] }));
      expect(apps.written(await apps.sync())).toBe(0);
    },
  );
});

describe('an association that the app refuses in a call of its own', () => {
  const refusal = new RecordError('Not those two.', { code: 'rule', category: 'invalid-value', remedy: 'Mend it.' });

  test('is tried once in a cycle that touches its record, costs its neighbours nothing, and is placed once the app takes it', async () => {
    const apps = await start();
    const [ada, bob, carl] = ['ada', 'bob', 'carl'].map((name) => apps.right.create('tblP', { fldEmail: email(name) }));
    await apps.sync();
    const attempts: string[] = [];
    const bobHere = find(apps.left, 'contacts', 'email', email('bob')).id;
    const allow = apps.left.refuseAssociation(({ target }) => {
      attempts.push(target);
      return target === bobHere;
    }, refusal);
    for (const to of [bob, carl]) apps.right.associate('tblP', ada ?? '', 'fldFriends', to ?? '');
    const refusedTries = (): number => attempts.splice(0).filter((target) => target === bobHere).length;
    await apps.sync();
    expect(refusedTries()).toBe(1);
    expect(both(apps).left.friends).toEqual(arrows(['ada', 'carl']));
    expect((await apps.pending()).map(({ reason }) => reason)).toEqual([expect.stringContaining('Not those two.')]);
    for (const fldTitle of ['Clerk', 'Lead', 'Head']) {
      apps.right.update('tblP', ada ?? '', { fldTitle });
      await apps.sync();
      expect(refusedTries()).toBe(1);
      await apps.sync();
      expect(refusedTries()).toBeLessThanOrEqual(1);
    }
    expect(both(apps).right.friends).toEqual(arrows(['ada', 'bob'], ['ada', 'carl']));
    allow();
    apps.right.update('tblP', ada ?? '', { fldTitle: 'Boss' });
    await apps.sync();
    expect(both(apps)).toMatchObject(alike({ friends: arrows(['ada', 'bob'], ['ada', 'carl']) }));
    expect(await apps.pending()).toEqual([]);
    expect(apps.written(await apps.sync())).toBe(0);
  });
});
