import type { ObjectSyncInput } from '@linkwright/core';
import { describe, expect, test } from 'vitest';
import { base, companiesSync, contactsSync, crm } from './support/crm-and-base.ts';
import { contacts, mapped, people, peopleSync } from './support/people.ts';
import { find, only, type TwoApps, twoApps } from './support/two-apps.ts';
import { expectEqualSides, shapes, world, worldSyncs } from './support/world.ts';

const start = (): Promise<TwoApps> =>
  twoApps({ left: { objects: [contacts] }, right: { objects: [people] }, syncs: { people: peopleSync() } });

const withRules = (overrides: Parameters<typeof peopleSync>[0]) => ({ syncs: { people: peopleSync(overrides) } });

/** The same sync, written from the other end. */
function swapped(sync: ObjectSyncInput): ObjectSyncInput {
  const turn = <Part extends { left: unknown; right: unknown }>(part: Part) => ({
    ...part,
    left: part.right,
    right: part.left,
  });
  const match = Array.isArray(sync.match) ? sync.match : sync.match ? [sync.match] : [];
  return {
    ...turn(sync),
    match: match.map((key) => ('all' in key ? { all: key.all.map(turn) } : turn(key))),
    ...(sync.fields && { fields: sync.fields.map(turn) }),
    ...(sync.associations && { associations: sync.associations.map(turn) }),
  } as ObjectSyncInput;
}

describe('limit', () => {
  test('writes at most so many records, and the next runs do the rest', async () => {
    const apps = await start();
    for (let number = 0; number < 7; number += 1) apps.left.create('contacts', { email: `${number}@x.example` });
    await apps.sync({ limit: 3 });
    expect(apps.right.count('people')).toBe(3);
    await apps.sync({ limit: 3 });
    expect(apps.right.count('people')).toBe(6);
    await apps.sync();
    expect(apps.right.count('people')).toBe(7);
    expect(apps.written(await apps.sync())).toBe(0);
  });
});

