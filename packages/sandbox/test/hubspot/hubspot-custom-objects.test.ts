import { AssociationSpecAssociationCategoryEnum as Category } from '@hubspot/api-client/lib/codegen/crm/associations/v4/index.js';
import { ObjectTypePropertyCreateTypeEnum as Type } from '@hubspot/api-client/lib/codegen/crm/schemas/index.js';
import type { ObjectSchemaBatchReadRequest } from '@hubspot/api-client/lib/codegen/crm/schemas/models/ObjectSchemaBatchReadRequest.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCompany, createContact, createHubspotWorld, type HubspotWorld, refusalOf } from './hubspot-world.ts';

let world: HubspotWorld;
beforeAll(async () => {
  world = await createHubspotWorld();
});
afterAll(() => world.close());

const schemas = () => world.client.crm.schemas.coreApi;

const egg = (name: string, associatedObjects: string[] = ['0-1', '0-2']) => ({
  name,
  labels: { singular: 'Machine', plural: 'Machines' },
  primaryDisplayProperty: 'serial',
  secondaryDisplayProperties: ['place'],
  searchableProperties: ['serial'],
  requiredProperties: ['serial'],
  associatedObjects,
  properties: [
    { name: 'serial', label: 'Serial', type: Type.String, fieldType: 'text', hasUniqueValue: true },
    { name: 'place', label: 'Place', type: Type.String, fieldType: 'text' },
  ],
});

async function make(name: string, associatedObjects?: string[]): Promise<string> {
  return (await schemas().create(egg(name, associatedObjects))).objectTypeId ?? '';
}

