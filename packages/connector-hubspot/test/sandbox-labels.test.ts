import { ObjectTypePropertyCreateTypeEnum as Type } from '@hubspot/api-client/lib/codegen/crm/schemas/index.js';
import type { AssociationChange } from '@linkwright/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPortal, type Portal, readAll, signal } from './sandbox-portal.ts';

let portal: Portal;

beforeEach(async () => {
  portal = await openPortal();
});

afterEach(() => portal.close());

const targets = (...ids: string[]) => ids.map((id) => ({ id }));

async function label(from: string, to: string, name: string, inverseLabel?: string): Promise<readonly number[]> {
  const body = { name, label: name, ...(inverseLabel === undefined ? {} : { inverseLabel }) };
  const { results } = await portal.sdk.crm.associations.v4.schema.definitionsApi.create(from, to, body);
  return results.map(({ typeId }) => typeId);
}

async function makeObject(name: string, associatedObjects: string[]): Promise<string> {
  const { objectTypeId = '' } = await portal.sdk.crm.schemas.coreApi.create({
    name,
    labels: { singular: name, plural: name },
    requiredProperties: ['serial'],
    associatedObjects,
    properties: [{ name: 'serial', label: 'Serial', type: Type.String, fieldType: 'text', hasUniqueValue: true }],
  });
  return objectTypeId;
}

function change(id: string, field: string, add: readonly string[], remove: readonly string[] = []): AssociationChange {
  return { writeId: `${id}/${field}`, id, field, add: targets(...add), remove: targets(...remove) };
}

async function write(object: string, ...changes: AssociationChange[]) {
  return portal.connection.writeAssociations?.({ object, changes }, { signal });
}

async function read(object: string, id: string, associations: readonly string[]) {
  const [answer] = await portal.connection.readAssociations({ object, ids: [id], associations }, { signal });
  return answer?.associations;
}

