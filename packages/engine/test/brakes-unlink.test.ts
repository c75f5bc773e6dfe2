import type { ObjectSyncInput } from '@linkwright/core';
import { expect, test } from 'vitest';
import { base, companiesSync, contactsSync, crm } from './support/crm-and-base.ts';
import { contacts, mapped, people, peopleSync } from './support/people.ts';
import { type TwoApps, twoApps } from './support/two-apps.ts';

type Wrap = NonNullable<Parameters<typeof twoApps>[0]['wrap']>;

const day = 24 * 3_600_000;

async function startPeople(
  deletions: 'feed' | 'sweep' = 'feed',
  overrides: Partial<ObjectSyncInput> = {},
  wrap: Wrap = (app) => app,
): Promise<TwoApps> {
  const apps = await twoApps({
    left: { objects: [contacts], capabilities: { deletions } },
    right: { objects: [people], capabilities: { deletions } },
    syncs: { people: peopleSync({ fields: mapped(['email', 'name', 'stage']), ...overrides }) },
    wrap,
  });
  for (let index = 0; index < 60; index += 1) {
    apps.left.create('contacts', { email: `${index}@x.example`, name: `Name ${index}`, stage: 'new' });
  }
  await apps.sync();
  return apps;
}

const brakes = async (apps: TwoApps, run?: Parameters<TwoApps['sync']>[0]) =>
  (await apps.sync(run)).syncs.map(({ name, brakes: pulled }) => [name, pulled] as const);

/** Sixty companies, each with one contact. */
async function startCompanies(): Promise<TwoApps> {
  const apps = await twoApps({
    left: crm,
    right: base,
    syncs: {
      companies: companiesSync,
      contacts: { ...contactsSync, associations: [{ left: 'primary', right: 'Account' }] },
    },
  });
  for (let index = 0; index < 60; index += 1) {
    const company = apps.left.create('companies', { name: `C${index}`, domain: `c${index}.example` });
    apps.left.create('contacts', { email: `p${index}@x.example` }, { companies: [company], primary: [company] });
  }
  await apps.sync();
  expect(apps.written(await apps.sync())).toBe(0);
  return apps;
}

const accounts = (apps: TwoApps): number =>
  apps.right.readAll('tblP').filter(({ associations }) => (associations?.fldAccount ?? []).length > 0).length;

const primaries = (apps: TwoApps): number =>
  apps.left.readAll('contacts').filter(({ associations }) => (associations?.primary ?? []).length > 0).length;

/** Everybody loses the account. */
function loosen(apps: TwoApps): void {
  for (const [person, account] of apps.right.readEdges('tblP', 'fldAccount')) {
    apps.right.disassociate('tblP', person, 'fldAccount', account);
  }
}

test.each(['feed', 'sweep'] as const)('an object that is emptied ends no link (deletions by %s)', async (deletions) => {
  const apps = await startPeople(deletions);
  const rows = apps.right.readAll('people');
  for (const { id } of rows) apps.right.archive('people', id);
  apps.clock.advance(day);
  const pulled = await brakes(apps);
  expect(pulled).toMatchObject([['people', [{ kind: 'unlink', side: 'right', field: null, count: 60, of: 60 }]]]);
  expect(await brakes(apps)).toEqual(pulled);
  expect([await apps.held(), apps.left.count('contacts')]).toEqual([[], 60]);

  const done = await apps.sync({ allow: ['unlink'] });
  expect(done.syncs[0]).toMatchObject({ linked: 0, twinGone: 60, brakes: [] });
  expect(apps.left.count('contacts')).toBe(60);
});

test('records of which only their vanished associations tell that they are gone are archived in numbers by nobody', async () => {
  const sweeps = { deletions: 'sweep' } as const;
  const apps = await twoApps({
    left: { ...crm, capabilities: sweeps },
    right: { ...base, capabilities: sweeps },
    syncs: {
      companies: companiesSync,
      contacts: { ...contactsSync, deletions: 'archive', associations: [{ left: 'primary', right: 'Account' }] },
    },
    // Asked for its associations, this app knows none of a record that is gone, and says no more.
    wrap: (app) => ({
      ...app,
      async readAssociations(request, options) {
        const none = Object.fromEntries(request.associations.map((id) => [id, []]));
        const answers = await app.readAssociations(request, options);
        return answers.map(({ id, associations }) => ({ id, associations: associations ?? none }));
      },
    }),
  });
  for (let index = 0; index < 60; index += 1) {
    const company = apps.left.create('companies', { name: `C${index}`, domain: `c${index}.example` });
    apps.left.create('contacts', { email: `p${index}@x.example` }, { companies: [company], primary: [company] });
  }
  await apps.sync();
  const told: unknown[] = [];
  for (const { id } of apps.left.readAll('contacts').slice(0, 30)) apps.left.archive('contacts', id);
  // No sweep is due yet, and the scan of associations is.
  apps.clock.advance(3_600_000);
  for (let cycle = 0; cycle < 2; cycle += 1) told.push(...(await brakes(apps)));
  expect(told).toContainEqual(['contacts', [expect.objectContaining({ kind: 'archive', count: 30, of: 60 })]]);
  expect(apps.right.count('tblP')).toBe(60);
});

