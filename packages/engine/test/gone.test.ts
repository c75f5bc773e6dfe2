import { RecordError } from '@linkwright/core';
import { describe, expect, test } from 'vitest';
import { base, companiesSync, contactsSync, crm } from './support/crm-and-base.ts';
import { contacts, people, peopleSync } from './support/people.ts';
import { find, only, type TwoApps, twoApps } from './support/two-apps.ts';

const day = 24 * 3_600_000;

const feeds = [
  { deletions: 'feed', wait: 0 },
  { deletions: 'sweep', wait: day },
] as const;

const uniquePeople: typeof people = {
  ...people,
  fields: people.fields.map((field) => (field.id === 'email' ? { ...field, unique: true } : field)),
};

const start = (deletions: 'feed' | 'sweep' = 'feed', overrides = {}): Promise<TwoApps> =>
  twoApps({
    left: { objects: [contacts], capabilities: { deletions } },
    right: { objects: [people], capabilities: { deletions } },
    syncs: { people: peopleSync(overrides) },
  });

describe.each(feeds)('deletions by $deletions', ({ deletions, wait }) => {
  const later = async (apps: TwoApps) => {
    apps.clock.advance(wait);
    return apps.sync();
  };

  test('the twin of a deleted record stays, is listed and is not made again', async () => {
    const apps = await start(deletions);
    const left = apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
    await apps.sync();
    const right = only(apps.right, 'people').id;
    apps.left.archive('contacts', left);
    expect(apps.written(await later(apps))).toBe(0);
    expect(await apps.held()).toEqual([{ side: 'right', id: right, reason: 'twin-gone' }]);
    apps.right.update('people', right, { name: 'Still here' });
    expect(apps.written(await apps.sync())).toBe(0);
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([0, 1]);
    expect(await apps.held()).toEqual([{ side: 'right', id: right, reason: 'twin-gone' }]);
  });

  test.each(['archive', 'review'] as const)(
    'deletions: %s, and what is left over goes into a record of another id: that stays, and nobody is asked',
    async (rule) => {
      const apps = await twoApps({
        left: { objects: [contacts], capabilities: { deletions } },
        right: { objects: [people], capabilities: { deletions, archive: 'reversible' } },
        syncs: { people: peopleSync({ deletions: rule }) },
      });
      const left = apps.left.create('contacts', { email: 'a@x.example' });
      await apps.sync();
      const bare = apps.right.create('people', { title: 'Boss' });
      await apps.sync();
      apps.left.archive('contacts', left);
      const survivor = apps.right.merge('people', find(apps.right, 'people', 'email', 'a@x.example').id, bare, {
        newId: true,
      });
      await later(apps);
      await later(apps);
      expect(only(apps.right, 'people').id).toBe(survivor);
      expect(await apps.held()).toEqual([{ side: 'right', id: survivor, reason: 'twin-gone' }]);
      expect(apps.left.count('contacts')).toBe(0);
    },
  );

  test('what is left over and goes into a record that was refused on the other side: that one is made when it no longer is', async () => {
    const apps = await start(deletions);
    const left = apps.left.create('contacts', { email: 'a@x.example' });
    const refused = apps.left.create('contacts', { email: 'b@x.example' });
    const error = new RecordError('No.', { code: 'rule-refused', category: 'other', remedy: 'Change the rule.' });
    const allow = apps.right.reject('people', ({ fields }) => fields.email === 'b@x.example', error);
    await apps.sync();
    apps.right.archive('people', only(apps.right, 'people').id);
    await later(apps);
    apps.left.merge('contacts', refused, left);
    await later(apps);
    expect(await apps.failing()).toHaveLength(1);
    allow();
    apps.left.update('contacts', refused, { title: 'Boss' });
    await later(apps);
    expect(only(apps.right, 'people').fields.email).toBe('b@x.example');
    expect([await apps.held(), await apps.failing()]).toEqual([[], []]);
  });

  test.each(['in one cycle', 'in the next one'])(
    'what is left over and goes into a record of another id, %s, is not made again under that',
    async (when) => {
      const apps = await start(deletions);
      const left = apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
      await apps.sync();
      const bare = apps.right.create('people', { title: 'Boss' });
      await apps.sync();
      apps.left.archive('contacts', left);
      if (when === 'in the next one') await later(apps);
      const survivor = apps.right.merge('people', find(apps.right, 'people', 'email', 'a@x.example').id, bare, {
        newId: true,
      });
      await later(apps);
      await later(apps);
      expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([0, 1]);
      expect(await apps.held()).toEqual([{ side: 'right', id: survivor, reason: 'twin-gone' }]);
      // Whoever takes it out of the bin gets the two as one.
      apps.left.restore('contacts', left);
      await later(apps);
      expect(only(apps.left, 'contacts').fields.title).toBe('Boss');
      expect(apps.right.count('people')).toBe(1);
      expect(await apps.held()).toEqual([]);
    },
  );

  test('both deleted: nothing is left to tell', async () => {
    const apps = await start(deletions);
    const left = apps.left.create('contacts', { email: 'a@x.example' });
    await apps.sync();
    apps.left.archive('contacts', left);
    apps.right.archive('people', only(apps.right, 'people').id);
    await later(apps);
    expect(await apps.held()).toEqual([]);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('a new record of the same key is linked to the twin that was left over', async () => {
    const apps = await start(deletions);
    apps.left.archive('contacts', await linkedOne(apps));
    await later(apps);
    const again = apps.left.create('contacts', { email: 'a@x.example', name: 'Again' });
    await apps.sync();
    expect(only(apps.right, 'people').fields.name).toBe('Again');
    expect(only(apps.left, 'contacts').id).toBe(again);
    expect(await apps.held()).toEqual([]);
  });

  test('a failing record whose twin is deleted is no longer failing', async () => {
    const apps = await start(deletions);
    const left = apps.left.create('contacts', { email: 'a@x.example', stage: 'lost' });
    await apps.sync();
    expect(await apps.failing()).toHaveLength(1);
    apps.right.archive('people', only(apps.right, 'people').id);
    await later(apps);
    expect(await apps.failing()).toEqual([]);
    expect(await apps.held()).toEqual([{ side: 'left', id: left, reason: 'twin-gone' }]);
  });

  test.each([{ newId: false }, { newId: true }])('a merger (new id: $newId) takes the link over', async ({ newId }) => {
    const apps = await start(deletions, { create: 'right' });
    const loser = apps.left.create('contacts', { email: 'a@x.example', title: 'Boss' });
    await apps.sync();
    const twin = only(apps.right, 'people').id;
    // The survivor is known and unlinked: it has no key.
    const other = apps.left.create('contacts', { name: 'Ada' });
    await apps.sync();
    const standing = apps.left.merge('contacts', other, loser, { newId });
    await later(apps);
    expect(apps.right.count('people')).toBe(1);
    expect(apps.right.read('people', twin)?.fields).toMatchObject({ email: 'a@x.example', title: 'Boss', name: 'Ada' });
    apps.right.update('people', twin, { city: 'Oslo' });
    await apps.sync();
    expect(apps.left.read('contacts', standing)?.fields.city).toBe('Oslo');
    expect(await apps.held()).toEqual([]);
    expect(apps.written(await later(apps))).toBe(0);
  });

  test.each([{ newId: false }, { newId: true }])(
    'both linked (new id: $newId): one twin is left over and held',
    async ({ newId }) => {
      const apps = await start(deletions);
      const a = apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
      const b = apps.left.create('contacts', { email: 'b@x.example', name: 'B', title: 'Boss' });
      await apps.sync();
      const standing = apps.left.merge('contacts', a, b, { newId });
      await later(apps);
      expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([1, 2]);
      expect(await apps.held()).toMatchObject([{ side: 'right', reason: 'merged-away' }]);
      expect(find(apps.right, 'people', 'email', 'a@x.example').fields.title).toBe('Boss');
      expect(apps.left.read('contacts', standing)?.fields.name).toBe('A');
      apps.right.update('people', find(apps.right, 'people', 'email', 'b@x.example').id, { title: 'Chief' });
      expect(apps.written(await later(apps))).toBe(0);
    },
  );

  test.each([
    { survives: 'old', newId: false },
    { survives: 'young', newId: false },
    { survives: 'old', newId: true },
    { survives: 'young', newId: true },
  ])(
    'both linked, $survives@ survives (new id: $newId): its twin is kept, and unique values clash nowhere',
    async ({ survives, newId }) => {
      const apps = await twoApps({
        left: { objects: [contacts], capabilities: { deletions } },
        right: { objects: [uniquePeople], capabilities: { deletions } },
        syncs: { people: peopleSync() },
      });
      const old = apps.left.create('contacts', { email: 'old@x.example', name: 'Old' });
      const young = apps.left.create('contacts', { email: 'young@x.example', name: 'Young' });
      await apps.sync();
      const twin = (email: string) => find(apps.right, 'people', 'email', email).id;
      const twins = { old: twin('old@x.example'), young: twin('young@x.example') };
      if (survives === 'old') apps.left.merge('contacts', old, young, { newId });
      else apps.left.merge('contacts', young, old, { newId });
      await later(apps);
      expect(await apps.failing()).toEqual([]);
      expect([
        apps.right.read('people', twins.old)?.fields.email,
        apps.right.read('people', twins.young)?.fields.email,
      ]).toEqual(['old@x.example', 'young@x.example']);
      const [kept, dropped] = survives === 'old' ? [twins.old, twins.young] : [twins.young, twins.old];
      const holds = await apps.store.database
        .selectFrom('holds')
        .innerJoin('records', 'records.number', 'holds.record')
        .select(['records.id', 'holds.reason', 'holds.detail'])
        .execute();
      expect(holds).toMatchObject([{ id: dropped, reason: 'merged-away' }]);
      expect(holds[0]?.detail).toContain(kept);
      apps.right.update('people', kept, { title: 'Chief' });
      await later(apps);
      expect(only(apps.left, 'contacts').fields.title).toBe('Chief');
      expect(apps.written(await later(apps))).toBe(0);
    },
  );

  test('a chain of mergers within one cycle ends at the last survivor', async () => {
    const apps = await start(deletions);
    const a = apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
    await apps.sync();
    const b = apps.left.create('contacts', { name: 'B' });
    const c = apps.left.create('contacts', { name: 'C' });
    await apps.sync();
    apps.left.merge('contacts', b, a);
    apps.left.merge('contacts', c, b);
    await later(apps);
    expect(apps.right.count('people')).toBe(1);
    expect(only(apps.right, 'people').fields.name).toBe('C');
    expect(only(apps.left, 'contacts').id).toBe(c);
  });

  test.each([{ newId: false }, { newId: true }])(
    'twins that were left over and are merged, too (new id: $newId), are left over as one',
    async ({ newId }) => {
      const apps = await start(deletions);
      const [a, b, c] = ['a', 'b', 'c'].map((name) => apps.left.create('contacts', { email: `${name}@x.example` }));
      await apps.sync();
      const twin = (email: string) => find(apps.right, 'people', 'email', email).id;
      apps.left.merge('contacts', a ?? '', b ?? '');
      apps.left.merge('contacts', c ?? '', a ?? '');
      const over = apps.right.merge('people', twin('a@x.example'), twin('b@x.example'), { newId });
      await later(apps);
      await later(apps);
      expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([1, 2]);
      expect(only(apps.left, 'contacts').fields.email).toBe('c@x.example');
      expect(await apps.held()).toMatchObject([{ side: 'right', id: over, reason: 'merged-away' }]);
      expect(apps.written(await later(apps))).toBe(0);
    },
  );

  test.each([{ newId: false }, { newId: true }])(
    'the twin that bears the key is kept, also if it was merged meanwhile (new id: $newId)',
    async ({ newId }) => {
      const apps = await start(deletions, { keyless: 'create' });
      const bare = apps.left.create('contacts', { name: 'Bare' });
      const keyed = apps.left.create('contacts', { email: 'a@x.example', name: 'Keyed' });
      await apps.sync();
      const twin = find(apps.right, 'people', 'email', 'a@x.example').id;
      const fresh = apps.right.create('people', { name: 'Fresh' });
      apps.left.merge('contacts', bare, keyed);
      const standing = newId
        ? apps.right.merge('people', fresh, twin, { newId })
        : apps.right.merge('people', twin, fresh);
      await later(apps);
      await later(apps);
      expect(only(apps.left, 'contacts').fields.email).toBe('a@x.example');
      expect(find(apps.right, 'people', 'email', 'a@x.example').id).toBe(standing);
      expect(apps.right.count('people')).toBe(2);
      expect(await apps.held()).toMatchObject([{ side: 'right', reason: 'merged-away' }]);
      apps.left.update('contacts', bare, { title: 'Chief' });
      await later(apps);
      expect(apps.right.read('people', standing)?.fields.title).toBe('Chief');
    },
  );

  test('the pair that both apps merge stays one pair', async () => {
    const apps = await start(deletions);
    const a = apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
    const b = apps.left.create('contacts', { email: 'b@x.example', name: 'B' });
    await apps.sync();
    const twin = (email: string) => find(apps.right, 'people', 'email', email).id;
    // Crosswise: each app keeps the other record.
    apps.right.merge('people', twin('b@x.example'), twin('a@x.example'));
    apps.left.merge('contacts', a, b);
    await later(apps);
    await later(apps);
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([1, 1]);
    expect(only(apps.right, 'people').fields).toEqual(only(apps.left, 'contacts').fields);
    expect(await apps.held()).toEqual([]);
  });
});

async function linkedOne(apps: TwoApps): Promise<string> {
  const left = apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
  await apps.sync();
  return left;
}

describe('a vanished target is not a removed association', () => {
  const syncs = {
    companies: { ...companiesSync },
    contacts: {
      ...contactsSync,
      associations: [
        { left: 'companies', right: 'Accounts' },
        { left: 'primary', right: 'Account' },
      ],
    },
  };

  test.each([
    { noticed: 'by the feed', deletions: 'feed', wait: 0 },
    { noticed: 'by the sweep', deletions: 'sweep', wait: day },
    { noticed: 'by nothing but the missing association', deletions: 'sweep', wait: 0 },
  ] as const)('deleted, and noticed $noticed', async ({ deletions, wait }) => {
    const apps = await twoApps({
      left: { ...crm, capabilities: { deletions } },
      right: { ...base, capabilities: { ...base.capabilities, deletions } },
      syncs,
    });
    const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme.example' });
    const other = apps.left.create('companies', { name: 'Other', domain: 'other.example' });
    const ada = apps.left.create('contacts', { email: 'ada@x.example' }, { companies: [acme, other], primary: [acme] });
    await apps.sync();
    const edges = () => ({
      accounts: apps.right.readEdges('tblP', 'fldAccounts').length,
      account: apps.right.readEdges('tblP', 'fldAccount').length,
    });
    expect(edges()).toEqual({ accounts: 2, account: 1 });
    apps.left.archive('companies', acme);
    apps.clock.advance(wait);
    expect(apps.written(await apps.sync())).toBe(0);
    expect(edges()).toEqual({ accounts: 2, account: 1 });
    expect(apps.right.count('tblA')).toBe(2);
    // The other edges of the record go on as before.
    apps.left.disassociate('contacts', ada, 'companies', other);
    await apps.sync();
    expect(edges()).toEqual({ accounts: 1, account: 1 });
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('deleted on the right: the links of the left stay', async () => {
    const apps = await twoApps({ left: crm, right: base, syncs });
    const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme.example' });
    apps.left.create('contacts', { email: 'ada@x.example' }, { companies: [acme] });
    await apps.sync();
    apps.right.archive('tblA', only(apps.right, 'tblA').id);
    expect(apps.written(await apps.sync())).toBe(0);
    apps.clock.advance(day);
    expect(apps.written(await apps.sync())).toBe(0);
    expect(apps.left.readEdges('contacts', 'companies')).toHaveLength(1);
    expect((await apps.pending()).map((one) => one.record)).toContain(acme);
  });
});

/** What `beforeWrite.happens` does to the right app is done just before each write of records arrives there. */
async function startMeddled(): Promise<TwoApps & { readonly beforeWrite: { happens: () => void } }> {
  const beforeWrite = { happens: (): void => undefined };
  const apps = await twoApps({
    left: { ...crm, capabilities: { deletions: 'feed' } },
    right: { ...base, capabilities: { ...base.capabilities, deletions: 'feed' } },
    syncs: {
      companies: companiesSync,
      contacts: { ...contactsSync, associations: [{ left: 'companies', right: 'Accounts' }] },
    },
    wrap: (app, side) =>
      side === 'left'
        ? app
        : {
            ...app,
            write: (request, options) => {
              beforeWrite.happens();
              return app.write(request, options);
            },
          },
  });
  return Object.assign(apps, { beforeWrite });
}

test('an association that was refused because its target had just been merged away is placed on the survivor', async () => {
  const apps = await startMeddled();
  const company = apps.left.create('companies', { name: 'Acme', domain: 'acme.example' });
  const contact = apps.left.create('contacts', { email: 'a@x.example' });
  await apps.sync();
  const spare = apps.right.create('tblA', { fldPhone: '1' });
  const twin = find(apps.right, 'tblA', 'fldName', 'Acme').id;
  apps.left.associate('contacts', contact, 'companies', company);
  let survivor = '';
  apps.beforeWrite.happens = () => {
    survivor ||= apps.right.merge('tblA', spare, twin, { newId: true });
  };
  await apps.sync();
  expect(apps.right.readEdges('tblP', 'fldAccounts')).toEqual([]);
  await apps.sync();
  expect(apps.right.readEdges('tblP', 'fldAccounts')).toEqual([[only(apps.right, 'tblP').id, survivor]]);
});

test('a target that is merged away while its record gets another one is not taken out of the other side', async () => {
  const apps = await startMeddled();
  const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme.example' });
  const other = apps.left.create('companies', { name: 'Other', domain: 'other.example' });
  const contact = apps.left.create('contacts', { email: 'a@x.example' }, { companies: [acme] });
  await apps.sync();
  const spare = apps.right.create('tblA', { fldPhone: '1' });
  const twin = find(apps.right, 'tblA', 'fldName', 'Acme').id;
  apps.left.associate('contacts', contact, 'companies', other);
  let survivor = '';
  // The app is told of the whole list, with the target as it was called before.
  apps.beforeWrite.happens = () => {
    survivor ||= apps.right.merge('tblA', spare, twin, { newId: true });
  };
  await apps.sync();
  await apps.sync();
  expect(new Set(apps.left.readEdges('contacts', 'companies').map(([, target]) => target))).toEqual(
    new Set([acme, other]),
  );
  expect(new Set(apps.right.readEdges('tblP', 'fldAccounts').map(([, target]) => target))).toEqual(
    new Set([survivor, find(apps.right, 'tblA', 'fldName', 'Other').id]),
  );
  expect(apps.written(await apps.sync())).toBe(0);
});

test('records that were merged are no deleted ones, also while the index still shows them', async () => {
  const apps = await twoApps({
    left: { ...crm, indexLag: () => 90_000, indexOverlapMs: 180_000, associationReads: 'separate' },
    right: base,
    syncs: { companies: { ...companiesSync, associations: [{ left: 'parent', right: 'Parent' }] } },
  });
  const [first, second] = ['One', 'Two'].map((name) => apps.left.create('companies', { name, domain: 'a.example' }));
  apps.right.create('tblA', { fldName: 'Three', fldSite: 'https://a.example' });
  await apps.sync();
  await apps.sync();
  expect((await apps.held()).length).toBe(3);
  apps.left.touch('companies', first ?? '');
  apps.clock.advance(90_000);
  apps.left.merge('companies', first ?? '', second ?? '', { newId: true });
  for (let cycle = 0; cycle < 5; cycle += 1) await apps.sync();
  expect(apps.left.count('companies')).toBe(1);
  expect(apps.right.count('tblA')).toBe(1);
  expect(await apps.held()).toEqual([]);
});

test('more records vanish than are looked at together: each is read once, and every twin is listed', async () => {
  const apps = await start('sweep', { brakes: { unlink: 'off' } });
  const ids = Array.from({ length: 2100 }, (_, n) => apps.left.create('contacts', { email: `p${n}@x.example` }));
  await apps.sync();
  expect(apps.right.count('people')).toBe(2100);
  for (const id of ids) apps.left.archive('contacts', id);
  apps.left.resetCalls();
  apps.clock.advance(day);
  expect(apps.written(await apps.sync())).toBe(0);
  // A hundred ids to a call, in pages of a thousand.
  expect(apps.left.calls.get('read-records')).toBe(21);
  expect(await apps.held()).toHaveLength(2100);
});

test('records on either end of more deletions than are settled together that have one survivor: it keeps the twin of its key', async () => {
  const apps = await start('feed', { brakes: { unlink: 'off' } });
  const make = (name: string) => apps.left.create('contacts', { email: `${name}@x.example`, name });
  const first = make('first');
  const deleted = Array.from({ length: 2001 }, (_, number) => make(`deleted-${number}`));
  const last = make('last');
  await apps.sync();
  const survivor = apps.left.create('contacts', { email: 'last@x.example', name: 'Survivor' });
  for (const id of deleted) apps.left.archive('contacts', id);
  apps.left.merge('contacts', survivor, first);
  apps.left.merge('contacts', survivor, last);
  await apps.sync();
  const twin = (email: string) => find(apps.right, 'people', 'email', email);
  expect(twin('last@x.example').fields.name).toBe('Survivor');
  const held = await apps.held();
  expect(held.filter(({ reason }) => reason === 'twin-gone')).toHaveLength(2001);
  expect(held.filter(({ reason }) => reason !== 'twin-gone')).toEqual([
    { side: 'right', id: twin('first@x.example').id, reason: 'merged-away' },
  ]);
  expect(apps.written(await apps.sync())).toBe(0);
});

test('a record that was deleted while the first reading was interrupted is noticed by the sweep that is due since that began', async () => {
  let pages = 0;
  const apps = await twoApps({
    left: { objects: [contacts], pageSize: 1 },
    right: { objects: [people] },
    syncs: { people: peopleSync() },
    wrap: (app, side) => ({
      ...app,
      async *readChanges(request, options) {
        for await (const page of app.readChanges(request, options)) {
          if (side === 'left' && pages > 1) throw new Error('down');
          pages += side === 'left' ? 1 : 0;
          yield page;
        }
      },
    }),
  });
  const first = apps.left.create('contacts', { email: 'a@x.example' });
  for (const name of ['b', 'c', 'd']) apps.left.create('contacts', { email: `${name}@x.example` });
  await expect(apps.sync()).rejects.toThrow('down');
  apps.left.archive('contacts', first);
  pages = Number.NEGATIVE_INFINITY;
  apps.clock.advance(day - 3_600_000);
  await apps.sync();
  apps.left.resetCalls();
  await apps.sync();
  expect(apps.left.calls.get('list-ids')).toBeUndefined();
  apps.clock.advance(3_600_000);
  await apps.sync();
  expect(await apps.held()).toMatchObject([{ side: 'right', reason: 'twin-gone' }]);
});
