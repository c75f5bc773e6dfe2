import type { ObjectSyncInput } from '@linkwright/core';
import type { InMemoryField, InMemoryObject } from '@linkwright/core/testing';
import { describe, expect, test } from 'vitest';
import { markDirty } from '../src/store/dirty.ts';
import { openTestStore } from './support/open-test-store.ts';
import { contacts, mapped, people, peopleSync } from './support/people.ts';
import { find, only, type TwoApps, twoApps } from './support/two-apps.ts';

/**
 * DESIGN 7: never a silent second copy. A record without a match key is created on the other side only while no unlinked
 * record there says the same; otherwise both wait for a person.
 */

const own: InMemoryField = { id: 'own', type: 'text', unique: true };
const withOwn = (object: InMemoryObject): InMemoryObject => ({ ...object, fields: [...object.fields, own] });

const start = (overrides: Partial<ObjectSyncInput> = {}): Promise<TwoApps> =>
  twoApps({
    left: { objects: [withOwn(contacts)] },
    right: { objects: [withOwn(people)] },
    syncs: { people: peopleSync({ keyless: 'create', ...overrides }) },
  });

const counts = (apps: TwoApps) => [apps.left.count('contacts'), apps.right.count('people')];

/** By side and id: which records of the other side each one waits for, as the state tells. */
async function candidates(apps: TwoApps): Promise<Record<string, readonly string[]>> {
  const rows = await apps.store.database
    .selectFrom('holds')
    .innerJoin('records', 'records.number', 'holds.record')
    .select(['holds.side', 'holds.detail', 'records.id'])
    .where('holds.reason', '=', 'in-review')
    .execute();
  return Object.fromEntries(
    rows.map((row) => [
      `${row.side === 0 ? 'left' : 'right'} ${row.id}`,
      JSON.parse(row.detail).records.map(({ id }: { id: string }) => id),
    ]),
  );
}

