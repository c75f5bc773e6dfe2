import { type AppConnection, type MergeOutcome, RecordError, RetryableError } from '@linkwright/core';
import { describe, expect, test } from 'vitest';
import { decideReviews, listReviews, type ReviewDecision } from '../src/index.ts';
import { base, companiesSync, contactsSync, crm } from './support/crm-and-base.ts';
import { contacts, people, peopleSync } from './support/people.ts';
import { find, only, type TwoApps, twoApps } from './support/two-apps.ts';

const day = 24 * 3_600_000;

type Options = Partial<Parameters<typeof twoApps>[0]['right']> & Pick<Parameters<typeof twoApps>[0], 'wrap'>;

const ada = { email: 'ada@x.example', name: 'Ada' };
const augusta = { email: 'augusta@x.example', name: 'Augusta', title: 'Countess', phone: '+49 30 1234567' };

/** Ada and Augusta on both sides; on the left they have become one, and on the right Augusta is left over. */
async function leftOver({ wrap, ...right }: Options = {}, overrides: Parameters<typeof peopleSync>[0] = {}) {
  const apps = await twoApps({
    left: { objects: [contacts], capabilities: { deletions: 'feed' } },
    right: { objects: [people], capabilities: { deletions: 'feed', merges: true }, ...right },
    syncs: { people: peopleSync(overrides) },
    ...(wrap && { wrap }),
  });
  const [one, other] = [apps.left.create('contacts', ada), apps.left.create('contacts', augusta)];
  await apps.sync();
  const twins = { ada: twin(apps, ada), augusta: twin(apps, augusta) };
  apps.left.merge('contacts', one, other);
  await apps.sync();
  expect(await apps.held()).toEqual([{ side: 'right', id: twins.augusta, reason: 'merged-away' }]);
  return { apps, twins };
}

const twin = (apps: TwoApps, { email }: { readonly email: string }): string =>
  find(apps.right, 'people', 'email', email).id;

const items = async (apps: TwoApps) => listReviews(apps.store, (await apps.compile()).syncs);

const decide = async (apps: TwoApps, decision: ReviewDecision = 'approve') =>
  decideReviews(apps.store, (await apps.compile()).syncs, { decision, at: apps.clock.now() });

const merged = (apps: TwoApps) => apps.right.calls.get('merge') ?? 0;

const logged = async (apps: TwoApps) =>
  (await apps.store.database.selectFrom('writes').selectAll().where('kind', '=', 'merge').execute()).length;

/** One record on each side, with what both had; nothing waits, and nothing is written again. */
async function expectOne(apps: TwoApps): Promise<void> {
  const { id, fields } = only(apps.right, 'people');
  expect(fields).toMatchObject({ email: ada.email, name: 'Ada', title: 'Countess' });
  expect(only(apps.left, 'contacts').fields).toMatchObject({ email: ada.email, name: 'Ada', title: 'Countess' });
  expect([await apps.held(), await apps.failing(), await items(apps)]).toEqual([[], [], []]);
  expect([merged(apps), await logged(apps)]).toEqual([1, 1]);
  apps.left.update('contacts', only(apps.left, 'contacts').id, { city: 'Oslo' });
  await apps.sync();
  expect(apps.right.read('people', id)?.fields.city).toBe('Oslo');
  expect(apps.written(await apps.sync({ full: true }))).toBe(0);
}

