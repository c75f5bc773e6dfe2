import { expect, test } from 'vitest';
import { compareSides, type DriftReport, normalizers } from '../src/index.ts';
import { base, crm } from './support/crm-and-base.ts';
import { contacts, mapped, people, peopleSync } from './support/people.ts';
import { find, only, type RunOptions, type TwoApps, twoApps } from './support/two-apps.ts';
import { worldSyncs } from './support/world.ts';

const writes = ['create', 'update', 'archive', 'write-associations'] as const;

/** Compares, and sees to it that no app was written to. */
async function drift(apps: TwoApps, asked: Pick<RunOptions, 'syncs' | 'only'> = {}): Promise<DriftReport> {
  const before = writes.map((kind) => [apps.left.calls.get(kind), apps.right.calls.get(kind)]);
  const report = await compareSides({
    syncs: (await apps.compile(asked.syncs)).syncs,
    ...(asked.only && { only: asked.only }),
    store: apps.store,
    clock: apps.clock,
    random: Math.random,
    normalizers,
    signal: new AbortController().signal,
    limit: 10,
  });
  expect(writes.map((kind) => [apps.left.calls.get(kind), apps.right.calls.get(kind)])).toEqual(before);
  return report;
}

const start = (): Promise<TwoApps> =>
  twoApps({ left: { objects: [contacts] }, right: { objects: [people] }, syncs: { people: peopleSync() } });

test('sides that agree: equal, with the counts of both', async () => {
  const apps = await start();
  for (const n of [1, 2, 3])
    apps.left.create('contacts', { email: `${n}@x.example`, name: 'A', seen: '2026-01-02T03:04:05.000Z' });
  await apps.sync();
  const report = await drift(apps);
  expect(report).toMatchObject({
    status: 'equal',
    syncs: [
      {
        left: { records: 3 },
        right: { records: 3 },
        linked: 3,
        different: 0,
        alone: { left: 0, right: 0 },
        records: [],
      },
    ],
  });
});

test('a difference that the base knows nothing of is found: the state says that all is well', async () => {
  const apps = await start();
  const id = apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
  await apps.sync();
  const twin = only(apps.right, 'people').id;
  apps.right.update('people', twin, { name: 'B' });
  // The change is missed: the app's index never shows it, as far as incremental reads go.
  const { right_object: object } = await apps.store.database.selectFrom('pairs').selectAll().executeTakeFirstOrThrow();
  await apps.store.transaction((database) =>
    database.updateTable('reads').set({ checkpoint: '999' }).where('object_id', '=', object).execute(),
  );
  expect(apps.written(await apps.sync())).toBe(0);
  expect(await drift(apps)).toMatchObject({
    status: 'drift',
    syncs: [
      {
        different: 1,
        fields: expect.arrayContaining([{ left: 'name', right: 'name', different: 1, kept: 0 }]),
        records: [
          {
            label: 'a@x.example',
            left: id,
            right: twin,
            fields: [{ left: { name: 'name', value: 'A' }, right: { name: 'name', value: 'B' } }],
          },
        ],
      },
    ],
  });
  // What was read is kept: the next sync acts on it.
  await apps.sync();
  expect(apps.left.read('contacts', id)?.fields.name).toBe('B');
  expect((await drift(apps)).status).toBe('equal');
});

test("what the rules leave is told apart: a one-way target's own value is no drift", async () => {
  const apps = await start();
  const syncs = { people: peopleSync({ fields: mapped(['email', 'name'], { name: { direction: 'left-to-right' } }) }) };
  apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
  await apps.sync({ syncs });
  apps.right.update('people', only(apps.right, 'people').id, { name: 'Own' });
  await apps.sync({ syncs });
  expect(await drift(apps, { syncs })).toMatchObject({
    status: 'equal',
    syncs: [{ different: 0, fields: [{ left: 'email' }, { left: 'name', different: 0, kept: 1 }] }],
  });
});

test('records on one side only, gone ones and excluded ones are counted apart', async () => {
  const apps = await start();
  for (const n of [1, 2]) apps.left.create('contacts', { email: `${n}@x.example` });
  apps.left.create('contacts', { name: 'No key' });
  await apps.sync();
  const gone = find(apps.left, 'contacts', 'email', '1@x.example').id;
  apps.left.archive('contacts', gone);
  const fresh = apps.right.create('people', { email: '3@x.example' });
  const report = await drift(apps);
  expect(report).toMatchObject({
    status: 'drift',
    syncs: [{ linked: 2, gone: 1, alone: { left: 0, right: 1 }, leftAlone: { keyless: 1 } }],
  });
  expect(report.syncs[0]?.records).toMatchObject([
    { left: null, right: expect.any(String) },
    { label: '3@x.example', left: null, right: fresh },
  ]);
  // An edit that nobody has synced yet is a difference too.
  await apps.sync();
  const settled = await drift(apps);
  expect(settled).toMatchObject({ status: 'equal', syncs: [{ leftAlone: { keyless: 1, 'twin-gone': 1 } }] });
});

test('associations that one side lacks are named by their targets', async () => {
  const apps = await twoApps({ left: crm, right: base, syncs: worldSyncs });
  const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme.example' });
  apps.left.create('contacts', { email: 'a@x.example' }, { companies: [acme] });
  await apps.sync();
  expect((await drift(apps)).status).toBe('equal');
  const account = only(apps.right, 'tblA').id;
  apps.right.disassociate('tblP', only(apps.right, 'tblP').id, 'fldAccounts', account);
  const report = await drift(apps, { only: ['contacts'] });
  expect(report).toMatchObject({
    status: 'drift',
    syncs: [
      {
        name: 'contacts',
        different: 1,
        associations: expect.arrayContaining([{ left: 'companies', right: 'Accounts', different: 1, kept: 0 }]),
        records: [{ associations: [{ left: 'companies', right: 'Accounts', onlyLeft: [acme], onlyRight: [] }] }],
      },
    ],
  });
});
