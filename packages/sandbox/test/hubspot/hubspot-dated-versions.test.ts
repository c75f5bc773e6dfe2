import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCompany, createContact, createHubspotWorld, type HubspotWorld } from './hubspot-world.ts';

let world: HubspotWorld;

beforeEach(async () => {
  world = await createHubspotWorld();
});

afterEach(() => world.close());

const contacts = '/crm/objects/2026-09/contacts';

describe('date-based versions', () => {
  it.each([
    '/crm/2026-09/objects/contacts',
    '/crm/objects/v3/contacts',
    '/crm/objects/2027-03/contacts',
    '/crm/objects/2026-06/contacts',
    '/crm/schemas/2026-09',
    '/contacts/2026-09/secondary-email/1',
  ])('have no path %s', async (path) => {
    expect((await world.call('GET', path)).status).toBe(404);
  });

  it('know association types by their numbers, not by names as version 3 does', async () => {
    const contact = await createContact(world.client, { firstname: 'Ann' });
    const company = await createCompany(world.client, { name: 'Acme' });
    const named = `contacts/${contact}/associations/companies/${company}/contact_to_company`;
    expect((await world.call('PUT', `/crm/objects/2026-09/${named}`)).status).toBe(404);
    expect((await world.call('PUT', `/crm/v3/objects/${named}`)).status).toBe(200);
    const inputs = [{ from: { id: contact }, to: { id: company }, type: 'contact_to_company' }];
    expect((await world.call('POST', '/crm/associations/2026-09/0-1/0-2/batch/create', { inputs })).status).toBe(400);
  });

  it('answer a purge of limits with a body', async () => {
    const path = 'definitions/configurations/contacts/companies/batch';
    const inputs = [{ category: 'HUBSPOT_DEFINED', typeId: 279, maxToObjectIds: 5 }];
    const dated = `/crm/associations/2026-09/${path}`;
    expect(await world.call('POST', `${dated}/create`, { inputs })).toMatchObject({
      status: 201,
      body: { results: [{ typeId: 279, userEnforcedMaxToObjectIds: 5 }] },
    });
    expect(await world.call('POST', `${dated}/purge`, { inputs })).toMatchObject({
      status: 200,
      body: { results: [] },
    });
    const all = await world.call('GET', '/crm/associations/2026-09/definitions/configurations/all');
    expect(all.body).toEqual({ results: [] });
  });

  it('have ids of associations as texts, and leave out what is not there', async () => {
    const contact = await createContact(world.client, { firstname: 'Ann' });
    const company = await createCompany(world.client, { name: 'Acme' });
    await world.client.crm.associations.v4.basicApi.createDefault('contacts', contact, 'companies', company);
    const inputs = [{ id: contact }, { id: '999' }];
    const read = await world.call('POST', '/crm/associations/2026-09/0-1/0-2/batch/read', { inputs });
    expect(read).toMatchObject({
      status: 207,
      body: {
        results: [{ from: { id: contact }, to: [{ toObjectId: company }] }],
        errors: [{ category: 'OBJECT_NOT_FOUND', context: { fromObjectId: ['999'] }, errors: [], links: {} }],
      },
    });
    const former = await world.call('POST', '/crm/v4/associations/0-1/0-2/batch/read', { inputs });
    expect(former.body.results).toMatchObject([{ to: [{ toObjectId: Number(company) }] }]);
    const unlabelled = { category: 'HUBSPOT_DEFINED', typeId: 279 };
    const types = await world.call('GET', '/crm/associations/2026-09/contacts/companies/labels');
    expect(types.body.results).toContainEqual(unlabelled);
    const typesBefore = await world.call('GET', '/crm/v4/associations/contacts/companies/labels');
    expect(typesBefore.body.results).toContainEqual({ ...unlabelled, label: null });
  });

  it.each([
    ['/crm/objects/2026-09/contacts/999', 404, 'OBJECT_NOT_FOUND'],
    ['/crm/objects/2026-09/no_such_object', 400, 'VALIDATION_ERROR'],
  ])('say of what kind a refusal is: %s', async (path, status, category) => {
    expect(await world.call('GET', path)).toMatchObject({ status, body: { category } });
    const former = await world.call('GET', path.replace('objects/2026-09', 'v3/objects'));
    expect(former.status).toBe(status);
    expect(former.body).not.toHaveProperty('category');
  });

  it('store a moment in seconds, or a time on a day, as what is meant, with a warning', async () => {
    const property = { groupName: 'contactinformation', label: 'x', fieldType: 'date' };
    await world.call('POST', '/crm/properties/2026-09/contacts', { ...property, name: 'born', type: 'date' });
    await world.call('POST', '/crm/properties/2026-09/contacts', { ...property, name: 'seen', type: 'datetime' });
    const sent = { born: '1990-01-01T00:00:00Z', seen: '1770091506' };
    const made = await world.call('POST', contacts, { properties: { firstname: 'Ann', ...sent }, associations: [] });
    expect(made).toMatchObject({
      status: 201,
      body: {
        properties: { born: '1990-01-01', seen: '2026-02-03T04:05:06Z' },
        warnings: [
          {
            category: 'PROPERTY_VALUE_NORMALIZED',
            context: { propertyName: 'born', rawValue: sent.born, normalizedValue: '631152000000' },
          },
          {
            category: 'PROPERTY_VALUE_NORMALIZED',
            context: { propertyName: 'seen', rawValue: sent.seen, normalizedValue: '1770091506000' },
          },
        ],
      },
    });
    const plain = {
      properties: { firstname: 'Bo', born: '1990-01-01', seen: '2026-02-03T04:05:06Z' },
      associations: [],
    };
    expect((await world.call('POST', contacts, plain)).body).not.toHaveProperty('warnings');
    const before = await world.call('POST', '/crm/objects/2026-03/contacts', {
      properties: { firstname: 'Al', ...sent },
    });
    expect(before).toMatchObject({ status: 400, body: { errors: [{ code: 'INVALID_DATE' }] } });
  });
});

