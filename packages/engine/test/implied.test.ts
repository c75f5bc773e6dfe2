import type { InMemoryApp } from '@linkwright/core/testing';
import { describe, expect, test } from 'vitest';
import { find, only, type TwoApps } from './support/two-apps.ts';
import { companiesToo, contactsAlone, crmOf, twoCrms } from './support/two-crms.ts';

const company = (app: InMemoryApp, name: string, more: Record<string, string> = {}): string =>
  app.create('companies', { name, domain: `${name.toLowerCase()}.example`, ...more });

const contact = (app: InMemoryApp, name: string, companies: readonly string[]): string =>
  app.create('contacts', { email: `${name}@x.example`, name }, { companies: [...companies] });

const companyOf = (app: InMemoryApp, name: string): string => find(app, 'companies', 'name', name).id;

const contactOf = (app: InMemoryApp, name: string): string => find(app, 'contacts', 'email', `${name}@x.example`).id;

/** Of the implied sync. */
async function implied(apps: TwoApps, how: Parameters<TwoApps['sync']>[0] = {}) {
  const report = await apps.sync(how);
  const sync = report.syncs.find(({ implied: derived }) => derived);
  if (!sync) throw new Error('no implied sync');
  return { report, sync };
}

async function expectSettled(apps: TwoApps, how: Parameters<TwoApps['sync']>[0] = {}): Promise<void> {
  expect(apps.written(await apps.sync(how))).toBe(0);
}