describe('labels', () => {
  it('are given, kept and taken several at once, beside the primary', async () => {
    const [person = ''] = await portal.create('contacts', [{ email: 'a@example.test' }]);
    const [a = '', b = ''] = await portal.create('companies', [{ name: 'A' }, { name: 'B' }]);
    const [advisor] = await label('contacts', 'companies', 'advisor');
    const [owner] = await label('contacts', 'companies', 'owner');
    const [guest] = await label('contacts', 'companies', 'guest');
    const mark = (id?: number) => `companies#USER_DEFINED:${id}`;
    const primary = 'companies#HUBSPOT_DEFINED:1';

    portal.context.takeCalls();
    expect(
      await write(
        'contacts',
        change(person, 'companies', [a, b]),
        change(person, mark(advisor), [a, b]),
        change(person, mark(owner), [a]),
        change(person, primary, [b]),
      ),
    ).toEqual(Array.from({ length: 4 }, () => ({ kind: 'written' })));
    expect(portal.context.takeCalls()).toEqual(['associations-read', 'associations-create']);
    expect(await portal.associations('contacts', person, 'companies')).toEqual({
      [a]: ['HUBSPOT_DEFINED:279', `USER_DEFINED:${advisor}`, `USER_DEFINED:${owner}`],
      [b]: ['HUBSPOT_DEFINED:1', 'HUBSPOT_DEFINED:279', `USER_DEFINED:${advisor}`],
    });

    // One is taken, another is given, a third stays; elsewhere the membership stays without its mark.
    await write(
      'contacts',
      change(person, mark(owner), [], [a]),
      change(person, mark(guest), [a]),
      change(person, mark(advisor), [], [b]),
    );
    expect(await portal.associations('contacts', person, 'companies')).toEqual({
      [a]: ['HUBSPOT_DEFINED:279', `USER_DEFINED:${advisor}`, `USER_DEFINED:${guest}`],
      [b]: ['HUBSPOT_DEFINED:1', 'HUBSPOT_DEFINED:279'],
    });
    expect(await read('contacts', person, ['companies', mark(advisor), mark(guest), primary])).toEqual({
      companies: targets(a, b),
      [mark(advisor)]: targets(a),
      [mark(guest)]: targets(a),
      [primary]: targets(b),
    });

    // The end of the membership ends its marks.
    await write('contacts', change(person, 'companies', [], [a]), change(person, mark(guest), [], [a]));
    expect(Object.keys(await portal.associations('contacts', person, 'companies'))).toEqual([b]);
  });

  it('come with a new record, several on one pair', async () => {
    const [a = ''] = await portal.create('companies', [{ name: 'A' }]);
    const [advisor] = await label('contacts', 'companies', 'advisor');
    const [owner] = await label('contacts', 'companies', 'owner');
    const edit = { add: targets(a), remove: [], result: targets(a) };
    const associations = {
      companies: edit,
      [`companies#USER_DEFINED:${advisor}`]: edit,
      [`companies#USER_DEFINED:${owner}`]: edit,
    };
    const [outcome] = await portal.connection.write(
      {
        object: 'contacts',
        changes: [{ kind: 'create', writeId: 'w', fields: { email: 'w@example.test' }, associations }],
      },
      { signal },
    );
    const id = outcome?.kind === 'written' ? outcome.record.id : '';
    expect(await portal.associations('contacts', id, 'companies')).toEqual({
      [a]: ['HUBSPOT_DEFINED:1', 'HUBSPOT_DEFINED:279', `USER_DEFINED:${advisor}`, `USER_DEFINED:${owner}`],
    });
  });

  it('given to the former primary while the primary moves leave it moved', async () => {
    const [person = ''] = await portal.create('contacts', [{ email: 'a@example.test' }]);
    const [a = '', b = ''] = await portal.create('companies', [{ name: 'A' }, { name: 'B' }]);
    const [advisor] = await label('contacts', 'companies', 'advisor');
    const primary = 'companies#HUBSPOT_DEFINED:1';
    await write('contacts', change(person, 'companies', [a, b]), change(person, primary, [a]));
    await write(
      'contacts',
      change(person, primary, [b], [a]),
      change(person, `companies#USER_DEFINED:${advisor}`, [a]),
    );
    expect(await portal.associations('contacts', person, 'companies')).toEqual({
      [a]: ['HUBSPOT_DEFINED:279', `USER_DEFINED:${advisor}`],
      [b]: ['HUBSPOT_DEFINED:1', 'HUBSPOT_DEFINED:279'],
    });
  });

  it('of two contacts turn round, with the pair edited from both ends', async () => {
    const [ann = '', bob = ''] = await portal.create('contacts', [{ email: 'a@x.test' }, { email: 'b@x.test' }]);
    const [boss, staff] = await label('contacts', 'contacts', 'boss', 'staff');
    const field = `contacts#USER_DEFINED:${boss}`;
    await write('contacts', change(ann, field, [bob]));
    expect((await portal.associations('contacts', bob, 'contacts'))[ann]).toContain(`USER_DEFINED:${staff}`);
    await write('contacts', change(ann, field, [], [bob]), change(bob, field, [ann]));
    expect(await portal.associations('contacts', ann, 'contacts')).toEqual({
      [bob]: ['HUBSPOT_DEFINED:449', `USER_DEFINED:${staff}`],
    });
  });

  it('beyond a limit are refused one by one, with a remedy', async () => {
    const [company = ''] = await portal.create('companies', [{ name: 'A' }]);
    const people = await portal.create('contacts', [
      { email: 'a@x.test' },
      { email: 'b@x.test' },
      { email: 'c@x.test' },
    ]);
    const [typeId] = await label('companies', 'contacts', 'decides');
    const inputs = [{ category: 'USER_DEFINED', typeId, maxToObjectIds: 1 }];
    const path = '/crm/v4/associations/definitions/configurations/companies/contacts/batch/create';
    await portal.send('POST', path, { inputs });
    const field = `contacts#USER_DEFINED:${typeId}`;
    const outcomes = await write('companies', change(company, field, people));
    expect(outcomes).toMatchObject([{ kind: 'written' }]);
    const [outcome] = outcomes ?? [];
    const refused = outcome?.kind === 'written' ? (outcome.refused ?? []) : [];
    expect(refused).toHaveLength(2);
    for (const { error } of refused) {
      expect(error).toMatchObject({ category: 'association-limit', code: 'association-limit-reached' });
      expect(error.remedy).toMatch(/limit/);
    }
    const read1 = await read('companies', company, [field]);
    expect(read1?.[field]).toHaveLength(1);
    // The mark moves: it is taken first, as the portal would refuse a second.
    const [first] = read1?.[field] ?? [];
    const former = first !== undefined && 'id' in first ? first.id : '';
    const next = people.find((id) => id !== former) ?? '';
    expect(await write('companies', change(company, field, [next], [former]))).toEqual([{ kind: 'written' }]);
    expect(await read('companies', company, [field])).toEqual({ [field]: targets(next) });
  });
});