describe('a changed configuration', () => {
  test('a field that is mapped later is read in full once; links and values stay', async () => {
    const apps = await start();
    const first = withRules({ fields: mapped(['email', 'name']) });
    apps.left.create('contacts', { email: 'a@x.example', name: 'A', city: 'Rome' });
    apps.left.create('contacts', { email: 'b@x.example', name: 'B' });
    await apps.sync(first);
    apps.right.update('people', find(apps.right, 'people', 'name', 'B').id, { city: 'Oslo' });
    await apps.sync(first);
    const more = withRules({ fields: mapped(['email', 'name', 'city']) });
    const report = await apps.sync(more);
    expect(report.syncs[0]).toMatchObject({ newlyLinked: 0, linked: 2, conflicts: 0 });
    expect(find(apps.right, 'people', 'name', 'A').fields.city).toBe('Rome');
    expect(find(apps.left, 'contacts', 'name', 'B').fields.city).toBe('Oslo');
    apps.left.resetCalls();
    expect(apps.written(await apps.sync(more))).toBe(0);
    expect(apps.left.calls.get('read-changes')).toBe(1);
  });

  test('a mapping that is removed writes nothing any more, and merges from its old base when it comes back', async () => {
    const apps = await start();
    const all = withRules({ fields: mapped(['email', 'name', 'city']) });
    const less = withRules({ fields: mapped(['email', 'name']) });
    const left = apps.left.create('contacts', { email: 'a@x.example', name: 'A', city: 'Rome' });
    await apps.sync(all);
    apps.left.update('contacts', left, { city: 'Oslo' });
    expect(apps.written(await apps.sync(less))).toBe(0);
    expect(only(apps.right, 'people').fields.city).toBe('Rome');
    await apps.sync(all);
    expect(only(apps.right, 'people').fields.city).toBe('Oslo');
    expect(await apps.conflicts()).toEqual([]);
  });

  test('another match key matches what is unlinked and leaves the links alone', async () => {
    const apps = await start();
    const left = apps.left.create('contacts', { email: 'a@x.example', name: 'Ada' });
    const nameless = apps.left.create('contacts', { name: 'Bob' });
    apps.right.create('people', { name: 'Bob', email: 'bob@x.example' });
    await apps.sync(withRules({ create: 'right' }));
    expect(apps.right.count('people')).toBe(2);
    await apps.sync(withRules({ create: 'right', match: { left: 'name', right: 'name' } }));
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([2, 2]);
    expect(apps.left.read('contacts', nameless)?.fields.email).toBe('bob@x.example');
    expect(apps.left.read('contacts', left)?.fields.name).toBe('Ada');
    expect(await apps.held()).toEqual([]);
  });

  test('a sync that was disabled catches up with what its objects went through meanwhile', async () => {
    const apps = await start();
    const other: ObjectSyncInput = {
      left: { connection: 'left', object: 'contacts' },
      right: { connection: 'right', object: 'leads' },
      match: { left: 'email', right: 'email' },
      fields: mapped(['email', 'name']),
    };
    const hub = await twoApps({
      left: { objects: [contacts] },
      right: { objects: [people, { ...people, id: 'leads' }] },
      syncs: { people: peopleSync({ fields: mapped(['email', 'name']) }), leads: other },
    });
    expect(apps.left.count('contacts')).toBe(0);
    const id = hub.left.create('contacts', { email: 'a@x.example', name: 'A' });
    await hub.sync();
    const paused = { people: peopleSync({ fields: mapped(['email', 'name']), enabled: false }), leads: other };
    hub.left.update('contacts', id, { name: 'B' });
    await hub.sync({ syncs: paused });
    expect(only(hub.right, 'leads').fields.name).toBe('B');
    expect(only(hub.right, 'people').fields.name).toBe('A');
    await hub.sync();
    expect(only(hub.right, 'people').fields.name).toBe('B');
    expect(hub.written(await hub.sync())).toBe(0);
  });

  test('a sync that was disabled recognizes what another sync read meanwhile by the keys that it has by then', async () => {
    const byName: Partial<ObjectSyncInput> = { match: { left: 'name', right: 'name' }, keyless: 'create' };
    const sync = peopleSync({ ...byName, fields: mapped(['email', 'name']) });
    const leads = peopleSync({ right: { connection: 'right', object: 'leads' }, fields: mapped(['email', 'name']) });
    const hub = await twoApps({
      left: { objects: [contacts] },
      right: { objects: [people, { ...people, id: 'leads' }] },
      syncs: { people: sync, leads },
    });
    await hub.sync();
    hub.left.create('contacts', { email: 'a@x.example', name: 'Ada' });
    const renamed = hub.left.create('contacts', { email: 'b@x.example', name: 'Bea' });
    await hub.sync({ syncs: { people: { ...sync, enabled: false }, leads } });
    hub.left.update('contacts', renamed, { name: 'Bob' });
    await hub.sync({ syncs: { people: { ...sync, enabled: false }, leads } });
    hub.right.create('people', { email: 'ada@home.example', name: 'Ada' });
    hub.right.create('people', { email: 'bob@home.example', name: 'Bob' });
    await hub.sync();
    const names = hub.right.readAll('people').map(({ fields }) => fields.name);
    expect(names.sort()).toEqual(['Ada', 'Bob']);
    expect(hub.left.count('contacts')).toBe(2);
    expect(await hub.held()).toEqual([]);
  });

  test('two syncs that share an object carry an edit through to the far end', async () => {
    const hub = await twoApps({
      left: { objects: [contacts] },
      right: { objects: [people, { ...people, id: 'leads' }] },
      syncs: {
        people: peopleSync({ fields: mapped(['email', 'name']) }),
        leads: peopleSync({
          right: { connection: 'right', object: 'leads' },
          fields: mapped(['email', 'name', 'city']),
        }),
      },
    });
    hub.right.create('people', { email: 'a@x.example', name: 'A' });
    await hub.sync();
    expect(only(hub.right, 'leads').fields.name).toBe('A');
    hub.right.update('leads', only(hub.right, 'leads').id, { name: 'B', city: 'Rome' });
    await hub.sync();
    expect(only(hub.right, 'people').fields).toMatchObject({ name: 'B', city: null });
    expect(only(hub.left, 'contacts').fields).toMatchObject({ name: 'B', city: 'Rome' });
    expect(hub.written(await hub.sync())).toBe(0);
  });

  test('only the chosen sync runs, and what it makes dirty for others waits for them', async () => {
    const apps = await twoApps({ left: crm, right: base, syncs: worldSyncs });
    const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme.example' });
    apps.left.create('contacts', { email: 'a@x.example' }, { companies: [acme] });
    await apps.sync({ only: ['contacts'] });
    expect([apps.right.count('tblA'), apps.right.count('tblP')]).toEqual([0, 1]);
    await apps.sync({ only: ['companies'] });
    expect(apps.right.readEdges('tblP', 'fldAccounts')).toEqual([]);
    await apps.sync();
    expectEqualSides(apps);
  });
});

