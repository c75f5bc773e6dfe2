import type { ObjectSyncInput } from '@linkwright/core';
import { describe, expect, test } from 'vitest';
import { recentWrites } from '../../src/store/log.ts';
import { companiesTo, contactsTo, filteredApps, values } from '../support/filtered-apps.ts';
import { find, only, type TwoApps } from '../support/two-apps.ts';

const customers = (onExit: 'keep' | 'freeze' | 'unlink' = 'keep'): ObjectSyncInput['filter'] => ({
  left: { stage: 'Customer' },
  onExit,
});

const filterOf = async (run: Promise<Awaited<ReturnType<TwoApps['sync']>>>, name = 'contacts') =>
  (await run).syncs.find((sync) => sync.name === name)?.filter;

const reasons = async (apps: TwoApps) =>
  (await apps.held()).map(({ side, id, reason }) => `${side} ${id} ${reason}`).sort();

describe('records outside a filter', () => {
  test('are not created, are listed, and are created once they pass', async () => {
    const apps = await filteredApps({ contacts: contactsTo('People', { filter: customers() }) });
    apps.left.create('contacts', { email: 'ada@x.example', stage: 'customer' });
    const bob = apps.left.create('contacts', { email: 'bob@x.example', stage: 'lead' });
    const carl = apps.left.create('contacts', { email: 'carl@x.example' });
    expect(await filterOf(apps.plan())).toEqual({ excluded: 2, frozen: 0, unlinked: 0, returned: 0 });
    const report = await apps.sync();
    expect(values(apps, 'right', 'tblP', 'fldEmail')).toEqual(['ada@x.example']);
    expect(await reasons(apps)).toEqual([`left ${bob} filtered-out`, `left ${carl} filtered-out`]);
    expect(report.syncs[0]).toMatchObject({ linked: 1, excluded: 2, filter: { excluded: 2 } });
    expect(report.status).toBe('done');
    expect(apps.written(await apps.sync())).toBe(0);
    apps.left.update('contacts', bob, { stage: 'customer' });
    expect(await filterOf(apps.sync())).toEqual({ excluded: 0, frozen: 0, unlinked: 0, returned: 1 });
    expect(values(apps, 'right', 'tblP', 'fldEmail')).toEqual(['ada@x.example', 'bob@x.example']);
    expect(await reasons(apps)).toEqual([`left ${carl} filtered-out`]);
  });

  test('a match with one links and creates nothing until it returns', async () => {
    const apps = await filteredApps({ contacts: contactsTo('People', { filter: customers() }) });
    const bob = apps.left.create('contacts', { email: 'bob@x.example', name: 'Bob', stage: 'lead' });
    const twin = apps.right.create('tblP', { fldEmail: 'bob@x.example', fldName: 'Robert' });
    await apps.sync();
    expect(apps.left.count('contacts')).toBe(1);
    expect(only(apps.right, 'tblP').fields.fldName).toBe('Robert');
    expect(await reasons(apps)).toEqual([`left ${bob} filtered-out`, `right ${twin} partner-filtered-out`]);
    apps.left.update('contacts', bob, { stage: 'customer' });
    const report = await apps.sync();
    expect(report.syncs[0]).toMatchObject({ linked: 1, newlyLinked: 1, excluded: 0 });
    expect(only(apps.right, 'tblP').fields.fldName).toBe('Bob');
    expect(await reasons(apps)).toEqual([]);
  });

  test('a record that waits for a filtered-out match is created once that one bears another key or is gone', async () => {
    for (const leave of ['rename', 'archive'] as const) {
      const apps = await filteredApps({ contacts: contactsTo('People', { filter: customers() }) });
      const bob = apps.left.create('contacts', { email: 'bob@x.example', stage: 'lead' });
      apps.right.create('tblP', { fldEmail: 'bob@x.example', fldName: 'Robert' });
      await apps.sync();
      if (leave === 'rename') apps.left.update('contacts', bob, { email: 'b@y.example' });
      else apps.left.archive('contacts', bob);
      await apps.sync({ full: true });
      const made = find(apps.left, 'contacts', 'email', 'bob@x.example');
      expect(made.fields).toMatchObject({ name: 'Robert', stage: 'customer' });
    }
  });
});

