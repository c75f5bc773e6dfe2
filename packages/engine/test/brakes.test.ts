import type { ObjectSyncInput } from '@linkwright/core';
import { expect, test } from 'vitest';
import { contacts, mapped, people, peopleSync } from './support/people.ts';
import { type TwoApps, twoApps } from './support/two-apps.ts';

const fields = ['email', 'name', 'title'];

/** So many people on both sides, linked. */
async function start(
  count: number,
  overrides: Partial<ObjectSyncInput> = {},
  wrap?: Parameters<typeof twoApps>[0]['wrap'],
): Promise<TwoApps> {
  const apps = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [people], pageSize: 10 },
    syncs: { people: peopleSync({ fields: mapped(fields), ...overrides }) },
    ...(wrap && { wrap }),
  });
  for (let index = 0; index < count; index += 1) {
    apps.left.create('contacts', { email: `${index}@x.example`, name: `Name ${index}`, title: `Title ${index}` });
  }
  expect((await apps.sync()).status).toBe('done');
  return apps;
}

const editRight = (apps: TwoApps, count: number, edit: Parameters<TwoApps['right']['update']>[2]): void => {
  for (const { id } of apps.right.readAll('people').slice(0, count)) apps.right.update('people', id, edit);
};

const filled = (apps: TwoApps, field: string): number =>
  apps.left.readAll('contacts').filter((record) => (record.fields[field] ?? null) !== null).length;

const brakesOf = async (apps: TwoApps, run?: Parameters<TwoApps['sync']>[0]) => (await apps.sync(run)).syncs[0]?.brakes;

test('a share of a field that turns empty pulls, and less does not', async () => {
  const few = await start(100);
  editRight(few, 10, { title: null });
  expect(await brakesOf(few)).toEqual([]);
  expect(filled(few, 'title')).toBe(90);

  const many = await start(300);
  editRight(many, 31, { title: null });
  expect(await brakesOf(many)).toMatchObject([{ kind: 'blank', field: 'title', count: 31, of: 300 }]);
  expect(filled(many, 'title')).toBe(300);
});

test.each([
  { fields: { title: 'off' }, pulls: ['name'] },
  { fields: { title: { blank: '50%' } }, pulls: ['name'] },
  { fields: { title: { overwrite: 'off' } }, pulls: ['title', 'name'] },
  { fields: { name: { blank: '1%' } }, blank: 'off' as const, pulls: ['name'] },
  { fields: { name: 'off', title: { blank: 200 } }, pulls: [] },
] as const)('a field may have limits of its own: $fields', async ({ fields: limits, pulls, ...more }) => {
  const apps = await start(100, { brakes: { ...more, fields: limits } });
  editRight(apps, 40, { title: null, name: null });
  const pulled = (await brakesOf(apps)) ?? [];
  expect(pulled.map(({ field }) => field).sort()).toEqual([...pulls].sort());
  // What is let through once is let through whoever limits it.
  expect(await brakesOf(apps, { allow: ['blank'] })).toEqual([]);
  expect(filled(apps, 'title')).toBe(60);
});

test('where two pull, letting one of them through writes nothing, and both are told', async () => {
  const apps = await start(60);
  editRight(apps, 60, { title: null, name: 'Unknown' });
  const kinds = async (allow?: readonly ('blank' | 'overwrite')[]) =>
    (await brakesOf(apps, allow && { allow }))?.map(({ kind }) => kind).sort();
  expect(await kinds()).toEqual(['blank', 'overwrite']);
  for (const allowed of ['blank', 'overwrite'] as const) {
    expect(await kinds([allowed])).toEqual(['blank', 'overwrite']);
    expect(filled(apps, 'title')).toBe(60);
    expect(apps.left.readAll('contacts').map(({ fields: { name } }) => name)).not.toContain('Unknown');
  }
  expect(await kinds(['blank', 'overwrite'])).toEqual([]);
  expect(filled(apps, 'title')).toBe(0);
});

test('a brake of a field that the sync does not map is refused', async () => {
  const apps = await start(1);
  const syncs = { people: peopleSync({ fields: mapped(fields), brakes: { fields: { titel: 'off' } } }) };
  expect((await apps.compile(syncs)).problems).toMatchObject([
    { code: 'unknown-field', path: ['syncs', 'people', 'brakes', 'fields', 'titel'] },
  ]);
});

test('a field that few records fill in is measured by what it held', async () => {
  const apps = await start(300);
  for (const { id } of apps.left.readAll('contacts').slice(25)) apps.left.update('contacts', id, { title: null });
  expect((await apps.sync({ allow: ['blank'] })).status).toBe('done');
  editRight(apps, 300, { title: null });
  expect(await brakesOf(apps)).toMatchObject([{ kind: 'blank', count: 25, of: 25 }]);
  expect(filled(apps, 'title')).toBe(25);
});

test.each([
  { brakes: { blank: 'off' }, pulls: false },
  { brakes: { blank: '60%' }, pulls: false },
  { brakes: { blank: 25 }, pulls: false },
  { brakes: { blank: 24 }, pulls: true },
  { brakes: { minimum: 26 }, pulls: false },
] as const)('$brakes of the file decide', async ({ brakes, pulls }) => {
  const apps = await start(50, { brakes });
  editRight(apps, 25, { title: null });
  expect((await apps.sync()).status).toBe(pulls ? 'attention' : 'done');
  expect(filled(apps, 'title')).toBe(pulls ? 50 : 25);
});