describe('the state belongs to the accounts', () => {
  test('left and right swapped in the file: the same links, the same bases', async () => {
    const apps = await twoApps({ left: crm, right: base, syncs: worldSyncs });
    const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme.example' });
    const umbrella = apps.left.create('companies', { name: 'Umbrella', domain: 'u.example' }, { parent: [acme] });
    const ada = apps.left.create('contacts', { email: 'a@x.example' }, { companies: [acme], primary: [acme] });
    await apps.sync();
    const mirror = {
      companies: swapped({ ...worldSyncs.companies, conflicts: { winner: 'right' } }),
      contacts: swapped({ ...worldSyncs.contacts, conflicts: { winner: 'right' } }),
    };
    const report = await apps.sync({ syncs: mirror });
    expect(apps.written(report)).toBe(0);
    expect(report.syncs).toMatchObject([
      { newlyLinked: 0, linked: 2 },
      { newlyLinked: 0, linked: 1 },
    ]);
    expect(report.syncs[0]).toMatchObject({ left: { connection: 'right' }, right: { connection: 'left' } });
    // One side swapped, the target's sync not: associations still find their targets.
    apps.left.associate('contacts', ada, 'companies', umbrella);
    apps.left.disassociate('contacts', ada, 'companies', acme);
    await apps.sync({ syncs: { companies: worldSyncs.companies, contacts: mirror.contacts } });
    expectEqualSides(apps);
    expect(apps.right.readEdges('tblP', 'fldAccounts')).toHaveLength(1);
    // In the mirrored file the winner "right" is the app that was the left one.
    apps.left.update('contacts', ada, { name: 'L' });
    apps.right.update('tblP', only(apps.right, 'tblP').id, { fldFull: 'R' });
    await apps.sync({ syncs: mirror });
    expect(only(apps.right, 'tblP').fields.fldFull).toBe('L');
  });

  test('one-way syncs, creation sides and field directions turn with the file', async () => {
    const apps = await start();
    const mirror = swapped(
      peopleSync({
        fields: mapped(['email', 'name', 'title'], { title: { direction: 'right-to-left' } }),
        create: 'left',
      }),
    );
    apps.left.create('contacts', { email: 'l@x.example', name: 'L', title: 'l' });
    apps.right.create('people', { email: 'r@x.example', name: 'R', title: 'r' });
    await apps.sync({ syncs: { people: mirror } });
    // `left` of the mirrored file is the app called right here.
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([1, 2]);
    expect(find(apps.right, 'people', 'name', 'L').fields.title).toBe('l');
    apps.right.update('people', find(apps.right, 'people', 'name', 'L').id, { title: 'own', name: 'L2' });
    await apps.sync({ syncs: { people: mirror } });
    expect(only(apps.left, 'contacts').fields).toMatchObject({ title: 'l', name: 'L2' });
  });

  test('other names for connections and syncs find their state again', async () => {
    const apps = await start();
    apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
    await apps.sync();
    const report = await apps.sync({
      names: { left: 'crm', right: 'base' },
      syncs: {
        everybody: peopleSync({
          left: { connection: 'crm', object: 'contacts' },
          right: { connection: 'base', object: 'people' },
        }),
      },
    });
    expect(apps.written(report)).toBe(0);
    expect(report.syncs).toMatchObject([{ name: 'everybody', linked: 1, newlyLinked: 0 }]);
  });
});