describe('what a merger of the other side left over', () => {
  test.each([false, true])('goes into the partner of the survivor, once approved (new id: %s)', async (newId) => {
    const { apps, twins } = await leftOver({ mergersMakeRecords: newId });
    expect(await items(apps)).toMatchObject([
      { id: twins.augusta, kind: 'merger', kept: { id: twins.ada, label: ada.email }, approvable: true, final: true },
    ]);
    expect(await decide(apps)).toMatchObject({ decided: [{ id: twins.augusta }], impossible: [] });
    expect(await items(apps)).toEqual([]);

    const plan = await apps.plan();
    expect(plan.syncs).toMatchObject([{ right: { merged: 1 } }]);
    expect(apps.events).toContainEqual({
      kind: 'operation',
      operation: expect.objectContaining({
        kind: 'merge',
        id: twins.augusta,
        into: { id: twins.ada, label: ada.email },
      }),
    });
    expect(merged(apps)).toBe(0);

    expect((await apps.sync()).syncs).toMatchObject([{ right: { merged: 1, archived: 0 }, linked: 1 }]);
    await expectOne(apps);
  });

  test('three that became one become one there, too, whichever id stands', async () => {
    const { apps } = await leftOver({ mergersMakeRecords: true });
    const third = apps.left.create('contacts', { email: 'countess@x.example', city: 'London' });
    await apps.sync();
    apps.left.merge('contacts', idOf(apps, ada.email), third);
    await apps.sync();
    expect(await items(apps)).toHaveLength(2);
    await decide(apps);
    await apps.sync();
    expect(only(apps.right, 'people').fields).toMatchObject({ ...ada, title: 'Countess', city: 'London' });
    expect([merged(apps), await logged(apps), await apps.held()]).toEqual([2, 2, []]);
    expect(apps.written(await apps.sync({ full: true }))).toBe(0);
  });

  test('is merged on both sides in one sync, also where the record that stands on one of them gets a new id', async () => {
    const capabilities = { deletions: 'feed', merges: true } as const;
    const apps = await twoApps({
      left: { objects: [contacts], capabilities, mergersMakeRecords: true },
      right: { objects: [people], capabilities },
      syncs: { people: peopleSync() },
    });
    const [one, other] = [apps.left.create('contacts', ada), apps.left.create('contacts', augusta)];
    const third = { email: 'third@x.example', city: 'London' };
    apps.left.create('contacts', third);
    await apps.sync();
    apps.left.merge('contacts', one, other);
    await apps.sync();
    apps.right.merge('people', twin(apps, ada), twin(apps, third));
    await apps.sync();
    expect((await items(apps)).map(({ side }) => side).sort()).toEqual(['left', 'right']);
    await decide(apps);
    expect((await apps.sync()).syncs).toMatchObject([{ left: { merged: 1 }, right: { merged: 1 } }]);
    for (const record of [only(apps.left, 'contacts'), only(apps.right, 'people')])
      expect(record.fields).toMatchObject({ ...ada, title: 'Countess', city: 'London' });
    expect([await items(apps), await apps.held(), await apps.failing()]).toEqual([[], [], []]);
    expect(apps.written(await apps.sync({ full: true }))).toBe(0);
  });

  test('brings its associations with it, which travel', async () => {
    const apps = await twoApps({
      left: crm,
      right: { ...base, capabilities: { ...base.capabilities, merges: true } },
      syncs: {
        companies: companiesSync,
        contacts: { ...contactsSync, associations: [{ left: 'companies', right: 'Accounts' }] },
      },
    });
    for (const name of ['Acme', 'Globex']) apps.left.create('companies', { name, domain: `${name}.example` });
    const one = apps.left.create('contacts', { email: ada.email, name: 'Ada' });
    const other = apps.left.create('contacts', { email: augusta.email, name: 'Augusta' });
    const [acme, globex] = apps.left.readAll('companies').map(({ id }) => id);
    apps.left.associate('contacts', one, 'companies', acme ?? '');
    await apps.sync();
    apps.left.merge('contacts', one, other);
    apps.clock.advance(day);
    await apps.sync();
    // What is left over is not synced, so that this waits there for the merger.
    const over = find(apps.right, 'tblP', 'fldEmail', augusta.email).id;
    apps.right.associate('tblP', over, 'fldAccounts', find(apps.right, 'tblA', 'fldName', 'Globex').id);
    await apps.sync();
    await decide(apps);
    await apps.sync();
    expect(apps.right.count('tblP')).toBe(1);
    const held = apps.left.read('contacts', one)?.associations?.companies ?? [];
    expect(held.map((target) => ('id' in target ? target.id : ''))).toEqual([acme, globex]);
    apps.clock.advance(day);
    expect(apps.written(await apps.sync({ full: true }))).toBe(0);
  });

  test('rejected, the two are kept apart, and nobody is asked again', async () => {
    const { apps, twins } = await leftOver();
    await decide(apps, 'reject');
    await apps.sync({ full: true });
    expect([merged(apps), await items(apps)]).toEqual([0, []]);
    expect(await apps.held()).toEqual([{ side: 'right', id: twins.augusta, reason: 'kept-apart' }]);
  });

  test.each([
    ['its app has no call for it', { capabilities: { deletions: 'feed' } }, {}],
    ['the sync does not write there', {}, { direction: 'right-to-left' }],
  ] as const)('cannot be approved where %s', async (_, right, overrides) => {
    const { apps, twins } = await leftOver(right, {});
    const syncs = { people: peopleSync(overrides) };
    const compiled = (await apps.compile(syncs)).syncs;
    expect(await listReviews(apps.store, compiled)).toMatchObject([{ approvable: false, final: false }]);
    expect(await decideReviews(apps.store, compiled, { decision: 'approve', at: 0 })).toMatchObject({
      decided: [],
      impossible: [{ id: twins.augusta }],
    });
    await apps.sync({ syncs });
    expect(apps.right.count('people')).toBe(2);
  });

  test('an approval under a rule that is taken back asks again', async () => {
    const { apps, twins } = await leftOver();
    await decide(apps);
    await apps.sync({ syncs: { people: peopleSync({ direction: 'right-to-left' }) } });
    expect([merged(apps), apps.right.count('people')]).toEqual([0, 2]);
    expect(await apps.held()).toEqual([{ side: 'right', id: twins.augusta, reason: 'merged-away' }]);
  });

  test('a person who merges them by hand meanwhile has settled it', async () => {
    const { apps, twins } = await leftOver();
    await decide(apps);
    apps.right.merge('people', twins.ada, twins.augusta);
    await apps.sync();
    await apps.sync();
    expect([merged(apps), await logged(apps), apps.right.count('people')]).toEqual([0, 0, 1]);
    expect([await apps.held(), await items(apps)]).toEqual([[], []]);
  });

  test('a person who merges them the other way round has settled it as well', async () => {
    const { apps, twins } = await leftOver();
    await decide(apps);
    apps.right.merge('people', twins.augusta, twins.ada);
    await apps.sync();
    expect([merged(apps), await logged(apps), only(apps.right, 'people').id]).toEqual([0, 0, twins.augusta]);
    expect([await apps.held(), await items(apps)]).toEqual([[], []]);
    await apps.sync();
    expect(only(apps.left, 'contacts').fields).toMatchObject(augusta);
    expect(apps.written(await apps.sync({ full: true }))).toBe(0);
  });

  test.each([false, true])(
    'one that was to be kept apart, and that people have merged into it, has them asked again (new id: %s)',
    async (newId) => {
      const { apps, twins } = await leftOver({ mergersMakeRecords: newId });
      const third = { email: 'third@x.example', city: 'London' };
      apps.left.create('contacts', third);
      await apps.sync();
      const apart = twin(apps, third);
      apps.left.merge('contacts', idOf(apps, ada.email), idOf(apps, third.email));
      await apps.sync();
      const { syncs } = await apps.compile();
      const at = apps.clock.now();
      await decideReviews(apps.store, syncs, { decision: 'approve', record: twins.augusta, at });
      await decideReviews(apps.store, syncs, { decision: 'reject', record: apart, at });
      apps.right.merge('people', twins.augusta, apart);
      const both = find(apps.right, 'people', 'email', augusta.email).id;
      await apps.sync();
      await apps.sync({ full: true });
      expect([merged(apps), apps.right.count('people')]).toEqual([0, 2]);
      expect(await items(apps)).toMatchObject([
        { id: both, kept: { id: twins.ada }, text: expect.stringContaining(`${apart}, which is to be kept apart`) },
      ]);
      // Whoever approves it knows.
      await decide(apps);
      await apps.sync();
      expect(only(apps.right, 'people').fields).toMatchObject({ ...ada, title: 'Countess', city: 'London' });
      expect([await items(apps), await apps.held()]).toEqual([[], []]);
    },
  );

  test('one into which a record was merged whose twin is kept apart is carried out, although that is looked at again', async () => {
    const apps = await twoApps({
      left: { objects: [contacts], capabilities: { deletions: 'feed' } },
      right: { objects: [people], capabilities: { deletions: 'sweep', merges: true } },
      syncs: { people: peopleSync() },
    });
    const third = { email: 'third@x.example', city: 'London' };
    const [one, other] = [ada, augusta, third].map((fields) => apps.left.create('contacts', fields));
    await apps.sync();
    const twins = { augusta: twin(apps, augusta), third: twin(apps, third) };
    apps.right.merge('people', twins.augusta, twins.third);
    await apps.sync({ full: true });
    expect(await items(apps)).toMatchObject([{ label: third.email, kind: 'merger' }]);
    await decide(apps, 'reject');
    apps.left.merge('contacts', one ?? '', other ?? '');
    await apps.sync();
    await decide(apps);
    // Under other rules all records are looked at again, those that have gone as well.
    await apps.sync({ syncs: { people: peopleSync({ keyless: 'create' }) } });
    expect([merged(apps), apps.right.read('people', twins.augusta), await items(apps)]).toEqual([1, null, []]);
    expect(apps.left.count('contacts')).toBe(2);
  });

  test('a merger with another record, or a deletion, of either is no merger of ours', async () => {
    const { apps, twins } = await leftOver();
    await decide(apps);
    const third = apps.right.create('people', { email: 'third@x.example' });
    apps.right.merge('people', third, twins.augusta);
    await apps.sync();
    expect(merged(apps)).toBe(0);
    expect(apps.right.read('people', twins.ada)?.fields.email).toBe(ada.email);

    const other = await leftOver();
    await decide(other.apps);
    other.apps.right.archive('people', other.twins.ada);
    await other.apps.sync();
    await other.apps.sync();
    expect([merged(other.apps), other.apps.right.count('people')]).toEqual([0, 1]);
  });

  test('with a limit, no more than that are merged', async () => {
    const { apps } = await leftOver();
    const third = apps.left.create('contacts', { email: 'countess@x.example' });
    await apps.sync();
    apps.left.merge('contacts', idOf(apps, ada.email), third);
    await apps.sync();
    await decide(apps);
    await apps.sync({ limit: 1 });
    expect(merged(apps)).toBe(1);
    await apps.sync();
    expect(merged(apps)).toBe(2);
  });
});

