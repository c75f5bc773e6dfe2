import type { ObjectSyncInput } from '@linkwright/core';
import { describe, expect, test } from 'vitest';
import { describeRecord, describeStatus } from '../../src/index.ts';
import { companiesTo, contactsTo, filteredApps, values } from '../support/filtered-apps.ts';
import { find, type TwoApps } from '../support/two-apps.ts';

const stage = (label: string, onExit: 'keep' | 'freeze' | 'unlink' = 'keep'): ObjectSyncInput['filter'] => ({
  left: { stage: label },
  onExit,
});

const withStage = (sync: ObjectSyncInput): ObjectSyncInput => ({
  ...sync,
  fields: [...(sync.fields ?? []), { left: 'stage', right: 'Stage' }],
});

const reasons = async (apps: TwoApps) =>
  (await apps.held()).map(({ side, id, reason }) => `${side} ${id} ${reason}`).sort();

describe('two tables partition the contacts', () => {
  const syncs = {
    customers: contactsTo('People', { filter: stage('Customer', 'unlink') }),
    leads: contactsTo('Prospects', { filter: stage('Lead', 'unlink') }),
  };

  test('each record is in its own table, in both directions', async () => {
    const apps = await filteredApps(syncs);
    apps.left.create('contacts', { email: 'ada@x.example', stage: 'customer' });
    apps.left.create('contacts', { email: 'bob@x.example', stage: 'lead' });
    apps.left.create('contacts', { email: 'carl@x.example', stage: 'former' });
    apps.right.create('tblP', { fldEmail: 'dora@x.example' });
    apps.right.create('tblQ', { fldEmail: 'emil@x.example' });
    await apps.sync();
    expect(values(apps, 'right', 'tblP', 'fldEmail')).toEqual(['ada@x.example', 'dora@x.example']);
    expect(values(apps, 'right', 'tblQ', 'fldEmail')).toEqual(['bob@x.example', 'emil@x.example']);
    expect(find(apps.left, 'contacts', 'email', 'dora@x.example').fields.stage).toBe('customer');
    expect(find(apps.left, 'contacts', 'email', 'emil@x.example').fields.stage).toBe('lead');
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('a record that changes its part leaves the one table and joins the other, and comes back to its old twin', async () => {
    const apps = await filteredApps(syncs);
    const ada = apps.left.create('contacts', { email: 'ada@x.example', stage: 'lead' });
    await apps.sync();
    apps.left.update('contacts', ada, { stage: 'customer', name: 'Ada' });
    await apps.sync();
    expect(values(apps, 'right', 'tblP', 'fldName')).toEqual(['Ada']);
    expect(values(apps, 'right', 'tblQ', 'fldName')).toEqual([null]);
    apps.left.update('contacts', ada, { stage: 'lead' });
    await apps.sync();
    expect(values(apps, 'right', 'tblQ', 'fldName')).toEqual(['Ada']);
    expect([apps.left.count('contacts'), apps.right.count('tblP'), apps.right.count('tblQ')]).toEqual([1, 1, 1]);
    expect(apps.written(await apps.sync())).toBe(0);
  });
});

describe('associations to targets in two tables', () => {
  const kind = (label: string, onExit: 'keep' | 'freeze' | 'unlink' = 'unlink'): ObjectSyncInput['filter'] => ({
    left: { kind: label },
    onExit,
  });
  const targets = {
    partners: companiesTo('Accounts', { filter: kind('Partner') }),
    rivals: companiesTo('Rivals', { filter: kind('Rival') }),
  };
  const shown = (apps: TwoApps, field: string, table: string) =>
    apps.right
      .readEdges('tblP', field)
      .map(([, id]) => apps.right.read(table, id)?.fields.fldName)
      .sort();
  const shownLeft = (apps: TwoApps, field: string) =>
    apps.left
      .readEdges('contacts', field)
      .map(([, id]) => apps.left.read('companies', id)?.fields.name)
      .sort();
  const idOf = (apps: TwoApps, table: string, name: string) => find(apps.right, table, 'fldName', name).id;

  for (const explicit of ['inline', 'separate'] as const) {
    test(`a set is mapped once per table, and edits of both sides survive (${explicit})`, async () => {
      const apps = await filteredApps(
        {
          ...targets,
          contacts: contactsTo('People', {
            associations: [
              { left: 'companies', right: 'Accounts', via: 'partners' },
              { left: 'companies', right: 'Rivals', via: 'rivals' },
            ],
          }),
        },
        { capabilities: { associationWrites: { create: explicit, update: explicit } } },
      );
      const [acme, beta, core, duo] = (
        [
          ['Acme', 'partner'],
          ['Beta', 'rival'],
          ['Core', 'partner'],
          ['Duo', 'rival'],
        ] as const
      ).map(([name, of]) => apps.left.create('companies', { name, kind: of }));
      const ada = apps.left.create('contacts', { email: 'ada@x.example' }, { companies: [acme ?? '', beta ?? ''] });
      await apps.sync();
      expect([shown(apps, 'fldA', 'tblA'), shown(apps, 'fldB', 'tblB')]).toEqual([['Acme'], ['Beta']]);
      expect(await apps.pending()).toEqual([]);
      const person = find(apps.right, 'tblP', 'fldEmail', 'ada@x.example').id;
      apps.right.associate('tblP', person, 'fldA', idOf(apps, 'tblA', 'Core'));
      apps.right.associate('tblP', person, 'fldB', idOf(apps, 'tblB', 'Duo'));
      apps.right.disassociate('tblP', person, 'fldA', idOf(apps, 'tblA', 'Acme'));
      apps.left.disassociate('contacts', ada, 'companies', beta ?? '');
      await apps.sync();
      expect(shownLeft(apps, 'companies')).toEqual(['Core', 'Duo']);
      expect([shown(apps, 'fldA', 'tblA'), shown(apps, 'fldB', 'tblB')]).toEqual([['Core'], ['Duo']]);
      expect([core, duo]).toHaveLength(2);
      expect(apps.written(await apps.sync())).toBe(0);
      expect(await apps.pending()).toEqual([]);
    });
  }

  test('a single target moves from one table to the other, from either side', async () => {
    const apps = await filteredApps({
      ...targets,
      contacts: contactsTo('People', {
        associations: [
          { left: 'employer', right: 'Employer', via: 'partners' },
          { left: 'employer', right: 'Rival', via: 'rivals' },
        ],
      }),
    });
    const acme = apps.left.create('companies', { name: 'Acme', kind: 'partner' });
    const beta = apps.left.create('companies', { name: 'Beta', kind: 'rival' });
    const ada = apps.left.create('contacts', { email: 'ada@x.example' }, { employer: [acme] });
    await apps.sync();
    expect([shown(apps, 'fldEmployer', 'tblA'), shown(apps, 'fldRival', 'tblB')]).toEqual([['Acme'], []]);
    apps.left.associate('contacts', ada, 'employer', beta);
    await apps.sync();
    expect([shown(apps, 'fldEmployer', 'tblA'), shown(apps, 'fldRival', 'tblB')]).toEqual([[], ['Beta']]);
    const person = find(apps.right, 'tblP', 'fldEmail', 'ada@x.example').id;
    apps.right.associate('tblP', person, 'fldEmployer', idOf(apps, 'tblA', 'Acme'));
    await apps.sync();
    // The one field of the left is taken: a second target waits instead of pushing the first one out.
    expect(shownLeft(apps, 'employer')).toEqual(['Beta']);
    expect((await apps.pending()).map(({ reason }) => reason)).toEqual([
      '"employer" holds one target, and has one that belongs to another sync',
    ]);
    apps.right.disassociate('tblP', person, 'fldRival', idOf(apps, 'tblB', 'Beta'));
    await apps.sync();
    expect(shownLeft(apps, 'employer')).toEqual(['Acme']);
    expect(apps.written(await apps.sync())).toBe(0);
    expect(await apps.pending()).toEqual([]);
  });

  test('a target that changes its table takes its edges along', async () => {
    const apps = await filteredApps({
      ...targets,
      contacts: contactsTo('People', {
        associations: [
          { left: 'companies', right: 'Accounts', via: 'partners' },
          { left: 'companies', right: 'Rivals', via: 'rivals' },
        ],
      }),
    });
    const acme = apps.left.create('companies', { name: 'Acme', kind: 'partner' });
    apps.left.create('contacts', { email: 'ada@x.example' }, { companies: [acme] });
    await apps.sync();
    apps.left.update('companies', acme, { kind: 'rival' });
    await apps.sync();
    expect(shown(apps, 'fldB', 'tblB')).toEqual(['Acme']);
    // The row of the other table stays, and so does the link to it: neither is synced any more.
    expect(shown(apps, 'fldA', 'tblA')).toEqual(['Acme']);
    expect(shownLeft(apps, 'companies')).toEqual(['Acme']);
    expect(apps.written(await apps.sync())).toBe(0);
  });
});

describe('two syncs of one pair of objects', () => {
  const syncs = (onExit: 'keep' | 'freeze' | 'unlink' = 'keep'): Record<string, ObjectSyncInput> => ({
    customers: withStage(contactsTo('People', { filter: stage('Customer', onExit) })),
    // Leads go one way: what people write in the table stays there.
    leads: withStage(contactsTo('People', { filter: stage('Lead', onExit), direction: 'left-to-right' })),
  });

  test('each record follows the rules of the sync that claims it', async () => {
    const apps = await filteredApps(syncs());
    const ada = apps.left.create('contacts', { email: 'ada@x.example', name: 'Ada', stage: 'customer' });
    const bob = apps.left.create('contacts', { email: 'bob@x.example', name: 'Bob', stage: 'lead' });
    const carl = apps.left.create('contacts', { email: 'carl@x.example', name: 'Carl', stage: 'former' });
    const report = await apps.sync();
    expect(report.syncs).toMatchObject([
      { name: 'customers', linked: 1, excluded: 1, right: { created: 1 } },
      { name: 'leads', linked: 1, excluded: 0, right: { created: 1 } },
    ]);
    expect(await reasons(apps)).toEqual([`left ${carl} filtered-out`]);
    for (const [email, name] of [
      ['ada@x.example', 'Ada K.'],
      ['bob@x.example', 'Bob K.'],
    ] as const) {
      apps.right.update('tblP', find(apps.right, 'tblP', 'fldEmail', email).id, { fldName: name });
    }
    await apps.sync();
    expect(apps.left.read('contacts', ada)?.fields.name).toBe('Ada K.');
    expect(apps.left.read('contacts', bob)?.fields.name).toBe('Bob');
    // Bob becomes a customer: from here on his edits travel both ways.
    apps.left.update('contacts', bob, { stage: 'customer' });
    await apps.sync();
    apps.right.update('tblP', find(apps.right, 'tblP', 'fldEmail', 'bob@x.example').id, { fldName: 'Bob L.' });
    await apps.sync();
    expect(apps.left.read('contacts', bob)?.fields.name).toBe('Bob L.');
    const last = await apps.sync();
    expect(last.syncs).toMatchObject([
      { name: 'customers', linked: 2 },
      { name: 'leads', linked: 0 },
    ]);
    expect(apps.written(last)).toBe(0);
  });

  test('a record from the side without a filter is created by the sync whose filter its values pass', async () => {
    const apps = await filteredApps({ ...syncs(), leads: withStage(contactsTo('People', { filter: stage('Lead') })) });
    apps.right.create('tblP', { fldEmail: 'ada@x.example', fldStage: 'customer' });
    apps.right.create('tblP', { fldEmail: 'bob@x.example', fldStage: 'lead' });
    const report = await apps.sync();
    expect(report.syncs.map(({ name, left }) => [name, left.created])).toEqual([
      ['customers', 1],
      ['leads', 1],
    ]);
    expect(values(apps, 'left', 'contacts', 'stage')).toEqual(['customer', 'lead']);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('a record that both claim is excluded, linked or not, and written by neither', async () => {
    const both = (first: string, second: string) => ({
      customers: contactsTo('People', { filter: { left: { stage: first } } }),
      scored: contactsTo('People', { filter: { left: { [second]: { exists: true } } } }),
    });
    const apps = await filteredApps(both('Customer', 'score'));
    const ada = apps.left.create('contacts', { email: 'ada@x.example', stage: 'customer' });
    const bob = apps.left.create('contacts', { email: 'bob@x.example', stage: 'customer', score: '5' });
    const report = await apps.sync();
    expect(values(apps, 'right', 'tblP', 'fldEmail')).toEqual(['ada@x.example']);
    expect(await reasons(apps)).toEqual([`left ${bob} claimed-twice`]);
    expect(report.syncs[0]).toMatchObject({ excluded: 1, filter: { excluded: 1 } });
    apps.left.update('contacts', ada, { score: '6', name: 'Ada' });
    await apps.sync();
    expect(values(apps, 'right', 'tblP', 'fldName')).toEqual([null]);
    expect((await reasons(apps))[0]).toBe(`left ${ada} claimed-twice`);
    apps.left.update('contacts', ada, { score: null });
    apps.left.update('contacts', bob, { stage: 'lead' });
    await apps.sync();
    expect(values(apps, 'right', 'tblP', 'fldName')).toEqual(['Ada', null]);
    expect(await reasons(apps)).toEqual([]);
    // A row that both could create on the left belongs to nobody.
    const row = apps.right.create('tblP', { fldEmail: 'dora@x.example' });
    const alike = {
      customers: contactsTo('People', { filter: stage('Customer') }),
      leads: contactsTo('People', { filter: stage('Lead') }),
    };
    await apps.sync({ syncs: alike });
    expect(await reasons(apps)).toContain(`right ${row} claimed-twice`);
    expect(apps.left.count('contacts')).toBe(2);
  });

  test("keep goes on under the rules of the sync that had it; freeze and unlink are that sync's too", async () => {
    const apps = await filteredApps(syncs('keep'));
    const bob = apps.left.create('contacts', { email: 'bob@x.example', name: 'Bob', stage: 'lead' });
    await apps.sync();
    const row = find(apps.right, 'tblP', 'fldEmail', 'bob@x.example').id;
    apps.left.update('contacts', bob, { stage: 'former', name: 'Bob B.' });
    apps.right.update('tblP', row, { fldEmail: 'bob@y.example' });
    await apps.sync();
    expect(apps.right.read('tblP', row)?.fields).toMatchObject({ fldName: 'Bob B.', fldEmail: 'bob@y.example' });
    expect(apps.left.read('contacts', bob)?.fields.email).toBe('bob@x.example');
    const report = await apps.sync({
      syncs: { ...syncs('keep'), leads: { ...syncs('unlink').leads } as ObjectSyncInput },
    });
    expect(report.syncs).toMatchObject([
      { name: 'customers', linked: 0, filter: { unlinked: 0 } },
      { name: 'leads', linked: 0, filter: { unlinked: 1 } },
    ]);
    expect([apps.left.count('contacts'), apps.right.count('tblP')]).toEqual([1, 1]);
  });

  test('the exit rule of the sync that created a record counts from the start, whichever side it came from', async () => {
    const syncs = {
      customers: withStage(contactsTo('People', { filter: stage('Customer', 'unlink') })),
      leads: withStage(contactsTo('People', { filter: stage('Lead', 'freeze') })),
    };
    for (const side of ['left', 'right'] as const) {
      const apps = await filteredApps(syncs);
      if (side === 'left') apps.left.create('contacts', { email: 'ada@x.example', stage: 'lead' });
      else apps.right.create('tblP', { fldEmail: 'ada@x.example', fldStage: 'lead' });
      await apps.sync();
      const ada = find(apps.left, 'contacts', 'email', 'ada@x.example').id;
      apps.left.update('contacts', ada, { stage: 'former' });
      await apps.sync();
      expect(await reasons(apps), side).toEqual([`left ${ada} frozen`]);
      const links = await apps.store.database.selectFrom('links').select('state').execute();
      expect(links, side).toEqual([{ state: 'linked' }]);
    }
  });

  test('only one of them runs: the records of the other wait for it', async () => {
    const apps = await filteredApps(syncs());
    apps.left.create('contacts', { email: 'ada@x.example', stage: 'customer' });
    apps.left.create('contacts', { email: 'bob@x.example', stage: 'lead' });
    await apps.sync({ only: ['leads'] });
    expect(values(apps, 'right', 'tblP', 'fldEmail')).toEqual(['bob@x.example']);
    await apps.sync({ only: ['customers'] });
    expect(values(apps, 'right', 'tblP', 'fldEmail')).toEqual(['ada@x.example', 'bob@x.example']);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('status and record tell each record once, under the sync that it belongs to', async () => {
    const apps = await filteredApps(syncs());
    apps.left.create('contacts', { email: 'ada@x.example', stage: 'customer' });
    apps.left.create('contacts', { email: 'bob@x.example', stage: 'lead' });
    apps.left.create('contacts', { email: 'carl@x.example', stage: 'former' });
    apps.left.create('contacts', { name: 'No key', stage: 'lead' });
    await apps.sync();
    const { syncs: compiled } = await apps.compile();
    const status = await describeStatus(apps.store, compiled, { limit: 10 });
    expect(
      status.syncs.map(({ name, linked, held, excluded }) => [
        name,
        linked,
        excluded,
        held.map(({ reason }) => reason),
      ]),
    ).toEqual([
      ['customers', 1, 1, ['filtered-out']],
      ['leads', 1, 1, ['keyless']],
    ]);
    const described = async (keyOrId: string) =>
      (await describeRecord(apps.store, compiled, { connection: 'left', object: 'contacts', keyOrId })).map(
        (record) => [record.sync, record.holds.map(({ reason, text }) => `${reason}: ${text}`)],
      );
    expect(await described('bob@x.example')).toEqual([['leads', []]]);
    expect(await described('ada@x.example')).toEqual([['customers', []]]);
    expect(await described('carl@x.example')).toEqual([
      ['customers', ['filtered-out: stage is Former, wanted is Customer']],
    ]);
  });

  test('targets: a mapping sees those of its own sync only', async () => {
    const kind = (label: string): ObjectSyncInput['filter'] => ({ left: { kind: label } });
    const apps = await filteredApps({
      partners: companiesTo('Accounts', { filter: kind('Partner') }),
      rivals: companiesTo('Accounts', { filter: kind('Rival') }),
      contacts: contactsTo('People', { associations: [{ left: 'companies', right: 'Accounts', via: 'rivals' }] }),
    });
    const acme = apps.left.create('companies', { name: 'Acme', kind: 'partner' });
    const beta = apps.left.create('companies', { name: 'Beta', kind: 'rival' });
    apps.left.create('contacts', { email: 'ada@x.example' }, { companies: [acme, beta] });
    await apps.sync();
    const names = () =>
      apps.right.readEdges('tblP', 'fldA').map(([, id]) => apps.right.read('tblA', id)?.fields.fldName);
    expect(names()).toEqual(['Beta']);
    expect(await apps.pending()).toEqual([{ record: acme, reason: 'its target is not linked in rivals' }]);
    const other = {
      partners: companiesTo('Accounts', { filter: kind('Partner') }),
      rivals: companiesTo('Accounts', { filter: kind('Rival') }),
      contacts: contactsTo('People', {
        associations: [
          { left: 'companies', right: 'Accounts', via: 'partners' },
          { left: 'companies', right: 'Accounts', via: 'rivals' },
        ],
      }),
    };
    await apps.sync({ syncs: other });
    expect(names().sort()).toEqual(['Acme', 'Beta']);
    expect(await apps.pending()).toEqual([]);
    expect(apps.written(await apps.sync({ syncs: other }))).toBe(0);
    // The target changes hands: its edge stands under the other mapping, and nothing is written.
    apps.left.update('companies', acme, { kind: 'rival' });
    expect(apps.written(await apps.sync({ syncs: other }))).toBe(0);
    expect(names().sort()).toEqual(['Acme', 'Beta']);
    const person = find(apps.right, 'tblP', 'fldEmail', 'ada@x.example').id;
    apps.right.disassociate('tblP', person, 'fldA', find(apps.right, 'tblA', 'fldName', 'Acme').id);
    await apps.sync({ syncs: other });
    expect(apps.left.readEdges('contacts', 'companies').map(([, id]) => id)).toEqual([beta]);
  });
});