describe('moving in', () => {
  test('with one in a hundred different, exactly these are written', async () => {
    const apps = await twoApps({
      left: crm,
      right: base,
      syncs: {
        companies: companiesSync,
        contacts: { ...contactsSync, associations: [{ left: 'companies', right: 'Accounts' }] },
      },
    });
    const companies = Array.from({ length: 100 }, (_, n) =>
      apps.left.create('companies', { name: `C${n}`, domain: `c${n}.example` }),
    );
    for (let n = 0; n < 200; n += 1) {
      const company = companies[n % 100] ?? '';
      apps.left.create('contacts', { email: `p${n}@x.example`, name: `P${n}` }, { companies: [company] });
    }
    await apps.sync();
    await apps.forget();
    const person = (n: number) => find(apps.right, 'tblP', 'fldEmail', `p${n}@x.example`).id;
    // A blank on one side, two different values, a link on one side only.
    apps.right.update('tblP', person(1), { fldFull: null });
    apps.right.update('tblP', person(2), { fldFull: 'Other' });
    apps.right.disassociate('tblP', person(3), 'fldAccounts', find(apps.right, 'tblA', 'fldName', 'C3').id);
    const plan = await apps.plan();
    const report = await apps.sync();
    for (const one of [plan, report]) {
      expect(one.syncs.map((sync) => sync.newlyLinked)).toEqual([100, 200]);
      expect(one.syncs[1]).toMatchObject({
        left: { created: 0, updated: 0 },
        right: { created: 0 },
        conflicts: 1,
        associations: { left: { added: 0, removed: 0 }, right: { added: 1, removed: 0 } },
      });
    }
    expect(apps.right.read('tblP', person(1))?.fields.fldFull).toBe('P1');
    expect(apps.right.read('tblP', person(2))?.fields.fldFull).toBe('P2');
    expect(await apps.conflicts()).toMatchObject([{ left: 'P2', right: 'Other' }]);
    expect(world(apps.right, shapes.right).memberships).toEqual(world(apps.left, shapes.left).memberships);
    expect(apps.written(await apps.sync())).toBe(0);
  });
});

describe('calls', () => {
  test('a cycle with nothing changed: one read per object and side, and the scans', async () => {
    const apps = await twoApps({ left: crm, right: base, syncs: worldSyncs });
    const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme.example' });
    for (let n = 0; n < 150; n += 1) {
      apps.left.create('contacts', { email: `p${n}@x.example` }, { companies: [acme], primary: [acme] });
    }
    await apps.sync();
    await apps.sync();
    apps.left.resetCalls();
    apps.right.resetCalls();
    await apps.sync();
    const describing = { 'list-objects': 1, 'describe-objects': 1 };
    // Associations of the CRM do not touch their records: 1 company and 150 contacts in batches of 100.
    expect(Object.fromEntries(apps.left.calls)).toEqual({ ...describing, 'read-changes': 2, 'read-associations': 3 });
    expect(Object.fromEntries(apps.right.calls)).toEqual({ ...describing, 'read-changes': 2 });
  });

  test('a first sync reads every page once and writes full batches', async () => {
    const apps = await start();
    for (let n = 0; n < 950; n += 1) apps.left.create('contacts', { email: `p${n}@x.example` });
    await apps.sync();
    expect(apps.left.calls.get('read-changes')).toBe(10);
    expect(Object.fromEntries(apps.right.calls)).toMatchObject({ 'read-changes': 1, create: 10 });
    expect(apps.right.calls.get('update')).toBeUndefined();
    expect(apps.left.calls.get('update')).toBeUndefined();
  });
});