test('records that a permission hides for a while are synced as before', async () => {
  let hidden = false;
  const apps = await startPeople('sweep', {}, (app, side) => {
    if (side === 'left') return app;
    return {
      ...app,
      async *listIds(request, options) {
        if (!hidden) yield* app.listIds(request, options);
      },
      async readRecords(request, options) {
        return hidden ? request.ids.map((id) => ({ id, record: null })) : app.readRecords(request, options);
      },
    };
  });
  hidden = true;
  apps.clock.advance(day);
  expect(await brakes(apps)).toMatchObject([['people', [{ kind: 'unlink', side: 'right', count: 60 }]]]);
  hidden = false;
  apps.left.update('contacts', apps.left.readAll('contacts')[0]?.id ?? '', { name: 'Edited' });
  const report = await apps.sync({ full: true });
  expect(report.syncs[0]).toMatchObject({ linked: 60, brakes: [], right: { created: 0, updated: 1 } });
});

test('a few deletions, and any number on both sides, are asked about by nobody', async () => {
  const apps = await startPeople();
  for (const { id } of apps.right.readAll('people').slice(0, 6)) apps.right.archive('people', id);
  expect((await apps.sync()).syncs[0]).toMatchObject({ linked: 54, brakes: [] });
  for (const { id } of apps.right.readAll('people')) apps.right.archive('people', id);
  for (const { id } of apps.left.readAll('contacts')) apps.left.archive('contacts', id);
  expect((await apps.sync()).syncs[0]).toMatchObject({ linked: 0, brakes: [] });
});

test('records that leave a filter which unlinks are asked about together', async () => {
  const apps = await startPeople('feed', { filter: { left: { stage: 'new' }, onExit: 'unlink' } });
  for (const { id } of apps.left.readAll('contacts')) apps.left.update('contacts', id, { stage: 'won' });
  const report = await apps.sync();
  expect(report.syncs[0]).toMatchObject({ linked: 60 });
  expect(report.syncs[0]?.brakes).toContainEqual(expect.objectContaining({ kind: 'unlink', side: 'left', count: 60 }));
  expect((await apps.sync({ allow: ['unlink'] })).syncs[0]).toMatchObject({ linked: 0, brakes: [] });
});

test('associations that vanish in numbers are removed on the other side by nobody', async () => {
  const apps = await startCompanies();
  loosen(apps);
  expect(accounts(apps)).toBe(0);
  expect(await brakes(apps)).toMatchObject([
    ['companies', []],
    ['contacts', [{ kind: 'unlink', side: 'right', field: 'Account', count: 60, of: 60 }]],
  ]);
  expect(primaries(apps)).toBe(60);
  expect((await apps.sync({ allow: ['unlink'] })).status).toBe('done');
  expect(primaries(apps)).toBe(0);
});

test('associations that vanish beside values that are edited: both are counted, each once', async () => {
  const apps = await startCompanies();
  loosen(apps);
  for (const { id } of apps.right.readAll('tblP')) apps.right.update('tblP', id, { fldEmail: `${id}@y.example` });
  const told = new Map(await brakes(apps));
  expect(told.get('companies')).toEqual([]);
  expect(told.get('contacts')).toHaveLength(2);
  expect(told.get('contacts')).toMatchObject(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'overwrite', side: 'right', field: 'Email', count: 60, of: 60 }),
      expect.objectContaining({ kind: 'unlink', side: 'right', field: 'Account', count: 60, of: 60 }),
    ]),
  );
  expect(primaries(apps)).toBe(60);
  // Of associations that a deletion takes along none is counted, whatever else has been edited.
  for (const { id } of apps.right.readAll('tblA')) apps.right.archive('tblA', id);
  const later = new Map(await brakes(apps));
  expect(later.get('contacts')).toMatchObject([{ kind: 'overwrite', side: 'right', field: 'Email', count: 60 }]);
});

test('all contacts moved to one company: overwritten, not carried over', async () => {
  const apps = await startCompanies();
  const [one] = apps.right.readAll('tblA');
  loosen(apps);
  for (const { id } of apps.right.readAll('tblP')) apps.right.associate('tblP', id, 'fldAccount', one?.id ?? '');
  expect(await brakes(apps)).toMatchObject([
    ['companies', []],
    ['contacts', [{ kind: 'overwrite', side: 'right', field: 'Account', count: 59, of: 60 }]],
  ]);
  expect(new Set(apps.left.readAll('contacts').flatMap(({ associations }) => associations?.primary ?? [])).size).toBe(
    60,
  );
});

test('a company that is deleted takes its associations with it, and no brake pulls', async () => {
  const apps = await twoApps({
    left: crm,
    right: base,
    syncs: {
      companies: companiesSync,
      contacts: { ...contactsSync, associations: [{ left: 'primary', right: 'Account' }] },
    },
  });
  const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme.example' });
  for (let index = 0; index < 60; index += 1) {
    apps.left.create('contacts', { email: `p${index}@x.example` }, { companies: [acme], primary: [acme] });
  }
  await apps.sync();
  apps.right.archive('tblA', apps.right.readAll('tblA')[0]?.id ?? '');
  expect((await apps.sync()).syncs.map(({ brakes: pulled }) => pulled)).toEqual([[], []]);
  expect(primaries(apps)).toBe(60);
});

test('the targets are stopped: their associations stay, and nothing is asked for them', async () => {
  const apps = await startCompanies();
  for (const { id } of apps.right.readAll('tblA')) apps.right.archive('tblA', id);
  expect(accounts(apps)).toBe(0);
  const first = await apps.sync();
  expect(first.syncs.map(({ name, brakes: pulled }) => [name, pulled.length])).toEqual([
    ['companies', 1],
    ['contacts', 0],
  ]);
  expect(primaries(apps)).toBe(60);
  apps.right.resetCalls();
  await apps.sync();
  expect(apps.right.calls.get('read-records') ?? 0).toBe(0);
  expect(primaries(apps)).toBe(60);
  await apps.sync({ allow: ['unlink'] });
  expect([apps.left.count('companies'), primaries(apps)]).toEqual([60, 60]);
});