describe('two full apps that meet', () => {
  test('records without a key that say the same: held on both sides with the candidates, created on neither', async () => {
    const apps = await start();
    const a = apps.left.create('contacts', { name: 'Same', title: 'Boss' });
    const b = apps.right.create('people', { name: 'Same', title: 'Boss' });
    apps.left.create('contacts', { name: 'Left only' });
    apps.right.create('people', { name: 'Right only' });
    expect(await apps.sync()).toMatchObject({ status: 'attention', syncs: [{ inReview: 2 }] });
    expect(counts(apps)).toEqual([3, 3]);
    expect(await candidates(apps)).toEqual({ [`left ${a}`]: [b], [`right ${b}`]: [a] });
    const held = apps.events.flatMap((event) => (event.kind === 'record-held' ? [event.text] : []));
    expect(held[0]).toBe(
      `it has no match key, and an unlinked record in Righty says the same (${b}): give both the same key, make them differ, or delete what is there twice`,
    );
    // It costs no call to either app, and stays so.
    apps.left.resetCalls();
    apps.right.resetCalls();
    expect(apps.written(await apps.sync())).toBe(0);
    for (const app of [apps.left, apps.right]) {
      expect([...app.calls]).toEqual([
        ['list-objects', 1],
        ['describe-objects', 1],
        ['read-changes', 1],
      ]);
    }
  });

  test.each([
    {
      value: 'every type of field, in the spelling of each app',
      seen: '2026-03-01T10:20:30.123Z',
      there: '2026-03-01T10:20:00.000Z',
    },
    { value: 'the same minute', seen: '2026-03-01T10:20:00.000Z', there: '2026-03-01T10:20:00.000Z' },
  ])('$value: the same', async ({ seen, there }) => {
    const apps = await start();
    const said = { name: 'Same', phone: '+49 30 1234', age: '5', stage: 'won', tags: ['won', 'new'], vip: true };
    apps.left.create('contacts', { ...said, seen });
    apps.right.create('people', { ...said, seen: there, phone: '+49301234', tags: ['new', 'won'] });
    await apps.sync();
    expect(counts(apps)).toEqual([1, 1]);
    expect(Object.keys(await candidates(apps))).toHaveLength(2);
  });

  test.each([
    { difference: 'another value', left: { name: 'A' }, right: { name: 'B' } },
    { difference: 'a value more', left: { name: 'A' }, right: { name: 'A', title: 'Boss' } },
    { difference: 'nothing to compare', left: {}, right: {} },
    { difference: 'a key on one side', left: { name: 'A' }, right: { name: 'A', email: 'a@x.example' } },
  ])('$difference: both are created', async ({ left, right }) => {
    const apps = await start();
    apps.left.create('contacts', left);
    apps.right.create('people', right);
    await apps.sync();
    expect(counts(apps)).toEqual([2, 2]);
    expect(await apps.held()).toEqual([]);
  });

  test('what the other app cannot hold is blank in a copy', async () => {
    const apps = await start();
    apps.left.create('contacts', { name: 'Same', stage: 'lost' });
    apps.right.create('people', { name: 'Same' });
    await apps.sync();
    expect(counts(apps)).toEqual([1, 1]);
  });

  test('several of one side: created while the other side has none, all held while it has one', async () => {
    const apps = await start();
    const [a, b] = [1, 2].map(() => apps.left.create('contacts', { name: 'Same' }));
    await apps.sync();
    expect(counts(apps)).toEqual([2, 2]);
    expect(await apps.held()).toEqual([]);
    // Both are linked: a third one is news.
    apps.left.create('contacts', { name: 'Same' });
    await apps.sync();
    expect(counts(apps)).toEqual([3, 3]);

    await apps.forget();
    await apps.sync();
    expect(counts(apps)).toEqual([3, 3]);
    const waiting = await candidates(apps);
    expect(Object.keys(waiting)).toHaveLength(6);
    expect(waiting[`left ${a}`]).toHaveLength(3);
    expect(waiting[`left ${b}`]).toHaveLength(3);
  });

  test('more than a chunk of them on each side', async () => {
    const apps = await start({ fields: mapped(['email', 'name']) });
    for (let number = 0; number < 1100; number += 1) {
      apps.left.create('contacts', { name: `N${number}` });
      apps.right.create('people', { name: `N${number}` });
    }
    apps.left.create('contacts', { name: 'Left only' });
    // Two full objects of which nothing matches are asked about first.
    expect(await apps.sync({ allow: ['create'] })).toMatchObject({ syncs: [{ inReview: 2200 }] });
    expect(counts(apps)).toEqual([1101, 1101]);
  });
});

describe('what frees them', () => {
  async function held(overrides: Partial<ObjectSyncInput> = {}) {
    const apps = await start(overrides);
    const a = apps.left.create('contacts', { name: 'Same' });
    const b = apps.right.create('people', { name: 'Same' });
    await apps.sync();
    expect(Object.keys(await candidates(apps))).toHaveLength(2);
    return { apps, a, b };
  }

  test('the same key: they are linked', async () => {
    const { apps, a, b } = await held();
    apps.left.update('contacts', a, { email: 'a@x.example' });
    apps.right.update('people', b, { email: 'A@x.example', title: 'Boss' });
    expect(await apps.sync()).toMatchObject({ syncs: [{ linked: 1 }] });
    expect(counts(apps)).toEqual([1, 1]);
    expect(only(apps.left, 'contacts').fields.title).toBe('Boss');
    expect(await apps.held()).toEqual([]);
  });

  test('a difference, on either side: both are created', async () => {
    for (const side of ['left', 'right'] as const) {
      const { apps, a, b } = await held();
      if (side === 'left') apps.left.update('contacts', a, { name: 'Other' });
      else apps.right.update('people', b, { name: 'Other' });
      await apps.sync();
      expect(counts(apps)).toEqual([2, 2]);
      expect(await apps.held()).toEqual([]);
    }
  });

  test('one of them is deleted: the other gets its twin', async () => {
    const { apps, b } = await held();
    apps.right.archive('people', b);
    await apps.sync({ full: true });
    expect(counts(apps)).toEqual([1, 1]);
    expect(await apps.held()).toEqual([]);
  });

  test('the rule: without keyless records they are excluded, and another mapping compares anew', async () => {
    const { apps } = await held({ fields: mapped(['email', 'name']) });
    const syncs = (overrides: Partial<ObjectSyncInput>) => ({ people: peopleSync(overrides) });
    await apps.sync({ syncs: syncs({ keyless: 'exclude', fields: mapped(['email', 'name']) }) });
    expect((await apps.held()).map(({ reason }) => reason)).toEqual(['keyless', 'keyless']);
    apps.left.update('contacts', only(apps.left, 'contacts').id, { city: 'Bonn' });
    await apps.sync({ syncs: syncs({ keyless: 'create', fields: mapped(['email', 'name']) }) });
    expect(counts(apps)).toEqual([1, 1]);
    await apps.sync({ syncs: syncs({ keyless: 'create', fields: mapped(['email', 'name', 'city']) }) });
    expect(counts(apps)).toEqual([2, 2]);
  });
});