describe('custom objects', () => {
  it('are written, read, looked up, searched and archived like others, with their associations', async () => {
    const site = await makeObject('site', ['0-1']);
    const machine = await makeObject('machine', ['0-1', site]);
    const [person = ''] = await portal.create('contacts', [{ email: 'a@x.test' }]);
    const [place = ''] = await portal.create(site, [{ serial: 'Hall' }]);
    const edit = (id: string) => ({ add: targets(id), remove: [], result: targets(id) });
    const create = (serial: string) => ({
      kind: 'create' as const,
      writeId: serial,
      fields: { serial },
      associations: { contacts: edit(person), [site]: edit(place) },
    });
    const outcomes = await portal.connection.write(
      { object: machine, changes: [create('S-1'), create('S-2')] },
      { signal },
    );
    const ids = outcomes.map((outcome) => (outcome.kind === 'written' ? outcome.record.id : ''));
    expect(Object.keys(await portal.associations(site, place, machine)).sort()).toEqual([...ids].sort());

    const request = { object: machine, fields: ['serial'], associations: ['contacts', site] };
    const listed = await readAll(portal, { ...request, since: null });
    expect(listed.records.map(({ fields, associations }) => [fields.serial, associations])).toEqual([
      ['S-1', { contacts: targets(person), [site]: targets(place) }],
      ['S-2', { contacts: targets(person), [site]: targets(place) }],
    ]);
    const contacts = await readAll(portal, { object: 'contacts', since: null, fields: [], associations: [machine] });
    expect(contacts.records[0]?.associations?.[machine]).toHaveLength(2);

    const [found] = await portal.connection.findByKey(
      { object: machine, keys: [{ serial: 'S-2' }], fields: ['serial'] },
      { signal },
    );
    expect(found?.map(({ id }) => id)).toEqual([ids[1]]);
    const taken = await portal.connection.write(
      { object: machine, changes: [{ ...create('S-1'), writeId: 'again' }] },
      { signal },
    );
    expect(taken).toEqual([{ kind: 'exists', id: ids[0] }]);
    const empty = await portal.connection.write(
      { object: machine, changes: [{ kind: 'create', writeId: 'e', fields: {} }] },
      { signal },
    );
    expect(empty).toMatchObject([
      { kind: 'rejected', error: { category: 'missing-required', field: 'serial', remedy: expect.any(String) } },
    ]);

    await portal.sdk.crm.objects.basicApi.update(machine, ids[0] ?? '', { properties: { serial: 'S-9' } });
    const changed = await readAll(portal, { ...request, since: listed.checkpoint });
    expect(changed.records.map(({ fields }) => fields.serial)).toContain('S-9');

    const missing = await write(machine, change(ids[1] ?? '', site, ['987654321']));
    expect(missing).toMatchObject([{ kind: 'written', refused: [{ error: { category: 'association-target' } }] }]);
    expect(await write(machine, change('987654321', site, [place]))).toEqual([{ kind: 'gone' }]);

    await portal.connection.write(
      { object: machine, changes: [{ kind: 'archive', writeId: 'x', id: ids[0] ?? '' }] },
      { signal },
    );
    const left = await portal.sdk.crm.objects.basicApi.getPage(machine);
    expect(left.results.map(({ id }) => id)).toEqual([ids[1]]);
  });
});