describe('a request to merge', () => {
  test('that the app refuses asks again, with what the app said', async () => {
    const { apps, twins } = await leftOver();
    await decide(apps);
    const refusal = new RecordError('Too many identities.', { code: 'no', category: 'other', remedy: 'Wait.' });
    apps.right.failNext('merge', refusal);
    expect(await apps.sync()).toMatchObject({ status: 'attention', syncs: [{ inReview: 1, right: { archived: 0 } }] });
    expect(await items(apps)).toMatchObject([
      { id: twins.augusta, text: expect.stringContaining('Righty does not merge them here: Too many identities.') },
    ]);
    await decide(apps);
    await apps.sync();
    await expectOneAfter(apps, 2);
  });

  test.each([false, true])('whose answer is lost is found out by reading (new id: %s)', async (newId) => {
    const { apps } = await leftOver({ mergersMakeRecords: newId });
    await decide(apps);
    apps.right.failNext('merge', 'lose-answer');
    await apps.sync();
    await expectOne(apps);
  });

  test('that was lost on its way is sent again', async () => {
    const { apps } = await leftOver();
    await decide(apps);
    apps.right.failNext('merge', new RetryableError('Lost.', { code: 'lost', outcomeUnknown: true }));
    await apps.sync();
    expect(apps.right.count('people')).toBe(2);
    await apps.sync();
    await expectOneAfter(apps, 2);
  });

  test.each([false, true])(
    'of a run that dies before it stores the answer is told in the log of the next one (new id: %s)',
    async (newId) => {
      let dies = true;
      const mortal = (app: AppConnection): AppConnection => ({
        ...app,
        async mergeRecords(request, options): Promise<MergeOutcome> {
          const outcome = (await app.mergeRecords?.(request, options)) ?? { kind: 'gone' };
          if (!dies) return outcome;
          dies = false;
          // As if the process had ended: what is stored is what was committed before the request left.
          const database = apps.store.database;
          const before = await database.selectFrom('links').select(['id', 'reason']).execute();
          expect(before.map(({ reason }) => reason)).toContain('merge-sent');
          throw new Error('The process ended.');
        },
      });
      const { apps } = await leftOver({
        mergersMakeRecords: newId,
        wrap: (app, side) => (side === 'right' ? mortal(app) : app),
      });
      await decide(apps);
      await expect(apps.sync()).rejects.toThrow();
      await apps.sync();
      await expectOne(apps);
    },
  );

  test.each([false, true])('that the network delivers twice is told once (new id: %s)', async (newId) => {
    const twice = (app: AppConnection): AppConnection => ({
      ...app,
      async mergeRecords(request, options): Promise<MergeOutcome> {
        await app.mergeRecords?.(request, options);
        return (await app.mergeRecords?.(request, options)) ?? { kind: 'gone' };
      },
    });
    const { apps } = await leftOver({
      mergersMakeRecords: newId,
      wrap: (app, side) => (side === 'right' ? twice(app) : app),
    });
    await decide(apps);
    expect((await apps.sync()).syncs).toMatchObject([{ right: { merged: 1 } }]);
    await expectOneAfter(apps, 2);
  });

  test.each<[string, unknown]>([
    ['of an unknown kind', { kind: 'done' }],
    ['without an id', { kind: 'merged' }],
    ['that names the record that was to go', 'merged'],
    ['that is nothing', undefined],
  ])('an answer %s ends the run, and what became of it is read', async (_, answer) => {
    const lying = (app: AppConnection): AppConnection => ({
      ...app,
      async mergeRecords(request, options) {
        await app.mergeRecords?.(request, options);
        return (answer === 'merged' ? { kind: 'merged', id: request.merged } : answer) as MergeOutcome;
      },
    });
    const { apps } = await leftOver({ wrap: (app, side) => (side === 'right' ? lying(app) : app) });
    await decide(apps);
    await expect(apps.sync()).rejects.toThrow(/^The connector of Righty, mergeRecords of "people",/);
    await apps.sync();
    await expectOne(apps);
  });

  test('is not sent where so many were approved that a brake pulls', async () => {
    const apps = await twoApps({
      left: { objects: [contacts], capabilities: { deletions: 'feed' } },
      right: { objects: [people], capabilities: { deletions: 'feed', merges: true } },
      syncs: { people: peopleSync() },
    });
    const ids = Array.from({ length: 90 }, (_, index) => apps.left.create('contacts', { email: `${index}@x.example` }));
    await apps.sync();
    for (const id of ids.slice(60)) apps.left.merge('contacts', ids[0] ?? '', id);
    await apps.sync();
    await decide(apps);
    const { syncs } = await apps.sync();
    expect(syncs[0]?.brakes).toMatchObject([
      { kind: 'archive', count: 30, of: 60, text: expect.stringContaining('30 records would be merged into others') },
    ]);
    expect([merged(apps), apps.right.count('people')]).toEqual([0, 90]);
    await apps.sync({ allow: ['archive'] });
    expect([merged(apps), apps.right.count('people')]).toEqual([30, 60]);
  });
});

test('undo says that a merger is for good, and takes back the rest', async () => {
  const { apps, twins } = await leftOver();
  await decide(apps);
  apps.left.update('contacts', only(apps.left, 'contacts').id, { city: 'Oslo' });
  const { run } = await apps.sync();
  const { undo } = await apps.sync({ undo: { run } });
  expect(undo).toMatchObject({
    values: 1,
    refused: [
      {
        id: twins.augusta,
        code: 'not-restorable',
        text: `it was merged into ${twins.ada}; Righty takes no merger back`,
      },
    ],
  });
  expect(only(apps.right, 'people').fields).toMatchObject({ name: 'Ada', title: 'Countess', city: null });
});

/** The same as `expectOne` where it took several requests. */
async function expectOneAfter(apps: TwoApps, requests: number): Promise<void> {
  expect(merged(apps)).toBe(requests);
  expect(only(apps.right, 'people').fields).toMatchObject({ email: ada.email, name: 'Ada', title: 'Countess' });
  expect([await apps.held(), await items(apps), await logged(apps)]).toEqual([[], [], 1]);
  expect(apps.written(await apps.sync({ full: true }))).toBe(0);
}

const idOf = (apps: TwoApps, email: string): string => find(apps.left, 'contacts', 'email', email).id;
