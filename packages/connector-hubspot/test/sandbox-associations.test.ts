import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { associate, openPortal, type Portal, readAll, signal } from './sandbox-portal.ts';

const primary = 'companies#HUBSPOT_DEFINED:1';
const parent = 'companies#HUBSPOT_DEFINED:14';
const hubspotType = (associationTypeId: number) => ({ associationCategory: 'HUBSPOT_DEFINED', associationTypeId });

let portal: Portal;

beforeEach(async () => {
  portal = await openPortal();
});

afterEach(() => portal.close());

const named = (count: number, name: string) =>
  Array.from({ length: count }, (_, index) => ({ name: `${name} ${index}` }));
const people = (count: number) => Array.from({ length: count }, (_, index) => ({ email: `p${index}@example.test` }));
const targets = (...ids: string[]) => ids.map((id) => ({ id }));

async function write(object: string, field: string, id: string, add: readonly string[], remove: readonly string[]) {
  const change = { writeId: `${field}/${id}`, id, field, add: targets(...add), remove: targets(...remove) };
  return portal.connection.writeAssociations?.({ object, changes: [change] }, { signal });
}

async function read(object: string, id: string, associations: readonly string[]) {
  const [answer] = await portal.connection.readAssociations({ object, ids: [id], associations }, { signal });
  return answer?.associations;
}

describe('a contact and its companies', () => {
  it('is created with its primary and its set', async () => {
    const [a = '', b = ''] = await portal.create('companies', named(2, 'Co'));
    const [outcome] = await portal.connection.write(
      {
        object: 'contacts',
        changes: [
          {
            kind: 'create',
            writeId: 'w',
            fields: { email: 'w@example.test' },
            associations: {
              companies: { add: targets(a, b), remove: [], result: targets(a, b) },
              [primary]: { add: targets(b), remove: [], result: targets(b) },
            },
          },
        ],
      },
      { signal },
    );
    const id = outcome?.kind === 'written' ? outcome.record.id : '';
    const seen = await portal.associations('contacts', id, 'companies');
    expect(Object.keys(seen).sort()).toEqual([a, b].sort());
    expect(seen[b]).toEqual(['HUBSPOT_DEFINED:1', 'HUBSPOT_DEFINED:279']);
    expect(await read('contacts', id, [primary])).toEqual({ [primary]: [{ id: b }] });
  });

  it('moves the primary, keeps the labels of both pairs and the membership of the former', async () => {
    const [person = ''] = await portal.create('contacts', people(1));
    const [a = '', b = ''] = await portal.create('companies', named(2, 'Co'));
    const labels = z.object({ results: z.array(z.object({ category: z.string(), typeId: z.number() })) }).parse(
      await portal.send('POST', '/crm/v4/associations/contacts/companies/labels', {
        label: 'Advisor',
        name: 'advisor',
      }),
    );
    const own = new Set(
      z
        .object({
          results: z.array(z.object({ category: z.string(), typeId: z.number(), label: z.string().nullable() })),
        })
        .parse(await portal.send('GET', '/crm/v4/associations/contacts/companies/labels'))
        .results.filter(({ label }) => label === 'Advisor')
        .map(({ typeId }) => typeId),
    );
    const advisor = labels.results.find(({ typeId }) => own.has(typeId))?.typeId ?? 0;
    const advisorType = { associationCategory: 'USER_DEFINED', associationTypeId: advisor };
    await associate(portal, 'contacts', 'companies', [[person, a]], [advisorType, hubspotType(1)]);
    await associate(portal, 'contacts', 'companies', [[person, b]], [advisorType]);

    expect(await write('contacts', primary, person, [b], [a])).toEqual([{ kind: 'written' }]);
    expect(await portal.associations('contacts', person, 'companies')).toEqual({
      [a]: ['HUBSPOT_DEFINED:279', `USER_DEFINED:${advisor}`],
      [b]: ['HUBSPOT_DEFINED:1', 'HUBSPOT_DEFINED:279', `USER_DEFINED:${advisor}`],
    });

    expect(await write('contacts', primary, person, [], [b])).toEqual([{ kind: 'written' }]);
    expect(await read('contacts', person, ['companies', primary])).toEqual({
      companies: expect.any(Array),
      [primary]: [],
    });
    expect((await portal.associations('contacts', person, 'companies'))[b]).toContain(`USER_DEFINED:${advisor}`);
  });

  it('joins and leaves, from either end', async () => {
    const [person = ''] = await portal.create('contacts', people(1));
    const [a = '', b = '', c = ''] = await portal.create('companies', named(3, 'Co'));
    await write('contacts', 'companies', person, [a, b], []);
    await write('companies', 'contacts', c, [person], []);
    expect(Object.keys(await portal.associations('contacts', person, 'companies')).sort()).toEqual([a, b, c].sort());
    await write('contacts', 'companies', person, [], [a]);
    await write('companies', 'contacts', b, [], [person]);
    expect(Object.keys(await portal.associations('contacts', person, 'companies'))).toEqual([c]);
    expect(await read('companies', c, ['contacts'])).toEqual({ contacts: [{ id: person }] });
  });

  it('does not lose its labels when it is added to the set once more', async () => {
    const [person = ''] = await portal.create('contacts', people(1));
    const [a = ''] = await portal.create('companies', named(1, 'Co'));
    await associate(portal, 'contacts', 'companies', [[person, a]], [hubspotType(1)]);
    await write('contacts', 'companies', person, [a], []);
    expect(await portal.associations('contacts', person, 'companies')).toEqual({
      [a]: ['HUBSPOT_DEFINED:1', 'HUBSPOT_DEFINED:279'],
    });
  });

  it('refuses a target that is not there, and writes the others', async () => {
    const [person = '', other = ''] = await portal.create('contacts', people(2));
    const [a = ''] = await portal.create('companies', named(1, 'Co'));
    const changes = [
      { writeId: '1', id: person, field: 'companies', add: targets(a, '987654321'), remove: [] },
      { writeId: '2', id: other, field: 'companies', add: targets(a), remove: [] },
    ];
    const outcomes = await portal.connection.writeAssociations?.({ object: 'contacts', changes }, { signal });
    expect(outcomes).toMatchObject([
      { kind: 'written', refused: [{ field: 'companies', target: { id: '987654321' } }] },
      { kind: 'written' },
    ]);
    expect(Object.keys(await portal.associations('contacts', person, 'companies'))).toEqual([a]);
    expect(Object.keys(await portal.associations('contacts', other, 'companies'))).toEqual([a]);
  });

  it('is created although one of its companies is gone', async () => {
    const [a = '', gone = ''] = await portal.create('companies', named(2, 'Co'));
    await portal.sdk.crm.companies.basicApi.archive(gone);
    const [outcome] = await portal.connection.write(
      {
        object: 'contacts',
        changes: [
          {
            kind: 'create',
            writeId: 'w',
            fields: { email: 'w@example.test' },
            associations: { companies: { add: targets(a, gone), remove: [], result: targets(a, gone) } },
          },
        ],
      },
      { signal },
    );
    expect(outcome).toMatchObject({ kind: 'written', refused: [{ field: 'companies', target: { id: gone } }] });
    const id = outcome?.kind === 'written' ? outcome.record.id : '';
    expect(Object.keys(await portal.associations('contacts', id, 'companies'))).toEqual([a]);
  });
});

