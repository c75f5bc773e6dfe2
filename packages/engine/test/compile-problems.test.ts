import type { ObjectSyncInput } from '@linkwright/core';
import type { InMemoryObject } from '@linkwright/core/testing';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../src/index.ts';
import { twoApps } from './support/two-apps.ts';

const option = (label: string) => ({ value: label.toLowerCase(), label });

const companies: InMemoryObject = {
  id: 'companies',
  fields: [
    { id: 'name', type: 'text' },
    { id: 'domain', type: 'text' },
    { id: 'founded', type: 'date' },
    { id: 'created', type: 'datetime', readOnly: true },
    { id: 'size', type: 'integer' },
    { id: 'sector', type: 'option', options: [option('Tools'), option('Trade')] },
  ],
  associations: [
    { id: 'contacts', targets: ['contacts'], cardinality: 'many', inverse: { object: 'contacts', field: 'companies' } },
    { id: 'parent', targets: ['companies'], cardinality: 'one' },
  ],
};

const contacts: InMemoryObject = {
  id: 'contacts',
  fields: [
    { id: 'email', type: 'email' },
    { id: 'name', type: 'text' },
    { id: 'tags', type: 'options', options: [option('A'), option('B')] },
  ],
  associations: [
    {
      id: 'companies',
      targets: ['companies'],
      cardinality: 'many',
      inverse: { object: 'companies', field: 'contacts' },
    },
    { id: 'primary', targets: ['companies'], cardinality: 'one', markOn: 'companies' },
    { id: 'owner', targets: ['contacts'], cardinality: 'one', readOnly: true },
    { id: 'employer', targets: ['companies'], cardinality: 'one', refersBy: 'number' },
  ],
};

const accounts: InMemoryObject = {
  id: 'tblA',
  name: 'Accounts',
  fields: [
    { id: 'fldN', name: 'Name', type: 'text' },
    { id: 'fldW', name: 'Website', type: 'url' },
    { id: 'fldS', name: 'Sector', type: 'option', options: [option('Tools'), option('Other')] },
    { id: 'fldT', name: 'Type', type: 'option', options: [option('Red'), option('Blue')] },
    { id: 'fldC', name: 'Count', type: 'integer', readOnly: true },
  ],
  associations: [
    { id: 'fldP', name: 'People', targets: ['tblP'], cardinality: 'many', inverse: { object: 'tblP', field: 'fldA' } },
    { id: 'fldUp', name: 'Parent', targets: ['tblA'], cardinality: 'many' },
  ],
};

const peopleTable: InMemoryObject = {
  id: 'tblP',
  name: 'People',
  fields: [
    { id: 'fldE', name: 'Email', type: 'email' },
    { id: 'fldN', name: 'Name', type: 'text' },
    { id: 'fldM', name: 'Must', type: 'text', required: true },
    { id: 'fldId', name: 'Own id', type: 'text' },
  ],
  associations: [
    { id: 'fldA', name: 'Account', targets: ['tblA'], cardinality: 'many', inverse: { object: 'tblA', field: 'fldP' } },
    { id: 'fldA2', name: 'Second account', targets: ['tblA'], cardinality: 'one' },
    { id: 'fldB', name: 'Boss', targets: ['tblP'], cardinality: 'one' },
  ],
};

const other: InMemoryObject = { id: 'tblO', name: 'Others', fields: [{ id: 'fldN', name: 'Name', type: 'text' }] };

type Syncs = Record<string, ObjectSyncInput>;

const companiesSync = (overrides: Partial<ObjectSyncInput> = {}): ObjectSyncInput => ({
  left: { connection: 'left', object: 'companies' },
  right: { connection: 'right', object: 'Accounts' },
  match: { left: 'name', right: 'Name' },
  fields: [{ left: 'name', right: 'Name' }],
  ...overrides,
});

const contactsSync = (overrides: Partial<ObjectSyncInput> = {}): ObjectSyncInput => ({
  left: { connection: 'left', object: 'contacts' },
  right: { connection: 'right', object: 'People' },
  match: { left: 'email', right: 'Email' },
  create: 'left',
  fields: [
    { left: 'email', right: 'Email' },
    { left: 'name', right: 'Name' },
  ],
  ...overrides,
});

