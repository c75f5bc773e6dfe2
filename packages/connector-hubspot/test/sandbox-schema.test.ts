import { ObjectTypePropertyCreateTypeEnum as Type } from '@hubspot/api-client/lib/codegen/crm/schemas/index.js';
import { objectSchemaSchema } from '@linkwright/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPortal, type Portal, signal } from './sandbox-portal.ts';

let portal: Portal;

beforeEach(async () => {
  portal = await openPortal();
});

afterEach(() => portal.close());

/** A custom object, made with HubSpot's own client. */
async function makeObject(name: string, associatedObjects: string[]): Promise<string> {
  const { objectTypeId = '' } = await portal.sdk.crm.schemas.coreApi.create({
    name,
    labels: { singular: name, plural: `All ${name}` },
    primaryDisplayProperty: 'serial',
    secondaryDisplayProperties: ['place'],
    requiredProperties: ['serial'],
    associatedObjects,
    properties: [
      { name: 'place', label: 'Place', type: Type.String, fieldType: 'text' },
      { name: 'serial', label: 'Serial', type: Type.String, fieldType: 'text', hasUniqueValue: true },
    ],
  });
  return objectTypeId;
}

async function addLabel(from: string, to: string, name: string, label: string, inverseLabel?: string) {
  const body = { name, label, ...(inverseLabel === undefined ? {} : { inverseLabel }) };
  const { results } = await portal.sdk.crm.associations.v4.schema.definitionsApi.create(from, to, body);
  return results.map(({ typeId }) => typeId);
}

async function describeAll(...objects: string[]) {
  const schemas = await portal.connection.describeObjects({ objects }, { signal });
  for (const schema of schemas) objectSchemaSchema.parse(schema);
  return schemas;
}

async function associationsOf(object: string) {
  const [schema] = await describeAll(object);
  return new Map((schema?.associations ?? []).map((association) => [association.name, association]));
}

describe('the objects of a portal', () => {
  it('are listed with the names that a person may write', async () => {
    const id = await makeObject('machine', []);
    const namesake = await makeObject('companies', []);
    const { objects, complete } = await portal.connection.listObjects({}, { signal });
    expect(complete).toBe(true);
    expect(objects).toMatchObject([
      { id: 'contacts', name: 'contacts', custom: false },
      { id: 'companies', name: 'companies', custom: false },
      { id: 'deals', name: 'deals', custom: false },
      { id: 'tickets', name: 'tickets', custom: false, aliases: ['0-5'] },
      { id, name: 'machine', label: 'All machine', custom: true },
      { id: namesake, name: expect.stringMatching(/^p\d+_companies$/), custom: true, aliases: [] },
    ]);
    expect(objects[4]?.aliases).toEqual([expect.stringMatching(/^p\d+_machine$/)]);
  });

  it('are described: a custom object by its schema', async () => {
    const id = await makeObject('machine', ['0-1']);
    const [schema] = await describeAll(id);
    expect(schema).toMatchObject({
      id,
      name: 'machine',
      custom: true,
      capabilities: { requiresExplicitAssociationSyncs: true },
      displayField: 'serial',
    });
    expect(schema?.standard).toBeUndefined();
    expect(schema?.fields.slice(0, 2)).toMatchObject([
      { name: 'serial', required: true, unique: true, lookup: 'consistent' },
      { name: 'place', required: false, unique: false, lookup: 'delayed' },
    ]);
    expect(schema?.fields.find(({ name }) => name === 'hs_createdate')).toMatchObject({ readOnly: true });
    expect(schema?.associations.map(({ id: field, name }) => [field, name])).toEqual([['contacts', 'contacts']]);
  });

  it('are found although they were made after the listing, and refused where they are not there', async () => {
    await portal.connection.listObjects({}, { signal });
    const id = await makeObject('late', []);
    expect(await describeAll(id)).toMatchObject([{ id, name: 'late' }]);
    await expect(describeAll('2-999')).rejects.toMatchObject({ kind: 'configuration', code: 'unknown-object' });
  });

  it('cost a constant number of calls', async () => {
    await makeObject('machine', ['0-1', '0-2']);
    portal.context.takeCalls();
    await portal.connection.listObjects({}, { signal });
    await describeAll('contacts', 'companies', 'tickets');
    // Three objects, each of which may be associated with four standard objects and a custom one.
    const bare = portal.context.takeCalls();
    const count = (kind: string) => bare.filter((call) => call === kind).length;
    expect(Object.fromEntries([...new Set(bare)].map((kind) => [kind, count(kind)]))).toEqual({
      // Of custom objects, and of those that are described.
      schemas: 2,
      properties: 3,
      pipelines: 1,
      'association-types': 15,
      'association-limits': 1,
    });
    await addLabel('contacts', 'companies', 'advisor', 'Advisor');
    await portal.create('contacts', [{ email: 'a@example.test' }]);
    portal.context.takeCalls();
    await portal.connection.listObjects({}, { signal });
    await describeAll('contacts', 'companies', 'tickets');
    expect(portal.context.takeCalls()).toHaveLength(bare.length);
  });
});