describe('a state that is lost or taken back', () => {
  test('lost: keyless records are not created a second time, and those with a key are linked again', async () => {
    const apps = await start();
    apps.left.create('contacts', { name: 'Keyless' });
    apps.right.create('people', { name: 'Keyless too', title: 'Boss' });
    apps.left.create('contacts', { name: 'Keyed', email: 'k@x.example' });
    await apps.sync();
    expect(counts(apps)).toEqual([3, 3]);
    await apps.forget();
    expect(await apps.sync()).toMatchObject({ syncs: [{ linked: 1, inReview: 4 }] });
    expect(counts(apps)).toEqual([3, 3]);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('taken back to before a create: the copy that the older state does not know is not copied back', async () => {
    const apps = await start();
    apps.left.create('contacts', { name: 'First' });
    await apps.sync();
    const older = await apps.store.database.selectFrom('links').selectAll().execute();
    const origin = apps.left.create('contacts', { name: 'Second' });
    await apps.sync();
    const copy = find(apps.right, 'people', 'name', 'Second').id;
    // What an older state does not have: the link, and that either record was looked at.
    await apps.store.transaction(async (database) => {
      await database
        .deleteFrom('links')
        .where('id', '>', Math.max(...older.map((link) => link.id)))
        .execute();
      await markDirty(database, 1, 'left', [origin]);
      await markDirty(database, 1, 'right', [copy]);
    });
    await apps.sync();
    expect(counts(apps)).toEqual([2, 2]);
    expect(await candidates(apps)).toEqual({ [`left ${origin}`]: [copy], [`right ${copy}`]: [origin] });
  });

  test.each(['left-to-right', 'right-to-left'] as const)('one way, %s: nothing is created', async (direction) => {
    const apps = await start({ direction });
    const source = direction === 'left-to-right' ? 'left' : 'right';
    if (source === 'left') apps.left.create('contacts', { name: 'Keyless', seen: '2026-03-01T10:20:30.000Z' });
    else apps.right.create('people', { name: 'Keyless', seen: '2026-03-01T10:20:00.000Z' });
    await apps.sync();
    expect(counts(apps)).toEqual([1, 1]);
    await apps.forget();
    await apps.sync();
    expect(counts(apps)).toEqual([1, 1]);
    expect((await apps.held()).find(({ side }) => side === source)?.reason).toBe('in-review');
  });

  test('a copy that a filter leaves out counts as well', async () => {
    const apps = await start({ filter: { right: { title: { exists: false } }, onExit: 'keep' } });
    apps.left.create('contacts', { name: 'Same', title: 'Boss' });
    apps.right.create('people', { name: 'Same', title: 'Boss' });
    await apps.sync();
    expect(counts(apps)).toEqual([1, 1]);
  });
});

describe('with an identity field', () => {
  const identity = { identity: { left: 'own', right: 'own' } };

  test('a copy whose original has changed or gone since the state was lost is not copied back', async () => {
    const apps = await start(identity);
    const a = apps.left.create('contacts', { name: 'A', email: 'a@x.example' });
    const b = apps.left.create('contacts', { name: 'B', email: 'b@x.example' });
    await apps.sync();
    expect(counts(apps)).toEqual([2, 2]);
    await apps.forget();
    apps.left.archive('contacts', a);
    apps.left.update('contacts', b, { email: 'other@x.example' });
    const copies = ['a@x.example', 'b@x.example'].map((email) => find(apps.right, 'people', 'email', email).id);
    await apps.sync();
    await apps.sync();
    // The one with another address is made, as anybody new; the copies wait for a person.
    expect(counts(apps)).toEqual([1, 3]);
    expect(Object.keys(await candidates(apps)).sort()).toEqual(copies.map((id) => `right ${id}`).sort());

    // A person says that the first is a record of its own, and deletes the second.
    apps.right.update('people', copies[0] ?? '', { own: null });
    apps.right.archive('people', copies[1] ?? '');
    await apps.sync({ full: true });
    expect(counts(apps)).toEqual([2, 2]);
    expect(await apps.held()).toEqual([]);
  });

  test('a record that takes over the write id of a copy with a merger is a record of its own', async () => {
    const apps = await start({ ...identity, keyless: 'exclude' });
    const deleted = apps.left.create('contacts', { name: 'A', email: 'a@x.example' });
    await apps.sync();
    const copy = only(apps.right, 'people').id;
    apps.left.archive('contacts', deleted);
    const bare = apps.right.create('people', { title: 'Boss' });
    await apps.sync({ full: true });
    expect((await apps.held()).map(({ reason }) => reason).sort()).toEqual(['keyless', 'twin-gone']);
    apps.right.merge('people', bare, copy);
    await apps.sync({ full: true });
    await apps.sync({ full: true });
    expect(only(apps.left, 'contacts').fields).toMatchObject({ email: 'a@x.example', title: 'Boss' });
    expect(counts(apps)).toEqual([1, 1]);
    expect(await apps.held()).toEqual([]);
  });

  test('keyless copies are held with the records they may be copies of', async () => {
    const apps = await start(identity);
    const a = apps.left.create('contacts', { name: 'A' });
    await apps.sync();
    const copy = only(apps.right, 'people').id;
    await apps.forget();
    await apps.sync();
    expect(counts(apps)).toEqual([1, 1]);
    expect(await candidates(apps)).toEqual({ [`left ${a}`]: [copy], [`right ${copy}`]: [a] });
  });

  test('a duplicate that a person makes of a copy, write id and all, is created', async () => {
    const apps = await twoApps({
      left: { objects: [contacts] },
      right: { objects: [{ ...people, fields: [...people.fields, { ...own, unique: false }] }] },
      syncs: { people: peopleSync({ identity: { right: 'own' } }) },
    });
    apps.left.create('contacts', { name: 'A', email: 'a@x.example' });
    await apps.sync();
    const { fields } = only(apps.right, 'people');
    apps.right.create('people', { ...fields, email: 'a2@x.example' });
    await apps.sync();
    expect(counts(apps)).toEqual([2, 2]);
    expect(await apps.held()).toEqual([]);
  });

  test('a record that the sync of another pair made goes on to the third app', async () => {
    const apps = await twoApps({
      left: { objects: [withOwn(contacts)] },
      right: { objects: [people, { ...people, id: 'members' }] },
      syncs: {
        people: peopleSync({ identity: { left: 'own' } }),
        members: peopleSync({ identity: { left: 'own' }, right: { connection: 'right', object: 'members' } }),
      },
    });
    apps.right.create('people', { name: 'A', email: 'a@x.example' });
    await apps.sync();
    await apps.sync();
    expect(only(apps.right, 'members').fields.name).toBe('A');
    expect(await apps.held()).toEqual([]);
    // Without its state, both copies are found by their key.
    apps.store = await openTestStore();
    await apps.sync();
    expect([apps.right.count('people'), apps.right.count('members'), apps.left.count('contacts')]).toEqual([1, 1, 1]);
  });
});
