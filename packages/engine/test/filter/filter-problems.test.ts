import { filterSchema, type ObjectSyncInput } from '@linkwright/core';
import { describe, expect, test } from 'vitest';
import { companiesTo, contactsTo, filteredApps } from '../support/filtered-apps.ts';

type FilterInput = ObjectSyncInput['filter'];

const problemsOf = async (syncs: Record<string, ObjectSyncInput>) => {
  const apps = await filteredApps({ contacts: contactsTo('People') });
  const { problems } = await apps.compile(syncs);
  return problems.map(({ code, path, message, remedy }) => ({ code, path: path.join('.'), message, remedy }));
};
const problemsWith = (filter: FilterInput) => problemsOf({ contacts: contactsTo('People', { filter }) });

describe('problems of a filter', () => {
  test('all of them at once, each at its place', async () => {
    const found = await problemsWith({
      left: {
        stag: 'Customer',
        stage: { in: ['Custmer', 'Lead'], not: ['Nobody'] },
        companies: 'Acme',
        score: { above: 'many', below: 3 },
        name: { above: 3 },
        email: 5,
      },
      right: { Stage: { not: 'Customr' } },
    });
    expect(found.map(({ code, path }) => `${path} ${code}`)).toEqual([
      'syncs.contacts.filter.left.stag unknown-field',
      'syncs.contacts.filter.left.stage.in.0 unknown-option',
      'syncs.contacts.filter.left.stage.not.0 unknown-option',
      'syncs.contacts.filter.left.companies filter-on-association',
      'syncs.contacts.filter.left.score.above filter-operand-unsuitable',
      'syncs.contacts.filter.left.name.above filter-operand-unsuitable',
      'syncs.contacts.filter.left.email filter-operand-unsuitable',
      'syncs.contacts.filter.right.Stage.not unknown-option',
    ]);
    expect(found[0]).toMatchObject({ message: 'Lefty contacts has no field "stag".', remedy: 'Did you mean "stage"?' });
    expect(found[1]).toMatchObject({
      message: '"stage" has no option "Custmer".',
      remedy: 'Did you mean "Customer"?',
    });
    expect(found[5]?.message).toBe('"name" is of type text; `above` compares numbers, dates and moments only.');
    expect(found[6]).toMatchObject({
      message: '"email" is of type email, and 5 is not a text.',
      remedy: 'Put quotes around it.',
    });
  });

  test.each<[string, FilterInput]>([
    ['above a bound that is not below the other', { left: { score: { above: 3, below: 3 } } }],
    ['a value and none', { left: { score: { in: [1], exists: false } } }],
    ['a value that the bounds leave out', { left: { score: { in: [1, 2], above: 5 } } }],
    ['a value that is not wanted either', { left: { stage: { in: ['Lead'], not: ['lead'] } } }],
  ])('a contradiction: %s', async (_, filter) => {
    expect((await problemsWith(filter)).map(({ code }) => code)).toEqual(['filter-contradiction']);
  });

  test('a filter that asks for nothing', async () => {
    expect(await problemsWith({ onExit: 'freeze' })).toMatchObject([
      { code: 'filter-empty', path: 'syncs.contacts.filter' },
    ]);
  });

  test('the schema refuses a condition without a test, and an unknown one', () => {
    expect(filterSchema.safeParse({ left: { a: {} } }).success).toBe(false);
    expect(filterSchema.safeParse({ left: { a: { inn: ['x'] } } }).success).toBe(false);
    expect(filterSchema.safeParse({ left: { a: { in: [] } } }).success).toBe(false);
    expect(filterSchema.parse({ left: { a: { not: 'x' } } })).toEqual({ left: { a: { not: 'x' } }, onExit: 'keep' });
  });
});

describe('several syncs of one pair', () => {
  const filter = (stage: string): FilterInput => ({ left: { stage } });

  test('need filters, all of them', async () => {
    const found = await problemsOf({
      customers: contactsTo('People', { filter: filter('Customer') }),
      leads: contactsTo('People'),
    });
    expect(found).toMatchObject([
      {
        code: 'duplicate-sync',
        path: 'syncs.leads',
        remedy: 'Add a `filter` to leads, or put all mappings into one of the two syncs.',
      },
    ]);
  });

  test('recognize records by the same keys', async () => {
    const found = await problemsOf({
      customers: contactsTo('People', { filter: filter('Customer') }),
      leads: contactsTo('People', { filter: filter('Lead'), match: { left: 'name', right: 'Name' } }),
    });
    expect(found).toMatchObject([{ code: 'match-keys-differ', path: 'syncs.leads.match' }]);
  });

  test('are fine with filters, also when the file turns one of them around', async () => {
    const turned: ObjectSyncInput = {
      left: { connection: 'right', object: 'People' },
      right: { connection: 'left', object: 'contacts' },
      match: { left: 'Email', right: 'email' },
      fields: [{ left: 'Email', right: 'email' }],
      filter: { right: { stage: 'Lead' } },
    };
    expect(
      await problemsOf({ customers: contactsTo('People', { filter: filter('Customer') }), leads: turned }),
    ).toEqual([]);
  });

  test('as targets, ask which of them is meant', async () => {
    const kind = (name: string): FilterInput => ({ left: { kind: name } });
    const targets = {
      partners: companiesTo('Accounts', { filter: kind('Partner') }),
      rivals: companiesTo('Accounts', { filter: kind('Rival') }),
    };
    const found = await problemsOf({
      ...targets,
      contacts: contactsTo('People', { associations: [{ left: 'companies', right: 'Accounts' }] }),
    });
    expect(found).toMatchObject([{ code: 'association-via-needed' }]);
  });
});