describe('what people of a portal demand of its records', () => {
  const rules = {
    contacts: {
      required: ['jobtitle'],
      conditional: [{ property: 'country', values: ['US'], requires: ['state'] }],
    },
  };
  const create = (path: string, properties: object) =>
    world.call('POST', path, { properties: { firstname: 'Ann', ...properties }, associations: [] });

  beforeEach(async () => {
    expect((await world.call('PATCH', '/sandbox/portal', { rules })).body).toMatchObject({ rules });
  });

  it('holds for writes of 2026-09, and not of versions before', async () => {
    expect(await create(contacts, { country: 'US' })).toMatchObject({
      status: 400,
      body: {
        category: 'VALIDATION_ERROR',
        message: 'The property values provided are invalid',
        errors: [
          {
            code: 'MISSING_REQUIRED_PROPERTY',
            message: 'A value for jobtitle must be provided',
            context: { propertyName: ['jobtitle'] },
          },
          {
            code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
            message: 'state is required because of a conditional property rule based on [country]',
            context: { propertyName: ['state'] },
          },
        ],
      },
    });
    for (const path of ['/crm/v3/objects/contacts', '/crm/objects/2026-03/contacts']) {
      expect((await create(path, { country: 'US' })).status).toBe(201);
    }
    expect((await create(contacts, { jobtitle: 'CEO', country: 'US', state: 'NY' })).status).toBe(201);
    expect((await create(contacts, { jobtitle: 'CEO', country: 'DE' })).status).toBe(201);
  });

  it('lets a record be edited that breaks it already, unless the edit is of the condition', async () => {
    const id = await createContact(world.client, { firstname: 'Bo', country: 'US' });
    const patch = (properties: object) => world.call('PATCH', `${contacts}/${id}`, { properties });
    expect((await patch({ city: 'Bonn' })).status).toBe(200);
    expect((await patch({ country: 'US' })).status).toBe(400);
    expect((await patch({ country: 'US', state: 'NY' })).status).toBe(200);
    expect((await patch({ state: '' })).status).toBe(400);
    expect((await patch({ state: '', country: 'DE' })).status).toBe(200);
  });

  it('refuses single inputs of a batch, and says which', async () => {
    const inputs = [
      { objectWriteTraceId: 'good', properties: { firstname: 'A', jobtitle: 'CEO' }, associations: [] },
      { objectWriteTraceId: 'bad', properties: { firstname: 'B' }, associations: [] },
    ];
    expect(await world.call('POST', `${contacts}/batch/create`, { inputs })).toMatchObject({
      status: 207,
      body: {
        results: [{ objectWriteTraceId: 'good' }],
        errors: [{ context: { objectWriteTraceId: ['bad'] }, errors: [{ code: 'MISSING_REQUIRED_PROPERTY' }] }],
      },
    });
    const page = await world.client.crm.contacts.basicApi.getPage();
    expect(page.results.map(({ properties }) => properties.firstname)).toEqual(['A']);
  });

  it('names properties that are there', async () => {
    const unknown = { rules: { contacts: { required: ['no_such'] } } };
    expect(await world.call('PATCH', '/sandbox/portal', unknown)).toMatchObject({
      status: 400,
      body: { message: 'contacts have no property no_such' },
    });
  });
});