describe('a create passes the filter of its side', () => {
  test('plain values are set, and the record is not sent back', async () => {
    const filter = { left: { stage: { in: ['Customer'] }, score: 7 } };
    const apps = await filteredApps({ contacts: contactsTo('People', { filter }) });
    apps.right.create('tblP', { fldEmail: 'ada@x.example', fldName: 'Ada' });
    await apps.sync();
    expect(only(apps.left, 'contacts').fields).toMatchObject({ name: 'Ada', stage: 'customer', score: '7' });
    expect(apps.written(await apps.sync())).toBe(0);
    expect(await reasons(apps)).toEqual([]);
  });

  test('its values stand in the plan and in the audit log, as the mapped ones do', async () => {
    const filter = { left: { stage: { in: ['Customer'] }, score: 7 } };
    const apps = await filteredApps({ contacts: contactsTo('People', { filter }) });
    apps.right.create('tblP', { fldEmail: 'ada@x.example', fldName: 'Ada' });
    await apps.plan();
    const shown = apps.events.flatMap((event) => (event.kind === 'operation' ? event.operation.fields : []));
    expect(shown).toEqual(
      [
        ['email', 'ada@x.example'],
        ['name', 'Ada'],
        ['stage', 'customer'],
        ['score', '7'],
      ].map(([field, after]) => ({ field, before: null, after, conflict: false })),
    );
    await apps.sync();
    const records = await apps.store.database.selectFrom('written_records').select('record').execute();
    const numbers = records.map(({ record }) => record);
    const writes = await recentWrites(apps.store.database, 1, 'left', numbers, 0);
    expect([...writes.values()].flat()).toMatchObject([
      {
        kind: 'create',
        changes: Object.fromEntries(shown.map(({ field, after }) => [field, { before: null, after }])),
      },
    ]);
  });

  test('a mapped value that contradicts excludes the record, and one that agrees creates it', async () => {
    const sync = contactsTo('People', { filter: customers() });
    const apps = await filteredApps({
      contacts: { ...sync, fields: [...(sync.fields ?? []), { left: 'stage', right: 'Stage' }] },
    });
    const ada = apps.right.create('tblP', { fldEmail: 'ada@x.example', fldStage: 'lead' });
    apps.right.create('tblP', { fldEmail: 'bob@x.example', fldStage: 'customer' });
    const report = await apps.sync();
    expect(values(apps, 'left', 'contacts', 'email')).toEqual(['bob@x.example']);
    expect(await reasons(apps)).toEqual([`right ${ada} filtered-out`]);
    expect(report.syncs[0]).toMatchObject({ excluded: 1, filter: { excluded: 1 } });
    apps.right.update('tblP', ada, { fldStage: 'customer' });
    await apps.sync();
    expect(values(apps, 'left', 'contacts', 'email')).toEqual(['ada@x.example', 'bob@x.example']);
  });

  test('a condition that nothing can fill creates nothing, and the compilation says so', async () => {
    for (const condition of [{ exists: true }, { above: 3 }, { in: [1, 2] }]) {
      const apps = await filteredApps({ contacts: contactsTo('People', { filter: { left: { score: condition } } }) });
      const ada = apps.right.create('tblP', { fldEmail: 'ada@x.example' });
      await apps.sync();
      expect(apps.left.count('contacts')).toBe(0);
      expect(await reasons(apps)).toEqual([`right ${ada} filtered-out`]);
      expect((await apps.compile()).notes.map(({ text }) => text)).toContain(
        'nothing is created in Lefty contacts: its filter asks for "score", which no mapping fills',
      );
    }
  });

  test('an empty field passes "not" and "exists: false"', async () => {
    const filter = { left: { stage: { not: ['Former'] }, score: { exists: false } } };
    const apps = await filteredApps({ contacts: contactsTo('People', { filter }) });
    apps.right.create('tblP', { fldEmail: 'ada@x.example' });
    await apps.sync();
    expect(apps.left.count('contacts')).toBe(1);
  });
});