async function problemsOf(
  syncs: Syncs,
  options: { explicit?: boolean; listsAll?: boolean } = {},
): Promise<readonly Problem[]> {
  const apps = await twoApps({
    left: { objects: [companies, contacts, { ...companies, id: 'firms', associations: [] }] },
    right: {
      objects: [accounts, peopleTable, other],
      listsAllObjects: options.listsAll ?? true,
      capabilities: { requiresExplicitAssociationSyncs: options.explicit ?? true },
    },
    syncs,
  });
  const { problems, syncs: compiled } = await apps.compile();
  if (problems.length > 0) expect(compiled).toEqual([]);
  return problems;
}

/** The one problem of these syncs, which must be of this code and at this place. */
async function problemOf(syncs: Syncs, code: string, path: readonly (string | number)[]): Promise<Problem> {
  const problems = await problemsOf(syncs);
  expect(problems.map((problem) => [problem.code, problem.path.join('.')])).toEqual([[code, path.join('.')]]);
  const [problem] = problems;
  if (!problem) throw new Error('no problem');
  return problem;
}

const inCompanies = (overrides: Partial<ObjectSyncInput>): Syncs => ({ companies: companiesSync(overrides) });
const name = { left: 'name', right: 'Name' };

describe('one problem, with its place and what to do', () => {
  const cases: readonly {
    readonly code: string;
    readonly path: string;
    readonly syncs: Syncs;
    readonly message: string;
    readonly remedy: string;
  }[] = [
    {
      code: 'unknown-connection',
      path: 'syncs.companies.left.connection',
      syncs: inCompanies({ left: { connection: 'lfet', object: 'companies' } }),
      message: 'There is no connection "lfet".',
      remedy: 'Did you mean "left"?',
    },
    {
      code: 'unknown-object',
      path: 'syncs.companies.right.object',
      syncs: inCompanies({ right: { connection: 'right', object: 'Acounts' } }),
      message: 'Righty has no object "Acounts".',
      remedy: 'Did you mean "Accounts"?',
    },
    {
      code: 'unknown-field',
      path: 'syncs.companies.fields.0.left',
      syncs: inCompanies({ fields: [{ left: 'nmae', right: 'Name' }] }),
      message: 'has no field "nmae"',
      remedy: 'Did you mean "name"?',
    },
    {
      code: 'unknown-association-field',
      path: 'syncs.companies.associations.0.right',
      syncs: inCompanies({ associations: [{ left: 'parent', right: 'Parnet' }] }),
      message: 'has no association field "Parnet"',
      remedy: 'Did you mean "Parent"?',
    },
    {
      code: 'association-mapped-as-field',
      path: 'syncs.companies.fields.1.left',
      syncs: inCompanies({ fields: [name, { left: 'parent', right: 'Website' }] }),
      message: '"parent"',
      remedy: 'associations',
    },
    {
      code: 'read-only-target',
      path: 'syncs.companies.fields.1.right',
      syncs: inCompanies({ fields: [name, { left: 'size', right: 'Count' }] }),
      message: '"Count" of Righty Accounts is read-only',
      remedy: 'direction: right-to-left',
    },
    {
      code: 'incompatible-types',
      path: 'syncs.companies.fields.1',
      syncs: inCompanies({ fields: [name, { left: 'founded', right: 'Website' }] }),
      message: '"founded" of Lefty companies (date)',
      remedy: 'compatible types',
    },
    {
      code: 'required-field-missing',
      path: 'syncs.contacts.fields',
      syncs: { contacts: contactsSync({ create: 'both' }) },
      message: 'needs "Must" to create a record',
      remedy: 'create: left',
    },
    {
      code: 'options-without-partner',
      path: 'syncs.companies.fields.1',
      syncs: inCompanies({ fields: [name, { left: 'sector', right: 'Type' }] }),
      message: 'No option',
      remedy: 'options:',
    },
    {
      code: 'options-without-partner',
      path: 'syncs.companies.fields.1.options',
      syncs: inCompanies({ fields: [name, { left: 'sector', right: 'Sector', options: { Trade: 'Othr' } }] }),
      message: 'Did you mean "Other"?',
      remedy: 'by label or value',
    },
    {
      code: 'options-without-partner',
      path: 'syncs.companies.fields.1.options',
      syncs: inCompanies({ fields: [name, { left: 'sector', right: 'Sector', options: { Trade: 'Tools' } }] }),
      message: 'Several options of Lefty companies share one of Righty Accounts (Tools)',
      remedy: 'direction: left-to-right',
    },
    {
      code: 'options-without-partner',
      path: 'syncs.companies.fields.1.options',
      syncs: inCompanies({ fields: [name, { left: 'sector', right: 'Sector', options: { Tools: 'Other' } }] }),
      message: 'Several options of Righty Accounts share one of Lefty companies (Tools)',
      remedy: 'direction: right-to-left',
    },
    {
      code: 'options-not-applicable',
      path: 'syncs.companies.fields.0.options',
      syncs: inCompanies({ fields: [{ ...name, options: { a: 'b' } }] }),
      message: 'text',
      remedy: 'Remove `options`',
    },
    {
      code: 'match-key-incomparable',
      path: 'syncs.companies.match',
      syncs: inCompanies({ match: { left: 'founded', right: 'Website' } }),
      message: 'cannot be compared',
      remedy: 'same kind',
    },
    {
      code: 'match-key-missing',
      path: 'syncs.companies',
      syncs: { companies: { left: companiesSync().left, right: companiesSync().right, fields: [name] } },
      message: 'no match key',
      remedy: 'keyless: create',
    },
    {
      code: 'duplicate-mapping',
      path: 'syncs.companies.fields.1',
      syncs: inCompanies({ fields: [name, { left: 'domain', right: 'Name' }] }),
      message: 'writes one field twice',
      remedy: 'direction',
    },
    {
      code: 'duplicate-mapping',
      path: 'syncs.contacts.associations.1',
      syncs: {
        companies: companiesSync(),
        contacts: contactsSync({
          associations: [
            { left: 'primary', right: 'Second account' },
            { left: 'primary', right: 'Account', via: 'companies' },
          ],
        }),
      },
      message: 'maps "primary" twice',
      remedy: 'Remove one',
    },
    {
      code: 'association-mapped-from-both-ends',
      path: 'syncs.contacts.associations.0',
      syncs: {
        companies: companiesSync({ associations: [{ left: 'contacts', right: 'People' }] }),
        contacts: contactsSync({ associations: [{ left: 'companies', right: 'Account' }] }),
      },
      message: 'seen from its other end',
      remedy: 'Keep one of the two',
    },
    {
      code: 'association-key-unknown',
      path: 'syncs.contacts.associations.0.left',
      syncs: {
        companies: companiesSync(),
        contacts: contactsSync({ associations: [{ left: 'employer', right: 'Account' }] }),
      },
      message: '"employer" names its targets by "number", but Lefty companies shows no such field',
      remedy: 'Give the credentials access',
    },
    {
      code: 'association-incompatible',
      path: 'syncs.contacts.associations.0',
      syncs: {
        companies: companiesSync(),
        contacts: contactsSync({ associations: [{ left: 'companies', right: 'Second account' }] }),
      },
      message: '"companies" of Lefty contacts cannot be mapped to "Second account"',
      remedy: 'primary',
    },
    {
      code: 'read-only-target',
      path: 'syncs.contacts.associations.0.left',
      syncs: { contacts: contactsSync({ associations: [{ left: 'owner', right: 'Boss' }] }) },
      message: '"owner"',
      remedy: 'direction: left-to-right',
    },
    {
      code: 'association-via-unknown',
      path: 'syncs.contacts.associations.0.via',
      syncs: {
        companies: companiesSync(),
        contacts: contactsSync({ associations: [{ left: 'companies', right: 'Account', via: 'firms' }] }),
      },
      message: '"firms" is no active sync',
      remedy: 'via: companies',
    },
    {
      code: 'direction-impossible',
      path: 'syncs.companies.fields.0.direction',
      syncs: inCompanies({ direction: 'left-to-right', fields: [{ ...name, direction: 'two-way' }] }),
      message: 'left-to-right only',
      remedy: 'two-way',
    },
    {
      code: 'direction-impossible',
      path: 'syncs.companies.create',
      syncs: inCompanies({ direction: 'left-to-right', create: 'left' }),
      message: 'nothing can be created on the left side',
      remedy: 'create: right',
    },
    {
      code: 'same-object-twice',
      path: 'syncs.companies',
      syncs: {
        companies: companiesSync({
          right: companiesSync().left,
          fields: [{ left: 'name', right: 'name' }],
          match: { left: 'name', right: 'name' },
        }),
      },
      message: 'with itself',
      remedy: 'two different objects',
    },
    {
      code: 'duplicate-sync',
      path: 'syncs.again',
      syncs: { companies: companiesSync(), again: companiesSync() },
      message: 'pairs the same two objects as companies',
      remedy: 'one of the two',
    },
    {
      code: 'sync-cycle',
      path: 'syncs.third',
      syncs: {
        first: companiesSync(),
        second: companiesSync({ left: { connection: 'left', object: 'firms' } }),
        third: companiesSync({
          left: { connection: 'left', object: 'firms' },
          right: { connection: 'left', object: 'companies' },
          match: { left: 'name', right: 'name' },
          fields: [{ left: 'name', right: 'name' }],
        }),
      },
      message: 'closes a circle',
      remedy: 'Remove one of the syncs',
    },
    {
      code: 'identity-field-unsuitable',
      path: 'syncs.contacts.identity.right',
      syncs: { contacts: contactsSync({ identity: { right: 'Email' } }) },
      message: 'is of type email',
      remedy: 'single-line text',
    },
    {
      code: 'unknown-field',
      path: 'syncs.companies.conflicts.fields.nme',
      syncs: inCompanies({ conflicts: { fields: { nme: 'right' } } }),
      message: 'maps no field "nme"',
      remedy: 'as it stands in `fields`',
    },
  ];

  test.each(cases)('$code at $path', async ({ code, path, syncs, message, remedy }) => {
    const problem = await problemOf(syncs, code, path.split('.'));
    expect(problem.message).toContain(message);
    expect(`${problem.remedy} ${problem.why ?? ''}`).toContain(remedy);
  });
});