describe('a company and its parent', () => {
  it('gets, changes and loses it', async () => {
    const [child = '', first = '', second = ''] = await portal.create('companies', named(3, 'Co'));
    await write('companies', parent, child, [first], []);
    expect(await read('companies', child, [parent])).toEqual({ [parent]: [{ id: first }] });
    await write('companies', parent, child, [second], [first]);
    expect(await read('companies', child, [parent])).toEqual({ [parent]: [{ id: second }] });
    expect((await portal.associations('companies', second, 'companies'))[child]).toContain('HUBSPOT_DEFINED:13');
    await write('companies', parent, child, [], [second]);
    expect(await read('companies', child, [parent])).toEqual({ [parent]: [] });
  });

  it('becomes the parent of its former parent in one go', async () => {
    const [former = '', child = ''] = await portal.create('companies', named(2, 'Turn'));
    await write('companies', parent, child, [former], []);
    const turned = await portal.connection.writeAssociations?.(
      {
        object: 'companies',
        changes: [
          { writeId: 'a', id: child, field: parent, add: [], remove: targets(former) },
          { writeId: 'b', id: former, field: parent, add: targets(child), remove: [] },
        ],
      },
      { signal },
    );
    expect(turned).toEqual([{ kind: 'written' }, { kind: 'written' }]);
    expect(await read('companies', child, [parent])).toEqual({ [parent]: [] });
    expect(await read('companies', former, [parent])).toEqual({ [parent]: [{ id: child }] });
  });
});

describe('long lists', () => {
  it('are complete, whether they come with the record or are asked for', async () => {
    const [company = ''] = await portal.create('companies', [{ name: 'Large' }]);
    const ids = await portal.create('contacts', people(620));
    await associate(
      portal,
      'contacts',
      'companies',
      ids.map((id) => [id, company] as const),
      [hubspotType(279)],
    );
    const { records } = await readAll(portal, {
      object: 'companies',
      since: null,
      fields: ['name'],
      associations: ['contacts'],
    });
    expect(records.find(({ id }) => id === company)?.associations).toEqual({});
    const associations = await read('companies', company, ['contacts']);
    const found = (associations?.contacts ?? []).map((target) => ('id' in target ? target.id : ''));
    expect([...found].sort()).toEqual([...ids].sort());

    const inline = await readAll(portal, {
      object: 'contacts',
      since: null,
      fields: [],
      associations: ['companies', 'deals'],
    });
    expect(inline.records).toHaveLength(620);
    for (const record of inline.records)
      expect(record.associations).toEqual({ companies: [{ id: company }], deals: [] });
  });

  it('are removed in calls of at most a thousand', async () => {
    const [company = ''] = await portal.create('companies', [{ name: 'Large' }]);
    const ids = await portal.create('contacts', people(120));
    await write('companies', 'contacts', company, ids, []);
    expect(Object.keys(await portal.associations('companies', company, 'contacts'))).toHaveLength(120);
    await write('companies', 'contacts', company, [], ids.slice(0, 119));
    expect(await read('companies', company, ['contacts'])).toEqual({ contacts: [{ id: ids[119] }] });
  });
});