describe('a contacts sync alone', () => {
  test('creates the companies that its contacts refer to, once, and no others, and sets primary and set', async () => {
    const apps = await twoCrms();
    const [acme, umbrella] = [company(apps.left, 'Acme', { phone: '1', note: 'x' }), company(apps.left, 'Umbrella')];
    company(apps.left, 'Nobody');
    company(apps.right, 'Stranger');
    const ada = contact(apps.left, 'ada', [acme, umbrella]);
    apps.left.associate('contacts', ada, 'primary', umbrella);
    contact(apps.left, 'bob', [acme]);
    const stark = company(apps.right, 'Stark');
    contact(apps.right, 'tony', [stark]);

    const { report, sync } = await implied(apps);
    expect(sync).toMatchObject({
      name: 'companies',
      left: { created: 1, updated: 0 },
      right: { created: 2, updated: 0 },
      linked: 3,
      excluded: 0,
      ambiguous: 0,
    });
    expect(report.status).toBe('done');
    const contacts = {
      'ada@x.example': 'Umbrella of Acme, Umbrella',
      'bob@x.example': 'Acme of Acme',
      'tony@x.example': 'Stark of Stark',
    };
    expect(crmOf(apps.left)).toEqual({ companies: ['Acme', 'Nobody', 'Stark', 'Umbrella'], contacts });
    expect(crmOf(apps.right)).toEqual({ companies: ['Acme', 'Stark', 'Stranger', 'Umbrella'], contacts });
    expect(find(apps.right, 'companies', 'name', 'Acme').fields).toMatchObject({ domain: 'acme.example', phone: '1' });
    expect(find(apps.right, 'companies', 'name', 'Acme').fields.note).toBeNull();
    expect(await apps.held()).toEqual([]);
    await expectSettled(apps);
  });

  test('finds companies that are there, and changes nothing of them', async () => {
    const apps = await twoCrms();
    const acme = company(apps.left, 'Acme', { phone: '1' });
    company(apps.right, 'ACME Inc.', { domain: 'acme.example', phone: '2' });
    contact(apps.left, 'ada', [acme]);
    const { sync } = await implied(apps);
    expect(sync).toMatchObject({ linked: 1, left: { created: 0 }, right: { created: 0, updated: 0 } });
    expect(crmOf(apps.right)).toEqual({
      companies: ['ACME Inc.'],
      contacts: { 'ada@x.example': 'ACME Inc. of ACME Inc.' },
    });
    apps.left.update('companies', acme, { phone: '3', name: 'Acme Ltd' });
    apps.right.update('companies', companyOf(apps.right, 'ACME Inc.'), { phone: '4' });
    await expectSettled(apps);
    expect(only(apps.left, 'companies').fields).toMatchObject({ phone: '3' });
    expect(only(apps.right, 'companies').fields).toMatchObject({ phone: '4', name: 'ACME Inc.' });
  });

  test('moves the primary company from either side, and links a company that is referred to later', async () => {
    const apps = await twoCrms();
    const acme = company(apps.left, 'Acme');
    company(apps.left, 'Later');
    const ada = contact(apps.left, 'ada', [acme]);
    await apps.sync();
    apps.left.associate('contacts', ada, 'primary', companyOf(apps.left, 'Later'));
    await apps.sync();
    expect(crmOf(apps.right).contacts).toEqual({ 'ada@x.example': 'Later of Acme, Later' });
    await expectSettled(apps);
    apps.right.associate('contacts', contactOf(apps.right, 'ada'), 'primary', companyOf(apps.right, 'Acme'));
    await apps.sync();
    expect(crmOf(apps.left).contacts).toEqual({ 'ada@x.example': 'Acme of Acme, Later' });
    await expectSettled(apps);
    const fresh = company(apps.right, 'Fresh');
    apps.right.associate('contacts', contactOf(apps.right, 'ada'), 'companies', fresh);
    apps.left.disassociate('contacts', ada, 'companies', companyOf(apps.left, 'Later'));
    await apps.sync();
    expect(crmOf(apps.left)).toEqual({
      companies: ['Acme', 'Fresh', 'Later'],
      contacts: { 'ada@x.example': 'Acme of Acme, Fresh' },
    });
    expect(crmOf(apps.right).contacts).toEqual(crmOf(apps.left).contacts);
    await expectSettled(apps);
  });

  test('is shown by a plan, companies and edges included, which writes nothing', async () => {
    const apps = await twoCrms();
    const acme = company(apps.left, 'Acme');
    company(apps.left, 'Nobody');
    contact(apps.left, 'ada', [acme]);
    const report = await apps.plan();
    expect(report.syncs.map(({ name, implied: derived }) => [name, derived])).toEqual([
      ['companies', true],
      ['contacts', false],
    ]);
    const told = apps.events.flatMap((event) => (event.kind === 'operation' ? [event.operation] : []));
    expect(told.map(({ sync, kind, label }) => `${sync} ${kind} ${label}`)).toEqual([
      'contacts create ada@x.example',
      'companies create Acme',
      'contacts update ada@x.example',
    ]);
    expect(told.at(-1)?.associations).toEqual([
      { field: 'primary', added: ['Acme'], removed: [] },
      { field: 'companies', added: ['Acme'], removed: [] },
    ]);
    expect(crmOf(apps.right)).toEqual({ companies: [], contacts: {} });
    await apps.sync();
    expect(crmOf(apps.right)).toEqual({ companies: ['Acme'], contacts: { 'ada@x.example': 'Acme of Acme' } });
  });

  test('creates companies only where its associations are written', async () => {
    const apps = await twoCrms({ contacts: { ...contactsAlone, direction: 'left-to-right' } });
    contact(apps.left, 'ada', [company(apps.left, 'Acme')]);
    contact(apps.right, 'ada', [company(apps.right, 'Stark')]);
    const { sync } = await implied(apps);
    expect(sync).toMatchObject({ left: { created: 0 }, right: { created: 1 } });
    expect(crmOf(apps.left)).toEqual({ companies: ['Acme'], contacts: { 'ada@x.example': 'Acme of Acme' } });
    expect(crmOf(apps.right).companies).toEqual(['Acme', 'Stark']);
    await expectSettled(apps);
  });

  test('leaves an ambiguous company alone, visibly, until it is no longer referred to or no longer ambiguous', async () => {
    const apps = await twoCrms();
    const acme = company(apps.left, 'Acme');
    const ada = contact(apps.left, 'ada', [acme]);
    company(apps.right, 'One', { domain: 'acme.example' });
    const two = company(apps.right, 'Two', { domain: 'acme.example' });
    const { report } = await implied(apps);
    expect(report.status).toBe('attention');
    expect(await apps.held()).toEqual([{ side: 'left', id: acme, reason: 'ambiguous' }]);
    expect(crmOf(apps.right).contacts).toEqual({ 'ada@x.example': ' of ' });

    apps.left.disassociate('contacts', ada, 'companies', acme);
    expect((await apps.sync()).status).toBe('done');
    expect(await apps.held()).toEqual([]);
    apps.left.associate('contacts', ada, 'companies', acme);
    expect((await apps.sync()).status).toBe('attention');
    apps.right.update('companies', two, { domain: 'two.example' });
    expect((await apps.sync()).status).toBe('done');
    expect(crmOf(apps.right).contacts).toEqual({ 'ada@x.example': 'One of One' });
    await expectSettled(apps);
  });

  test('does not make a company again whose twin was deleted', async () => {
    const apps = await twoCrms();
    const acme = company(apps.left, 'Acme');
    const ada = contact(apps.left, 'ada', [acme]);
    await apps.sync();
    apps.right.archive('companies', only(apps.right, 'companies').id);
    await apps.sync({ full: true });
    expect(crmOf(apps.right)).toEqual({ companies: [], contacts: { 'ada@x.example': ' of ' } });
    expect(crmOf(apps.left).contacts).toEqual({ 'ada@x.example': 'Acme of Acme' });
    expect(await apps.held()).toEqual([{ side: 'left', id: acme, reason: 'twin-gone' }]);
    await expectSettled(apps);
    apps.left.disassociate('contacts', ada, 'companies', acme);
    await apps.sync();
    apps.left.associate('contacts', ada, 'companies', acme);
    await apps.sync();
    expect(crmOf(apps.right).companies).toEqual([]);
  });

  test('does not wait for a company of a contact that takes no part', async () => {
    const apps = await twoCrms();
    contact(apps.left, 'ada', [company(apps.left, 'Acme')]);
    // No e-mail, no match key: the contact is left out, and its company with it.
    apps.left.create('contacts', { name: 'Nobody' }, { companies: [company(apps.left, 'Shadow')] });
    await apps.sync();
    expect(crmOf(apps.right).companies).toEqual(['Acme']);
  });

  test('counts against the limit of a run, and the next run goes on', async () => {
    const apps = await twoCrms();
    for (const name of ['A', 'B', 'C']) contact(apps.left, name.toLowerCase(), [company(apps.left, name)]);
    for (let run = 0; run < 12; run += 1) {
      const report = await apps.sync({ limit: 2 });
      const written = report.syncs.reduce((sum, { left, right }) => sum + left.created + right.created, 0);
      expect(written).toBeLessThanOrEqual(2);
    }
    expect(crmOf(apps.right)).toEqual(crmOf(apps.left));
    await expectSettled(apps);
  });

  test('runs with the sync that needs it, asked for by name', async () => {
    const apps = await twoCrms();
    contact(apps.left, 'ada', [company(apps.left, 'Acme')]);
    const report = await apps.sync({ only: ['contacts'] });
    expect(report.syncs.map(({ name }) => name)).toEqual(['companies', 'contacts']);
    expect(crmOf(apps.right)).toEqual({ companies: ['Acme'], contacts: { 'ada@x.example': 'Acme of Acme' } });
  });

  test('finds everything again when the state is lost, and writes nothing', async () => {
    const apps = await twoCrms();
    contact(apps.left, 'ada', [company(apps.left, 'Acme'), company(apps.left, 'Umbrella')]);
    await apps.sync();
    await apps.forget();
    await expectSettled(apps);
    expect(await apps.held()).toEqual([]);
  });
});