describe('an association whose target is not synced', () => {
  const mapping = { associations: [{ left: 'primary', right: 'Account' }] };

  test('is refused with the lines to add', async () => {
    const problem = await problemOf({ contacts: contactsSync(mapping) }, 'association-target-not-synced', [
      'syncs',
      'contacts',
      'associations',
      0,
    ]);
    expect(problem).toEqual({
      code: 'association-target-not-synced',
      path: ['syncs', 'contacts', 'associations', 0],
      message: 'contacts maps primary to "Account", but no active sync pairs companies with Accounts.',
      why: 'Righty needs a sync of its own for every object before its associations are recognized.',
      remedy: 'Add under syncs:',
      add: [
        'companies:',
        '  left: { connection: left, object: companies }',
        '  right: { connection: right, object: Accounts }',
        '  match: { left: name, right: Name }      # or another field that both sides share',
        '  fields: [ { left: name, right: Name } ]',
      ].join('\n'),
    });
  });

  test('is refused too where it is there but disabled, and that is said', async () => {
    const problem = await problemOf(
      { companies: companiesSync({ enabled: false }), contacts: contactsSync(mapping) },
      'association-target-disabled',
      ['syncs', 'contacts', 'associations', 0],
    );
    expect(problem.message).toBe(
      'contacts maps primary to "Account", but no active sync pairs companies with Accounts.',
    );
    expect(problem.why).toContain('The sync "companies" is there, but disabled.');
    expect(problem.remedy).toContain('enabled: true');
    expect(problem.add).toBeUndefined();
  });

  test('is told what fits where another sync would not make it right', async () => {
    const problem = await problemOf(
      {
        companies: companiesSync(),
        contacts: contactsSync({ associations: [{ left: 'primary', right: 'Boss' }] }),
      },
      'association-incompatible',
      ['syncs', 'contacts', 'associations', 0],
    );
    expect(problem.message).toBe(
      'contacts maps primary to "Boss", but they do not point at the same records: contacts and People are paired by "contacts".',
    );
    expect(problem.remedy).toBe(
      'What fits "Boss" of Righty: owner. What fits "primary" of Lefty: Second account, Account.',
    );
    expect(problem.add).toBeUndefined();
  });

  test('is not told beside the mistake that it follows from', async () => {
    const problems = await problemsOf({
      companies: companiesSync({ right: { connection: 'right', object: 'Acounts' } }),
      contacts: contactsSync(mapping),
    });
    expect(problems.map((problem) => problem.code)).toEqual(['unknown-object']);
  });

  test('a sync that pairs the targets otherwise does not count', async () => {
    const problems = await problemsOf({
      others: companiesSync({ right: { connection: 'right', object: 'Others' } }),
      contacts: contactsSync(mapping),
    });
    expect(problems.map((problem) => problem.code)).toEqual(['association-target-not-synced']);
  });
});