describe('association fields', () => {
  it('are there for every pair that the portal allows, named after the target', async () => {
    const machine = await makeObject('machine', ['0-1']);
    const ticket = [...(await associationsOf('tickets')).values()];
    expect(ticket.map(({ id, name, cardinality, standard }) => [id, name, cardinality, standard])).toEqual([
      ['contacts', 'contacts', 'many', 'Ticket.contacts'],
      ['companies#HUBSPOT_DEFINED:26', 'primary_company', 'one', 'Ticket.customer'],
      ['companies', 'companies', 'many', 'Ticket.organizations'],
      ['deals', 'deals', 'many', 'Ticket.deals'],
      ['tickets', 'tickets', 'many', undefined],
    ]);
    const contact = await associationsOf('contacts');
    expect([...contact.keys()]).toEqual(['contacts', 'primary_company', 'companies', 'deals', 'tickets', 'machine']);
    expect(contact.get('machine')).toMatchObject({
      id: machine,
      targets: [machine],
      inverse: { object: machine, field: 'contacts' },
    });
    expect(contact.get('primary_company')).toMatchObject({
      standard: 'Person.worksFor',
      markOn: 'companies',
      inverse: { object: 'companies', field: 'contacts#HUBSPOT_DEFINED:2' },
    });
    const company = await associationsOf('companies');
    expect(company.get('parent_company')).toMatchObject({
      cardinality: 'one',
      markOn: 'companies',
      standard: 'Organization.parentOrganization',
      inverse: { object: 'companies', field: 'companies#HUBSPOT_DEFINED:13' },
    });
    expect(company.get('child_companies')).toMatchObject({
      cardinality: 'many',
      standard: 'Organization.subOrganization',
      inverse: { object: 'companies', field: 'companies#HUBSPOT_DEFINED:14' },
    });
    expect(company.get('contacts/Contact with Primary Company')).toMatchObject({ markOn: 'contacts' });
  });

  it('are there for labels, whose two directions know each other', async () => {
    const machine = await makeObject('machine', ['0-1']);
    const site = await makeObject('site', [machine]);
    const [advisor, advised] = await addLabel('contacts', 'companies', 'advisor', 'Advisor');
    const [boss, staff] = await addLabel('contacts', 'contacts', 'boss', 'Boss', 'Staff');
    const [friend] = await addLabel('contacts', 'contacts', 'friend', 'Friend');
    const [stands, holds] = await addLabel(machine, site, 'stands', 'Stands at', 'Holds');
    const contact = await associationsOf('contacts');
    const company = await associationsOf('companies');
    expect(contact.get('companies/Advisor')).toMatchObject({
      id: `companies#USER_DEFINED:${advisor}`,
      cardinality: 'many',
      markOn: 'companies',
      inverse: { object: 'companies', field: `contacts#USER_DEFINED:${advised}` },
    });
    expect(company.get('contacts/Advisor')).toMatchObject({
      id: `contacts#USER_DEFINED:${advised}`,
      inverse: { object: 'contacts', field: `companies#USER_DEFINED:${advisor}` },
    });
    expect(contact.get('contacts/Boss')?.inverse?.field).toBe(`contacts#USER_DEFINED:${staff}`);
    expect(contact.get('contacts/Staff')?.inverse?.field).toBe(`contacts#USER_DEFINED:${boss}`);
    expect(contact.get('contacts/Friend')?.inverse?.field).toBe(`contacts#USER_DEFINED:${friend}`);
    expect((await associationsOf(machine)).get('site/Stands at')).toMatchObject({
      id: `${site}#USER_DEFINED:${stands}`,
      markOn: site,
      inverse: { object: site, field: `${machine}#USER_DEFINED:${holds}` },
    });
  });

  it('keep their ids when a label is renamed', async () => {
    const [id] = await addLabel('contacts', 'companies', 'advisor', 'Advisor');
    await portal.sdk.crm.associations.v4.schema.definitionsApi.update('contacts', 'companies', {
      associationTypeId: id ?? 0,
      label: 'Primary Advisor',
    });
    expect((await associationsOf('contacts')).get('companies/Primary Advisor')?.id).toBe(
      `companies#USER_DEFINED:${id}`,
    );
  });

  it('prefer one target where the portal allows one, and show the several that a record had before', async () => {
    const [typeId] = await addLabel('companies', 'contacts', 'decides', 'Decision maker');
    const [company = ''] = await portal.create('companies', [{ name: 'Acme' }]);
    const people = await portal.create('contacts', [{ email: 'a@x.test' }, { email: 'b@x.test' }]);
    for (const person of people) {
      const path = `/crm/v4/objects/companies/${company}/associations/contacts/${person}`;
      await portal.send('PUT', path, [{ associationCategory: 'USER_DEFINED', associationTypeId: typeId }]);
    }
    const inputs = [{ category: 'USER_DEFINED', typeId, maxToObjectIds: 1 }];
    await portal.send('POST', '/crm/v4/associations/definitions/configurations/companies/contacts/batch/create', {
      inputs,
    });
    const field = (await associationsOf('companies')).get('contacts/Decision maker');
    expect(field).toMatchObject({ cardinality: 'many', prefersOne: true, mostTargets: 1, markOn: 'contacts' });
    const request = { object: 'companies', ids: [company], associations: [field?.id ?? ''] };
    const [read] = await portal.connection.readAssociations(request, { signal });
    expect(read?.associations?.[field?.id ?? '']?.map((target) => ('id' in target ? target.id : ''))).toEqual(people);
  });
});
