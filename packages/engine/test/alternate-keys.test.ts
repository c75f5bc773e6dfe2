import type { InMemoryObject } from '@linkwright/core/testing';
import { describe, expect, test } from 'vitest';
import { contacts, mapped, people, peopleSync } from './support/people.ts';
import { only, type TwoApps, twoApps } from './support/two-apps.ts';

/** Contacts are found by further e-mails too, as HubSpot's are. */
const withAlternates: InMemoryObject = {
  ...contacts,
  fields: contacts.fields.map((field) => (field.id === 'email' ? { ...field, unique: true, alternates: true } : field)),
};

const start = (overrides: Parameters<typeof peopleSync>[0] = {}): Promise<TwoApps> =>
  twoApps({
    left: { objects: [withAlternates] },
    right: { objects: [people] },
    syncs: { people: peopleSync({ fields: mapped(['name', 'title']), ...overrides }) },
  });

const contact = (apps: TwoApps, email: string, ...others: readonly string[]): string => {
  const id = apps.left.create('contacts', { email, name: email });
  if (others.length > 0) apps.left.setAlternates('contacts', id, 'email', others);
  return id;
};
const person = (apps: TwoApps, email: string, title: string): string => apps.right.create('people', { email, title });

async function reasons(apps: TwoApps): Promise<Record<string, { reason: string; text: string; records: string[] }>> {
  const rows = await apps.store.database
    .selectFrom('holds')
    .innerJoin('records', 'records.number', 'holds.record')
    .select(['holds.detail', 'holds.reason', 'records.id'])
    .execute();
  return Object.fromEntries(
    rows.map((row) => {
      const { text, records } = JSON.parse(row.detail);
      return [row.id, { reason: row.reason, text, records: records.map((one: { id: string }) => one.id) }];
    }),
  );
}

