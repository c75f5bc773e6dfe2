import { expect, test } from 'vitest';
import { base, companiesSync, contactsSync, crm } from './support/crm-and-base.ts';
import { twoApps } from './support/two-apps.ts';

const syncs = {
  companies: { ...companiesSync, associations: [{ left: 'parent', right: 'Parent' }] },
  contacts: {
    ...contactsSync,
    associations: [
      { left: 'companies', right: 'Accounts' },
      { left: 'primary', right: 'Account' },
    ],
  },
};

test('a first sync fills an empty app, associations included, and a second one writes nothing', async () => {
  const apps = await twoApps({ left: crm, right: base, syncs });
  const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme.example' });
  const umbrella = apps.left.create('companies', { name: 'Umbrella', domain: 'umbrella.example' }, { parent: [acme] });
  const ada = apps.left.create(
    'contacts',
    { email: 'ada@acme.example', name: 'Ada' },
    { companies: [acme, umbrella], primary: [umbrella] },
  );
  const report = await apps.sync();
  expect(report.status).toBe('done');
  const names = new Map(apps.right.readAll('tblA').map((record) => [record.id, record.fields.fldName]));
  expect([...names.values()].sort()).toEqual(['Acme', 'Umbrella']);
  const [person] = apps.right.readAll('tblP');
  const targets = (field: string) =>
    (person?.associations?.[field] ?? []).map((target) => ('id' in target ? names.get(target.id) : '')).sort();
  expect(person?.fields).toMatchObject({ fldEmail: 'ada@acme.example', fldFull: 'Ada' });
  expect(targets('fldAccounts')).toEqual(['Acme', 'Umbrella']);
  expect(targets('fldAccount')).toEqual(['Umbrella']);
  const parents = apps.right.readEdges('tblA', 'fldParent').map((pair) => pair.map((id) => names.get(id)));
  expect(parents).toEqual([['Umbrella', 'Acme']]);
  expect(apps.left.read('contacts', ada)?.fields.name).toBe('Ada');

  const again = await apps.sync();
  expect(apps.written(again)).toBe(0);
});

test('edits of both sides arrive on the other', async () => {
  const apps = await twoApps({ left: crm, right: base, syncs });
  const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme.example' });
  const umbrella = apps.left.create('companies', { name: 'Umbrella', domain: 'umbrella.example' });
  const ada = apps.left.create('contacts', { email: 'ada@acme.example', name: 'Ada' }, { primary: [acme] });
  await apps.sync();
  const [person] = apps.right.readAll('tblP');
  const right = new Map(apps.right.readAll('tblA').map((record) => [String(record.fields.fldName), record.id]));
  const id = person?.id ?? '';
  apps.right.update('tblP', id, { fldTitle: 'Countess' });
  apps.right.disassociate('tblP', id, 'fldAccount', right.get('Acme') ?? '');
  apps.right.associate('tblP', id, 'fldAccount', right.get('Umbrella') ?? '');
  apps.left.update('contacts', ada, { name: 'Ada Lovelace' });
  const report = await apps.sync();
  expect(report.status).toBe('done');
  expect(apps.left.read('contacts', ada)).toMatchObject({
    fields: { title: 'Countess', name: 'Ada Lovelace' },
    associations: { primary: [{ id: umbrella }] },
  });
  expect(
    apps.left
      .readEdges('contacts', 'companies')
      .map(([, company]) => company)
      .sort(),
  ).toEqual([acme, umbrella].sort());
  expect(apps.right.read('tblP', id)?.fields.fldFull).toBe('Ada Lovelace');
  expect(apps.written(await apps.sync())).toBe(0);
});

test('a plan tells what a sync would write, and changes nothing', async () => {
  const apps = await twoApps({ left: crm, right: base, syncs });
  const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme.example' });
  apps.left.create('contacts', { email: 'ada@acme.example', name: 'Ada' }, { companies: [acme] });
  const plan = await apps.plan();
  expect(apps.right.count('tblA') + apps.right.count('tblP')).toBe(0);
  expect(plan.syncs.map((sync) => sync.right.created)).toEqual([1, 1]);
  expect(plan.syncs[1]?.associations.right.added).toBe(2);
  expect(await apps.plan()).toMatchObject({
    syncs: plan.syncs.map(({ right, linked }) => ({ right: { created: right.created }, linked })),
  });
  const sync = await apps.sync();
  expect(sync.syncs.map((one) => one.right.created)).toEqual([1, 1]);
  expect(sync.syncs[1]?.associations.right.added).toBe(2);
});

test('moving in: with the state lost, everything is linked again and nothing is written', async () => {
  const apps = await twoApps({ left: crm, right: base, syncs });
  const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme.example' });
  apps.left.create('contacts', { email: 'ada@acme.example', name: 'Ada' }, { companies: [acme] });
  await apps.sync();
  await apps.forget();
  const report = await apps.sync();
  expect(report.syncs.map((sync) => sync.newlyLinked)).toEqual([1, 1]);
  expect(apps.written(report)).toBe(0);
});