describe('a linked record that stops matching', () => {
  const linked = async (onExit: 'keep' | 'freeze' | 'unlink'): Promise<TwoApps & { readonly ada: string }> => {
    const apps = await filteredApps({ contacts: contactsTo('People', { filter: customers(onExit) }) });
    const ada = apps.left.create('contacts', { email: 'ada@x.example', name: 'Ada', stage: 'customer' });
    await apps.sync();
    return Object.assign(apps, { ada });
  };
  const rightName = (apps: TwoApps) => only(apps.right, 'tblP').fields.fldName;

  test('keep: goes on syncing in both directions', async () => {
    const apps = await linked('keep');
    apps.left.update('contacts', apps.ada, { stage: 'former', name: 'Ada L.' });
    const report = await apps.sync();
    expect(rightName(apps)).toBe('Ada L.');
    apps.right.update('tblP', only(apps.right, 'tblP').id, { fldName: 'Ada K.' });
    await apps.sync();
    expect(apps.left.read('contacts', apps.ada)?.fields.name).toBe('Ada K.');
    expect(report.syncs[0]).toMatchObject({ linked: 1, excluded: 0, frozen: 0 });
  });

  test('freeze: nothing is written in either direction, and both edits are merged on return', async () => {
    const apps = await linked('freeze');
    const right = only(apps.right, 'tblP').id;
    apps.left.update('contacts', apps.ada, { stage: 'former', name: 'Ada L.' });
    expect(await filterOf(apps.plan())).toEqual({ excluded: 0, frozen: 1, unlinked: 0, returned: 0 });
    const report = await apps.sync();
    expect(report.syncs[0]).toMatchObject({ linked: 1, frozen: 1, excluded: 0, filter: { frozen: 1 } });
    apps.right.update('tblP', right, { fldEmail: 'ada@y.example' });
    expect(apps.written(await apps.sync())).toBe(0);
    expect(rightName(apps)).toBe('Ada');
    expect(apps.left.read('contacts', apps.ada)?.fields.email).toBe('ada@x.example');
    expect(await reasons(apps)).toEqual([`left ${apps.ada} frozen`]);
    apps.left.update('contacts', apps.ada, { stage: 'customer' });
    expect(await filterOf(apps.sync())).toEqual({ excluded: 0, frozen: 0, unlinked: 0, returned: 1 });
    expect(rightName(apps)).toBe('Ada L.');
    expect(apps.left.read('contacts', apps.ada)?.fields.email).toBe('ada@y.example');
    expect(await reasons(apps)).toEqual([]);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('unlink: neither side is created again, and the return links the same two records by id', async () => {
    const apps = await linked('unlink');
    const right = only(apps.right, 'tblP').id;
    apps.left.update('contacts', apps.ada, { stage: 'former' });
    expect(await filterOf(apps.sync())).toEqual({ excluded: 0, frozen: 0, unlinked: 1, returned: 0 });
    // Without its key, only the id can tell who it was.
    apps.right.update('tblP', right, { fldEmail: 'someone@else.example', fldName: 'Ada K.' });
    const apart = await apps.sync({ full: true });
    expect(apart.syncs[0]).toMatchObject({ linked: 0, excluded: 2, ambiguous: 0 });
    expect([apps.left.count('contacts'), apps.right.count('tblP')]).toEqual([1, 1]);
    expect(apps.left.read('contacts', apps.ada)?.fields).toMatchObject({ email: 'ada@x.example', name: 'Ada' });
    apps.left.update('contacts', apps.ada, { stage: 'customer' });
    expect(await filterOf(apps.sync())).toEqual({ excluded: 0, frozen: 0, unlinked: 0, returned: 1 });
    expect(apps.left.read('contacts', apps.ada)?.fields).toMatchObject({
      email: 'someone@else.example',
      name: 'Ada K.',
    });
    expect([apps.left.count('contacts'), apps.right.count('tblP')]).toEqual([1, 1]);
    expect(await reasons(apps)).toEqual([]);
  });

  test('also where the other side has the filter, and where our own write puts it out', async () => {
    const sync = contactsTo('People', { filter: { right: { Stage: { not: 'Former' } }, onExit: 'unlink' } });
    const apps = await filteredApps({
      contacts: { ...sync, fields: [...(sync.fields ?? []), { left: 'stage', right: 'Stage' }] },
    });
    const ada = apps.left.create('contacts', { email: 'ada@x.example', stage: 'lead' });
    await apps.sync();
    apps.left.update('contacts', ada, { stage: 'former' });
    const report = await apps.sync();
    expect(only(apps.right, 'tblP').fields.fldStage).toBe('former');
    expect(report.syncs[0]).toMatchObject({ linked: 0, filter: { unlinked: 1 } });
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('editing the filter re-evaluates everything, and plan shows the effect', async () => {
    const apps = await filteredApps({ contacts: contactsTo('People') });
    for (const [name, stage] of [
      ['ada', 'customer'],
      ['bob', 'lead'],
      ['carl', 'former'],
    ] as const) {
      apps.left.create('contacts', { email: `${name}@x.example`, stage });
    }
    await apps.sync();
    expect(apps.right.count('tblP')).toBe(3);
    const withFilter = (filter: ObjectSyncInput['filter']) => ({
      syncs: { contacts: contactsTo('People', { filter }) },
    });
    const none = { excluded: 0, frozen: 0, unlinked: 0, returned: 0 };
    expect(await filterOf(apps.plan(withFilter(customers('unlink'))))).toEqual({ ...none, unlinked: 2 });
    expect(await filterOf(apps.plan(withFilter(customers('freeze'))))).toEqual({ ...none, frozen: 2 });
    expect(await filterOf(apps.plan(withFilter(customers('keep'))))).toEqual(none);
    await apps.sync(withFilter(customers('freeze')));
    expect(await filterOf(apps.sync(withFilter({ left: { stage: 'Lead' }, onExit: 'unlink' })))).toEqual({
      ...none,
      unlinked: 2,
      returned: 1,
    });
    expect(await filterOf(apps.sync())).toEqual({ ...none, returned: 2 });
    expect(apps.right.count('tblP')).toBe(3);
    expect(await reasons(apps)).toEqual([]);
  });
});

describe('edges and filters', () => {
  const start = (onExit: 'keep' | 'freeze' | 'unlink', mapping: { left: string; right: string }) =>
    filteredApps({
      companies: companiesTo('Accounts', { filter: { left: { kind: { not: 'Former' } }, onExit } }),
      contacts: contactsTo('People', { associations: [mapping] }),
    });
  const sets = { left: 'companies', right: 'Accounts' };
  const single = { left: 'employer', right: 'Employer' };
  const shownRight = (apps: TwoApps, field: string) =>
    apps.right
      .readEdges('tblP', field)
      .map(([, id]) => apps.right.read('tblA', id)?.fields.fldName)
      .sort();
  const shownLeft = (apps: TwoApps, field: string) =>
    apps.left
      .readEdges('contacts', field)
      .map(([, id]) => apps.left.read('companies', id)?.fields.name)
      .sort();

  test('an edge to an excluded target waits with the reason, and is placed when it returns', async () => {
    for (const mapping of [sets, single]) {
      const apps = await start('keep', mapping);
      const acme = apps.left.create('companies', { name: 'Acme', kind: 'former' });
      apps.left.create('contacts', { email: 'ada@x.example' }, { [mapping.left]: [acme] });
      await apps.sync();
      expect([apps.right.count('tblA'), apps.right.count('tblP')]).toEqual([0, 1]);
      expect(await apps.pending()).toEqual([{ record: acme, reason: 'its target is not linked in companies' }]);
      apps.left.update('companies', acme, { kind: 'partner' });
      await apps.sync();
      expect(shownRight(apps, mapping === sets ? 'fldA' : 'fldEmployer')).toEqual(['Acme']);
      expect(await apps.pending()).toEqual([]);
      expect(apps.written(await apps.sync())).toBe(0);
    }
  });

  test('unlink: an edge with an unlinked end leaves the base and changes neither side', async () => {
    for (const mapping of [sets, single]) {
      const apps = await start('unlink', mapping);
      const right = mapping === sets ? 'fldA' : 'fldEmployer';
      const acme = apps.left.create('companies', { name: 'Acme', kind: 'partner' });
      const ada = apps.left.create('contacts', { email: 'ada@x.example' }, { [mapping.left]: [acme] });
      await apps.sync();
      apps.left.update('companies', acme, { kind: 'former' });
      await apps.sync();
      expect([shownLeft(apps, mapping.left), shownRight(apps, right)]).toEqual([['Acme'], ['Acme']]);
      apps.left.update('contacts', ada, { name: 'Ada' });
      await apps.sync();
      expect([shownLeft(apps, mapping.left), shownRight(apps, right)]).toEqual([['Acme'], ['Acme']]);
      apps.left.update('companies', acme, { kind: 'rival' });
      expect(apps.written(await apps.sync())).toBe(0);
      expect(await apps.pending()).toEqual([]);
    }
  });

  test('freeze: edges to a frozen record are neither added nor removed, and are settled when it returns', async () => {
    const apps = await start('freeze', sets);
    const [acme, beta] = ['Acme', 'Beta'].map((name) => apps.left.create('companies', { name, kind: 'partner' }));
    const [ada, bob] = ['ada', 'bob'].map((name) => apps.left.create('contacts', { email: `${name}@x.example` }));
    apps.left.associate('contacts', ada ?? '', 'companies', acme ?? '');
    await apps.sync();
    apps.left.update('companies', acme ?? '', { kind: 'former' });
    await apps.sync();
    apps.left.disassociate('contacts', ada ?? '', 'companies', acme ?? '');
    apps.left.associate('contacts', ada ?? '', 'companies', beta ?? '');
    apps.left.associate('contacts', bob ?? '', 'companies', acme ?? '');
    await apps.sync();
    expect(shownRight(apps, 'fldA')).toEqual(['Acme', 'Beta']);
    expect((await apps.pending()).map(({ reason }) => reason)).toEqual([
      'its target is left alone in companies: kind is Former, wanted is not Former',
      'its target is left alone in companies: kind is Former, wanted is not Former',
    ]);
    expect(apps.written(await apps.sync())).toBe(0);
    apps.left.update('companies', acme ?? '', { kind: 'partner' });
    await apps.sync();
    const right = apps.right
      .readEdges('tblP', 'fldA')
      .map(([id, target]) => [
        apps.right.read('tblP', id)?.fields.fldEmail,
        apps.right.read('tblA', target)?.fields.fldName,
      ]);
    expect(right.sort()).toEqual([
      ['ada@x.example', 'Beta'],
      ['bob@x.example', 'Acme'],
    ]);
    expect(await apps.pending()).toEqual([]);
  });

  test('freeze: a single target that is frozen does not give way, nor does its own record', async () => {
    const apps = await start('freeze', single);
    const [acme, beta] = ['Acme', 'Beta'].map((name) => apps.left.create('companies', { name, kind: 'partner' }));
    const ada = apps.left.create('contacts', { email: 'ada@x.example' }, { employer: [acme ?? ''] });
    await apps.sync();
    apps.left.update('companies', acme ?? '', { kind: 'former' });
    await apps.sync();
    apps.left.associate('contacts', ada, 'employer', beta ?? '');
    await apps.sync();
    expect(shownRight(apps, 'fldEmployer')).toEqual(['Acme']);
    apps.left.update('companies', acme ?? '', { kind: 'partner' });
    await apps.sync();
    expect(shownRight(apps, 'fldEmployer')).toEqual(['Beta']);
  });
});