describe('a create whose answer is lost', () => {
  test('makes no company twice', async () => {
    const apps = await twoCrms();
    const ada = contact(apps.left, 'ada', []);
    await apps.sync();
    apps.left.associate('contacts', ada, 'companies', company(apps.left, 'Acme'));
    apps.right.failNext('create', 'lose-answer');
    await apps.sync();
    await apps.sync();
    expect(crmOf(apps.right)).toEqual({ companies: ['Acme'], contacts: { 'ada@x.example': 'Acme of Acme' } });
  });
});

describe('a sync of their own for the companies', () => {
  const both = { contacts: contactsAlone, companies: companiesToo };

  test('takes the links over: nothing is created again, and fields are a first match', async () => {
    const apps = await twoCrms();
    const acme = company(apps.left, 'Acme', { phone: '1' });
    company(apps.right, 'Acme', { note: 'right' });
    contact(apps.left, 'ada', [acme]);
    await apps.sync();
    company(apps.left, 'Nobody');
    expect(find(apps.right, 'companies', 'name', 'Acme').fields.phone ?? null).toBeNull();

    const report = await apps.sync({ syncs: both });
    expect(report.syncs.map(({ name, implied: derived }) => [name, derived])).toEqual([
      ['companies', false],
      ['contacts', false],
    ]);
    // The referenced one is filled in; the other one takes part from here on.
    expect(find(apps.right, 'companies', 'name', 'Acme').fields).toMatchObject({ phone: '1', note: 'right' });
    expect(crmOf(apps.right)).toEqual(crmOf(apps.left));
    expect(crmOf(apps.right).companies).toEqual(['Acme', 'Nobody']);
    expect(report.syncs[0]).toMatchObject({ linked: 2, right: { created: 1, updated: 1 } });
    await expectSettled(apps, { syncs: both });
  });

  test('merges what changed since an implied create', async () => {
    const apps = await twoCrms();
    const acme = company(apps.left, 'Acme', { phone: '1' });
    contact(apps.left, 'ada', [acme]);
    await apps.sync();
    apps.left.update('companies', acme, { phone: '2' });
    apps.right.update('companies', only(apps.right, 'companies').id, { name: 'Acme Ltd' });
    await expectSettled(apps);
    await apps.sync({ syncs: both });
    for (const app of [apps.left, apps.right]) {
      expect(only(app, 'companies').fields).toMatchObject({ phone: '2', name: 'Acme Ltd' });
    }
  });

  test('is removed again: what is linked stays, and everything else is left alone again', async () => {
    const apps = await twoCrms(both);
    const acme = company(apps.left, 'Acme');
    contact(apps.left, 'ada', [acme]);
    company(apps.left, 'Twice', { domain: 'twice.example' });
    company(apps.left, 'Twice', { domain: 'twice.example' });
    expect((await apps.sync()).status).toBe('attention');
    const { report, sync } = await implied(apps, { syncs: { contacts: contactsAlone } });
    expect(report.status).toBe('done');
    expect(sync).toMatchObject({ linked: 1, ambiguous: 0 });
    expect(apps.written(report)).toBe(0);
    company(apps.left, 'New');
    apps.left.update('companies', acme, { phone: '9' });
    await expectSettled(apps, { syncs: { contacts: contactsAlone } });
    expect(crmOf(apps.right).companies).toEqual(['Acme']);
  });
});