describe('custom objects through the official client', () => {
  it('are made with properties and associations, and described with both directions', async () => {
    const created = await schemas().create(egg('machine'));
    expect(created.fullyQualifiedName).toMatch(/^p\d+_machine$/);
    expect(created).toMatchObject({
      objectTypeId: `2-${created.id}`,
      name: 'machine',
      labels: { singular: 'Machine', plural: 'Machines' },
      primaryDisplayProperty: 'serial',
      requiredProperties: ['serial'],
      archived: false,
    });
    expect(created.properties.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['serial', 'place', 'hs_createdate', 'hs_lastmodifieddate', 'hs_object_id']),
    );
    const ends = created.associations.map(({ fromObjectTypeId: from, toObjectTypeId: to, name }) => [from, to, name]);
    const type = created.objectTypeId;
    expect(ends).toEqual([
      [type, '0-1', 'machine_to_contact'],
      ['0-1', type, 'machine_to_contact'],
      [type, '0-2', 'machine_to_company'],
      ['0-2', type, 'machine_to_company'],
    ]);
    expect((await schemas().getAll()).results.map(({ name }) => name)).toContain('machine');
    for (const name of [type ?? '', created.fullyQualifiedName ?? '']) {
      expect(await schemas().getById(name)).toMatchObject({ objectTypeId: type });
    }
    const properties = await world.client.crm.properties.coreApi.getAll(type ?? '');
    const serial = properties.results.find(({ name }) => name === 'serial');
    expect(serial).toMatchObject({ groupName: 'machine_information', hasUniqueValue: true });
    const path = '/crm-object-schemas/v3/schemas/batch/read';
    const wanted: ObjectSchemaBatchReadRequest = {
      inputs: ['0-1', type ?? ''],
      includeAssociationDefinitions: true,
      includeAuditMetadata: false,
      includePropertyDefinitions: false,
    };
    expect(await world.call('POST', path, wanted)).toMatchObject({ status: 200, body: { results: [{}, {}] } });
    const { includeAuditMetadata: _, ...incomplete } = wanted;
    for (const body of [incomplete, { ...wanted, inputs: [{ id: '0-1' }] }]) {
      const refused = await world.call('POST', path, body);
      expect(refused).toMatchObject({ status: 400, body: { message: expect.stringMatching(/^Invalid input JSON/) } });
    }
  });

  it('hold records by id and by fully qualified name, with required and unique properties', async () => {
    const type = await make('press');
    const api = world.client.crm.objects;
    const { id } = await api.basicApi.create(type, { properties: { serial: 'S-1', place: 'Hall' }, associations: [] });
    const { fullyQualifiedName = '' } = await schemas().getById(type);
    const read = await api.basicApi.getById(fullyQualifiedName, id, ['serial']);
    expect(read.properties).toMatchObject({ serial: 'S-1', hs_createdate: expect.any(String) });
    const byKey = await api.batchApi.read(type, {
      idProperty: 'serial',
      inputs: [{ id: 'S-1' }],
      properties: ['place'],
      propertiesWithHistory: [],
    });
    expect(byKey.results).toMatchObject([{ id, properties: { place: 'Hall' } }]);
    const empty = await refusalOf(api.basicApi.create(type, { properties: { place: 'Yard' }, associations: [] }));
    expect(empty.body).toMatchObject({
      message: `Error creating ${type}. Some required properties were not set.`,
      context: { properties: ['serial'] },
    });
    const twice = await refusalOf(api.basicApi.create(type, { properties: { serial: 'S-1' }, associations: [] }));
    expect(twice.body.message).toContain(`${id} already has that value.`);
    world.clock.time += 60_000;
    const found = await api.searchApi.doSearch(type, {
      filterGroups: [],
      query: 'S-1',
      properties: [],
      limit: 10,
      sorts: [],
      after: '0',
    });
    expect(found.results.map((record) => record.id)).toEqual([id]);
  });

  it('are associated with standard and custom objects, with labels, by types of their own', async () => {
    const type = await make('crane');
    const place = await make('site', ['0-2', type]);
    const contact = await createContact(world.client, { firstname: 'Operator' });
    const { v4 } = world.client.crm.associations;
    const labels = await v4.schema.definitionsApi.create(type, 'contacts', {
      label: 'Operated by',
      inverseLabel: 'Operates',
      name: 'operates',
    });
    expect(labels.results.map(({ label }) => label)).toEqual(['Operated by', 'Operates']);
    const typeId = labels.results[0]?.typeId ?? 0;
    const { basicApi } = world.client.crm.objects;
    const site = await basicApi.create(place, { properties: { serial: 'Site' }, associations: [] });
    const crane = await basicApi.create(type, {
      properties: { serial: 'C-1' },
      associations: [
        { to: { id: contact }, types: [{ associationCategory: Category.UserDefined, associationTypeId: typeId }] },
      ],
    });
    await v4.basicApi.createDefault(type, crane.id, place, site.id);
    const back = await v4.basicApi.getPage('contacts', contact, type);
    expect(back.results[0]?.associationTypes.map(({ category, label }) => [category, label])).toEqual([
      ['USER_DEFINED', null],
      ['USER_DEFINED', 'Operates'],
    ]);
    const listed = await basicApi.getById(place, site.id, [], [], [type]);
    const { fullyQualifiedName = '' } = await schemas().getById(type);
    expect(listed.associations?.[fullyQualifiedName]?.results.map(({ id }) => id)).toEqual([crane.id]);
    const none = await v4.schema.definitionsApi.getAll(type, 'deals');
    expect(none.results).toEqual([]);
    const made = await schemas().createAssociation(type, { fromObjectTypeId: type, toObjectTypeId: '0-3' });
    expect((await v4.schema.definitionsApi.getAll('deals', type)).results).toHaveLength(1);
    await schemas().archiveAssociation(type, made.id);
    expect((await v4.schema.definitionsApi.getAll('deals', type)).results).toEqual([]);
  });

  it('change, and go once they are empty', async () => {
    const type = await make('lift');
    await schemas().update(type, { requiredProperties: ['serial', 'place'], labels: { plural: 'All lifts' } });
    expect(await schemas().getById(type)).toMatchObject({
      requiredProperties: ['serial', 'place'],
      labels: { singular: 'Machine', plural: 'All lifts' },
    });
    const { basicApi } = world.client.crm.objects;
    const { id } = await basicApi.create(type, { properties: { serial: 'L', place: 'P' }, associations: [] });
    expect((await refusalOf(schemas().archive(type))).code).toBe(400);
    await basicApi.archive(type, id);
    await schemas().archive(type);
    const gone = await refusalOf(basicApi.getPage(type));
    expect(gone.body.message).toBe(`Unable to infer object type from: ${type}`);
    expect((await schemas().getAll(true)).results.map(({ name }) => name)).toEqual(['lift']);
    expect((await refusalOf(schemas().create(egg('lift')))).code).toBe(409);
    await schemas().archive(type, true);
    expect(await make('lift')).not.toBe(type);
  });

  it('are refused with names that are taken or not there, and to tokens that may not', async () => {
    const wrong = await refusalOf(schemas().create({ ...egg('pump'), requiredProperties: ['nope'] }));
    expect(wrong.body.message).toContain('[nope]');
    const denied = await refusalOf(world.clientOf('noscope').crm.schemas.coreApi.create(egg('pump')));
    expect(denied.body).toMatchObject({
      category: 'MISSING_SCOPES',
      errors: [{ message: expect.any(String) }],
    });
    expect(JSON.stringify(denied.body)).toContain('crm.schemas.custom.write');
    expect((await refusalOf(schemas().archive('contacts'))).code).toBe(400);
    expect((await schemas().getAll()).results.map(({ name }) => name)).not.toContain('pump');
  });
});

describe('tickets through the official client', () => {
  it('need a stage, have one primary company and several contacts', async () => {
    const { tickets, associations } = world.client.crm;
    const refused = await refusalOf(tickets.basicApi.create({ properties: { subject: 'Help' }, associations: [] }));
    expect(refused.body.context).toEqual({ properties: ['hs_pipeline_stage'] });
    const properties = { subject: 'Help', hs_pipeline_stage: '1', hs_ticket_priority: 'HIGH' };
    const { id } = await tickets.basicApi.create({ properties, associations: [] });
    const company = await createCompany(world.client, { name: 'Acme' });
    await associations.v4.basicApi.createDefault('tickets', id, 'companies', company);
    const page = await associations.v4.basicApi.getPage('tickets', id, 'companies');
    expect(page.results[0]?.associationTypes.map(({ typeId, label }) => [typeId, label])).toEqual([
      [26, 'Primary'],
      [339, null],
    ]);
  });
});