describe('a portal whose default associations are for its own objects only', () => {
  beforeEach(async () => {
    await portal.close();
    portal = await openPortal('pat-na1-standard', { defaultAssociationsOfCustomObjects: false });
  });

  it('has the records of custom objects associated by the unlabelled type, and the labels of a pair stay', async () => {
    const site = await makeObject('site', ['0-1']);
    const [person = ''] = await portal.create('contacts', [{ email: 'a@x.test' }]);
    const [a = '', b = '', c = ''] = await portal.create(
      site,
      ['A', 'B', 'C'].map((serial) => ({ serial })),
    );
    const [owner] = await label('contacts', site, 'owner');
    await write('contacts', change(person, `${site}#USER_DEFINED:${owner}`, [a]));
    portal.context.takeCalls();
    expect(await write('contacts', change(person, site, [a, b]))).toEqual([{ kind: 'written' }]);
    expect(await write('contacts', change(person, site, [c]))).toEqual([{ kind: 'written' }]);
    const associations = await portal.associations('contacts', person, site);
    expect(Object.keys(associations)).toEqual([a, b, c]);
    expect(associations[a]).toContain(`USER_DEFINED:${owner}`);
    // Asked once in vain.
    expect(portal.context.takeCalls().filter((kind) => kind === 'associations-associate-default')).toHaveLength(1);
  });

  it('tells which record is not there', async () => {
    const site = await makeObject('site', ['0-1']);
    const [person = ''] = await portal.create('contacts', [{ email: 'a@x.test' }]);
    const [a = ''] = await portal.create(site, [{ serial: 'A' }]);
    expect(await write('contacts', change(person, site, [a, '987654321']))).toMatchObject([
      { kind: 'written', refused: [{ target: { id: '987654321' }, error: { category: 'association-target' } }] },
    ]);
    expect(Object.keys(await portal.associations('contacts', person, site))).toEqual([a]);
  });
});

describe('the two directions of a label', () => {
  it('are known from the schemas of the portal', async () => {
    const [forth, back] = await label('contacts', 'companies', 'manages', 'managed by');
    const [schema] = await portal.connection.describeObjects({ objects: ['contacts'] }, { signal });
    const mark = schema?.associations.find(({ id }) => id === `companies#USER_DEFINED:${forth}`);
    expect(mark?.inverse).toEqual({ object: 'companies', field: `contacts#USER_DEFINED:${back}` });
  });
});

describe('tickets', () => {
  it('are created in the pipeline of their stage, with contacts and a primary company', async () => {
    const [person = ''] = await portal.create('contacts', [{ email: 'a@x.test' }]);
    const [company = '', other = ''] = await portal.create('companies', [{ name: 'A' }, { name: 'B' }]);
    const made = await portal.sdk.crm.pipelines.pipelinesApi.create('tickets', {
      label: 'Repairs',
      displayOrder: 1,
      stages: [{ label: 'Arrived', displayOrder: 0, metadata: { ticketState: 'OPEN' } }],
    });
    const stage = made.stages[0]?.id ?? '';
    const edit = (...ids: string[]) => ({ add: targets(...ids), remove: [], result: targets(...ids) });
    const [outcome] = await portal.connection.write(
      {
        object: 'tickets',
        changes: [
          {
            kind: 'create',
            writeId: 't',
            fields: { subject: 'Broken', hs_pipeline_stage: stage },
            associations: {
              contacts: edit(person),
              companies: edit(company, other),
              'companies#HUBSPOT_DEFINED:26': edit(other),
            },
          },
        ],
      },
      { signal },
    );
    const id = outcome?.kind === 'written' ? outcome.record.id : '';
    const ticket = await portal.sdk.crm.tickets.basicApi.getById(id, ['hs_pipeline', 'hs_primary_company_id']);
    expect(ticket.properties).toMatchObject({ hs_pipeline: made.id, hs_primary_company_id: other });
    expect(Object.keys(await portal.associations('tickets', id, 'contacts'))).toEqual([person]);
    expect(Object.keys(await portal.associations('tickets', id, 'companies')).sort()).toEqual([company, other].sort());
  });
});