describe('a record that its app finds by further values', () => {
  test.each([
    { first: 'left', create: 'both' },
    { first: 'right', create: 'both' },
    { first: 'together', create: 'none' },
  ] as const)('pairs with one that bears such a value ($first first)', async ({ first, create }) => {
    const apps = await start({ create: first === 'together' ? create : 'none' });
    const a = first === 'right' ? '' : contact(apps, 'new@x.example', 'old@x.example', 'older@x.example');
    if (first === 'left') await apps.sync();
    person(apps, 'OLDER@x.example', 'Boss');
    if (first === 'right') await apps.sync();
    const id = a || contact(apps, 'new@x.example', 'old@x.example', 'older@x.example');
    await apps.sync();
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([1, 1]);
    expect(apps.left.read('contacts', id)?.fields.title).toBe('Boss');
    expect(only(apps.right, 'people').fields).toMatchObject({ email: 'OLDER@x.example', name: 'new@x.example' });
    expect(await apps.held()).toEqual([]);
    expect(apps.written(await apps.sync())).toBe(0);
    expect(apps.written(await apps.sync({ full: true }))).toBe(0);
  });

  test('is not created again: whoever bears one of its values is told who has it', async () => {
    const apps = await start();
    const c = contact(apps, 'new@x.example', 'old@x.example');
    await apps.sync();
    const twin = only(apps.right, 'people').id;
    const again = person(apps, 'old@x.example', 'Boss');
    expect(await apps.sync()).toMatchObject({ status: 'attention', syncs: [{ ambiguous: 1, failing: 0 }] });
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([1, 2]);
    expect(await reasons(apps)).toEqual({
      [again]: {
        reason: 'ambiguous',
        text: expect.stringMatching(`email "old@x.example" is also borne by 1 in .*${c}`),
        records: [c],
      },
    });
    // Given up in the one app, the value names a record of its own in the other.
    apps.left.setAlternates('contacts', c, 'email', []);
    expect((await apps.sync()).status).toBe('done');
    expect(apps.left.count('contacts')).toBe(2);
    expect(apps.right.read('people', twin)?.fields.name).toBe('new@x.example');
    expect(await apps.held()).toEqual([]);
  });

  test('reaches two: nothing is linked or created, and each says who and by which value', async () => {
    const apps = await start();
    const a = person(apps, 'a@x.example', 'A');
    const b = person(apps, 'b@x.example', 'B');
    const c = contact(apps, 'a@x.example', 'b@x.example');
    await apps.sync();
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([1, 2]);
    const told = await reasons(apps);
    expect(told[c]?.text).toMatch(
      new RegExp(`^email "a@x.example" is also borne by 1 in .*\\(${a}\\), "b@x.example" by 1 in .*\\(${b}\\)$`),
    );
    expect(told[a]?.text).toMatch(
      new RegExp(
        `^email "a@x.example" is also borne by 1 in .*\\(${c}\\), whose "b@x.example" is borne by 1 more in .*\\(${b}\\)$`,
      ),
    );
    expect(told[b]?.text).toMatch(
      new RegExp(`^email "b@x.example" is also borne by 1 in .*\\(${c}\\), whose "a@x.example"`),
    );
    expect(told[c]?.records).toEqual([a, b]);
    expect(told[a]?.records).toEqual([c, b]);
  });

  test.each(['the other is renamed', 'the other goes', 'the value is given up'] as const)(
    'reached two until %s',
    async (until) => {
      const apps = await start();
      const a = person(apps, 'a@x.example', 'A');
      const b = person(apps, 'b@x.example', 'B');
      const c = contact(apps, 'a@x.example', 'b@x.example');
      await apps.sync();
      if (until === 'the other is renamed') apps.right.update('people', b, { email: 'c@x.example' });
      if (until === 'the other goes') apps.right.archive('people', b);
      if (until === 'the value is given up') apps.left.setAlternates('contacts', c, 'email', []);
      expect((await apps.sync({ full: until === 'the other goes' })).status).toBe('done');
      expect(apps.left.read('contacts', c)?.fields.title).toBe('A');
      expect(apps.right.read('people', a)?.fields.name).toBe('a@x.example');
      expect(apps.left.count('contacts')).toBe(until === 'the other goes' ? 1 : 2);
      expect(await apps.held()).toEqual([]);
      expect(apps.written(await apps.sync())).toBe(0);
    },
  );

  test('a value that it got, lost or made its own is no edit of the field', async () => {
    const apps = await start({ fields: mapped(['email', 'name']) });
    const c = contact(apps, 'a@x.example');
    await apps.sync();
    const twin = only(apps.right, 'people').id;
    const edits = [
      () => apps.left.setAlternates('contacts', c, 'email', ['b@x.example']),
      () => apps.left.setAlternates('contacts', c, 'email', ['d@x.example', 'b@x.example']),
      () => apps.left.setAlternates('contacts', c, 'email', []),
    ];
    for (const edit of edits) {
      edit();
      expect(apps.written(await apps.sync())).toBe(0);
      expect(apps.right.read('people', twin)?.fields.email).toBe('a@x.example');
    }
    apps.left.setAlternates('contacts', c, 'email', ['b@x.example']);
    await apps.sync();
    apps.left.update('contacts', c, { email: 'b@x.example' });
    await apps.sync();
    expect(apps.right.read('people', twin)?.fields.email).toBe('b@x.example');
    expect(apps.left.read('contacts', c)).toMatchObject({
      fields: { email: 'b@x.example' },
      alternateKeys: { email: [] },
    });
    expect(await apps.held()).toEqual([]);
  });

  test.each(['survivor', 'loser'] as const)(
    'a merger keeps the twin of the key that stays, the %s having been linked first',
    async (first) => {
      const apps = await start({ fields: mapped(['email', 'name']) });
      const emails =
        first === 'survivor' ? ['stays@x.example', 'goes@x.example'] : ['goes@x.example', 'stays@x.example'];
      for (const email of emails) {
        contact(apps, email);
        await apps.sync();
      }
      const idOf = (email: string) =>
        apps.left.readAll('contacts').find(({ fields }) => fields.email === email)?.id ?? '';
      const twinOf = (email: string) =>
        apps.right.readAll('people').find(({ fields }) => fields.email === email)?.id ?? '';
      const [stays, goes] = [twinOf('stays@x.example'), twinOf('goes@x.example')];
      const merged = apps.left.merge('contacts', idOf('stays@x.example'), idOf('goes@x.example'), { newId: true });
      expect(apps.left.read('contacts', merged)?.alternateKeys).toEqual({ email: ['goes@x.example'] });
      for (const full of [false, true]) {
        await apps.sync({ full });
        expect(apps.left.count('contacts')).toBe(1);
        expect(apps.right.read('people', stays)?.fields.email).toBe('stays@x.example');
        expect(apps.right.read('people', goes)?.fields.email).toBe('goes@x.example');
        expect(await apps.held()).toEqual([{ side: 'right', id: goes, reason: 'merged-away' }]);
      }
      // Edited or not, it was settled with the merger.
      apps.right.update('people', goes, { name: 'Other' });
      await apps.sync();
      expect(await apps.held()).toEqual([{ side: 'right', id: goes, reason: 'merged-away' }]);
      expect(apps.left.read('contacts', merged)?.fields.name).toBe('stays@x.example');
    },
  );

  test('an index that is filled anew knows them', async () => {
    const apps = await start({ create: 'none' });
    const c = contact(apps, 'new@x.example', 'old@x.example');
    await apps.sync();
    const other = peopleSync({
      fields: mapped(['name', 'title']),
      create: 'none',
      match: { left: 'name', right: 'name' },
    });
    await apps.sync({ syncs: { people: other } });
    person(apps, 'old@x.example', 'Boss');
    await apps.sync();
    expect(apps.left.read('contacts', c)?.fields.title).toBe('Boss');
  });

  test('an unanswered create is recognized by a value that the record keeps beside its own', async () => {
    const apps = await start({ fields: mapped(['email', 'name']) });
    person(apps, 'a@x.example', 'A');
    apps.left.failNext('create', 'lose-answer');
    await apps.sync();
    const made = only(apps.left, 'contacts').id;
    apps.left.update('contacts', made, { email: 'b@x.example', name: 'Somebody' });
    apps.left.setAlternates('contacts', made, 'email', ['a@x.example']);
    await apps.sync();
    await apps.sync();
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([1, 1]);
    expect(await apps.held()).toEqual([]);
  });
});