test('several syncs pair the targets: the mapping has to say which one is meant', async () => {
  const two: InMemoryObject = {
    ...contacts,
    associations: [{ id: 'companies', targets: ['companies', 'firms'], cardinality: 'many' }],
  };
  const apps = await twoApps({
    left: { objects: [{ ...companies, associations: [] }, two, { ...companies, id: 'firms', associations: [] }] },
    right: { objects: [accounts, peopleTable] },
    syncs: {
      companies: companiesSync(),
      firms: companiesSync({ left: { connection: 'left', object: 'firms' } }),
      contacts: contactsSync({ associations: [{ left: 'companies', right: 'Account' }] }),
    },
  });
  const { problems } = await apps.compile();
  expect(problems).toMatchObject([{ code: 'association-via-needed', path: ['syncs', 'contacts', 'associations', 0] }]);
  expect(problems[0]?.remedy).toContain('via: companies');
});

test('objects that an app does not list are asked for by id, each on its own', async () => {
  const problems = await problemsOf(
    {
      companies: companiesSync({ right: { connection: 'right', object: 'tblA' } }),
      gone: contactsSync({ right: { connection: 'right', object: 'tblGone' } }),
    },
    { listsAll: false },
  );
  expect(problems).toMatchObject([{ code: 'unknown-object', path: ['syncs', 'gone', 'right', 'object'] }]);
});