test('a run that is killed while it reads loses no count', async () => {
  let dies = false;
  const apps = await start(60, {}, (app, side) => ({
    ...app,
    async *readChanges(request, options) {
      let pages = 0;
      for await (const page of app.readChanges(request, options)) {
        pages += 1;
        if (dies && side === 'right' && pages === 4) throw new Error('killed');
        yield page;
      }
    },
  }));
  editRight(apps, 60, { title: null });
  dies = true;
  await expect(apps.sync()).rejects.toThrow('killed');
  dies = false;
  expect(await brakesOf(apps)).toMatchObject([{ kind: 'blank', count: 60, of: 60 }]);
  expect(await brakesOf(apps)).toMatchObject([{ kind: 'blank', count: 60, of: 60 }]);
  expect(filled(apps, 'title')).toBe(60);
});

test('an edit of few records waits with the mass, and goes once it is put back', async () => {
  const apps = await start(60);
  const [one] = apps.right.readAll('people');
  apps.right.update('people', one?.id ?? '', { name: 'Edited' });
  editRight(apps, 60, { title: null });
  const pulled = await apps.sync();
  expect(apps.written(pulled)).toBe(0);
  for (const { id, fields } of apps.right.readAll('people')) {
    apps.right.update('people', id, { title: `Title ${String(fields.email).split('@')[0]}` });
  }
  expect(apps.written(await apps.sync())).toBe(1);
  expect(filled(apps, 'title')).toBe(60);
});

test('both sides emptied: nothing is left to be asked about', async () => {
  const apps = await start(60);
  editRight(apps, 60, { title: null });
  for (const { id } of apps.left.readAll('contacts')) apps.left.update('contacts', id, { title: null });
  expect((await apps.sync()).status).toBe('done');
});

test('other syncs go on beside one that is stopped', async () => {
  const apps = await twoApps({
    left: { objects: [contacts, { ...contacts, id: 'leads' }] },
    right: { objects: [people, { ...people, id: 'prospects' }] },
    syncs: {
      people: peopleSync({ fields: mapped(fields) }),
      leads: peopleSync({
        fields: mapped(fields),
        left: { connection: 'left', object: 'leads' },
        right: { connection: 'right', object: 'prospects' },
      }),
    },
  });
  for (let index = 0; index < 40; index += 1) {
    const record = { email: `${index}@x.example`, title: 'T' };
    apps.left.create('contacts', record);
    apps.left.create('leads', record);
  }
  await apps.sync();
  editRight(apps, 40, { title: null });
  for (const { id } of apps.right.readAll('prospects')) apps.right.update('prospects', id, { name: 'New' });
  const report = await apps.sync();
  expect(report.syncs.map(({ name, brakes }) => [name, brakes.length])).toEqual([
    ['people', 1],
    ['leads', 0],
  ]);
  expect([filled(apps, 'title'), apps.left.readAll('leads').filter((one) => one.fields.name === 'New').length]).toEqual(
    [40, 40],
  );
});

test('an import that writes one value into a field is told with that value', async () => {
  const apps = await start(100);
  editRight(apps, 40, { title: 'n/a' });
  const pulled = await brakesOf(apps);
  expect(pulled).toMatchObject([{ kind: 'overwrite', side: 'right', field: 'title', count: 40, of: 100 }]);
  expect(pulled?.[0]?.text).toContain('40 of 100 values have changed, 40 of them to "n/a"');
  expect(apps.left.readAll('contacts').filter(({ fields: { title } }) => title === 'n/a')).toEqual([]);
  expect((await apps.sync({ allow: ['overwrite'] })).status).toBe('done');
  expect(apps.left.readAll('contacts').filter(({ fields: { title } }) => title === 'n/a')).toHaveLength(40);
});

test('values that are filled in, and two fields that are paired for the first time, pull no brake', async () => {
  const apps = await start(50);
  for (const { id } of apps.right.readAll('people')) apps.right.update('people', id, { city: 'Bonn', phone: '1' });
  for (const { id } of apps.left.readAll('contacts')) apps.left.update('contacts', id, { phone: '2' });
  const more = { people: peopleSync({ fields: mapped([...fields, 'city', 'phone']) }) };
  expect((await apps.sync({ syncs: more })).status).toBe('done');
  expect([filled(apps, 'city'), apps.right.readAll('people').filter((one) => one.fields.phone === '2').length]).toEqual(
    [50, 50],
  );
});

test('a limit that is raised lets its sync go on, and makes no record be looked at again', async () => {
  const apps = await start(50);
  editRight(apps, 50, { title: null });
  expect((await apps.sync()).status).toBe('attention');
  const syncs = { people: peopleSync({ fields: mapped(fields), brakes: { blank: 'off' } }) };
  const report = await apps.sync({ syncs });
  expect([apps.written(report), filled(apps, 'title')]).toEqual([50, 0]);
  apps.events.length = 0;
  await apps.sync();
  expect(apps.events.filter(({ kind }) => kind === 'pass-started')).toEqual([]);
});

test('what nothing is written for is no change: a field that goes the other way', async () => {
  const apps = await start(50, { fields: mapped(fields, { title: { direction: 'left-to-right' } }) });
  editRight(apps, 50, { title: null });
  expect((await apps.sync()).status).toBe('done');
});

test('a stopped sync that gets another name is told by that one alone, and forgotten once its cause is gone', async () => {
  const apps = await start(50);
  editRight(apps, 50, { title: null });
  expect((await apps.sync()).status).toBe('attention');
  const syncs = { persons: peopleSync({ fields: mapped(fields) }) };
  const told = () => apps.store.database.selectFrom('pulled_brakes').select('sync').execute();
  expect((await apps.sync({ syncs })).status).toBe('attention');
  expect(await told()).toEqual([{ sync: 'persons' }]);
  for (const { id } of apps.left.readAll('contacts')) apps.left.update('contacts', id, { title: null });
  expect((await apps.sync({ syncs })).status).toBe('done');
  expect(await told()).toEqual([]);
});