test('an object answers to its aliases, after the names of others', async () => {
  const apps = await twoApps({
    left: {
      objects: [
        { ...companies, aliases: ['p1_companies', 'firms'], associations: [] },
        { ...companies, id: 'firms', associations: [] },
      ],
    },
    right: { objects: [{ ...accounts, associations: [] }] },
    syncs: { companies: companiesSync({ left: { connection: 'left', object: 'p1_companies' } }) },
  });
  const { syncs, problems } = await apps.compile();
  expect(problems).toEqual([]);
  expect(syncs.map(({ left }) => left.object.id)).toEqual(['companies']);
});

test('every problem is reported at once', async () => {
  const problems = await problemsOf({
    companies: companiesSync({
      match: { left: 'founded', right: 'Website' },
      fields: [
        { left: 'nmae', right: 'Name' },
        { left: 'size', right: 'Count' },
      ],
    }),
    contacts: contactsSync({
      create: 'both',
      associations: [{ left: 'primary', right: 'Acount' }],
      identity: { right: 'Email' },
    }),
    lost: companiesSync({ right: { connection: 'right', object: 'Nowhere' } }),
  });
  expect(problems.map((problem) => problem.code).sort()).toEqual([
    'identity-field-unsuitable',
    'match-key-incomparable',
    'read-only-target',
    'required-field-missing',
    'unknown-association-field',
    'unknown-field',
    'unknown-object',
  ]);
});

test('a filter that leaves one value fills a required field, and one that leaves a choice does not', async () => {
  const withFilter = async (condition: ObjectSyncInput['filter']) => {
    const problems = await problemsOf({ contacts: contactsSync({ create: 'both', filter: condition }) });
    return problems.map(({ code }) => code);
  };
  expect(await withFilter({ right: { Must: 'given' } })).toEqual([]);
  expect(await withFilter({ right: { Must: { in: ['a', 'b'] } } })).toEqual(['required-field-missing']);
  expect(await withFilter({ right: { Must: { exists: true } } })).toEqual(['required-field-missing']);
});

test('a sync that is switched off is not compiled, and what it alone has wrong does not matter', async () => {
  expect(
    await problemsOf({
      companies: companiesSync(),
      contacts: contactsSync({ enabled: false, fields: [{ left: 'no', right: 'such' }] }),
    }),
  ).toEqual([]);
});
