import {
  PropertyCreateFieldTypeEnum as FieldType,
  PropertyCreateTypeEnum as Type,
} from '@hubspot/api-client/lib/codegen/crm/properties/index.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createContact, createHubspotWorld, type HubspotWorld, refusalOf } from './hubspot-world.ts';

let world: HubspotWorld;
beforeAll(async () => {
  world = await createHubspotWorld();
});
afterAll(() => world.close());

const plan = {
  name: 'plan',
  label: 'Plan',
  type: Type.Enumeration,
  fieldType: FieldType.Select,
  groupName: 'contactinformation',
  options: ['gold', 'silver'].map((value, displayOrder) => ({
    label: value.toUpperCase(),
    value,
    displayOrder,
    hidden: false,
  })),
};

describe('properties through the official client', () => {
  it.each([
    ['contacts', 'associatedcompanyid', { type: 'number', hidden: true, referencedObjectType: 'COMPANY' }],
    ['contacts', 'hubspot_owner_id', { type: 'enumeration', externalOptions: true, referencedObjectType: 'OWNER' }],
    ['contacts', 'email', { type: 'string', hasUniqueValue: false }],
    ['companies', 'industry', { type: 'enumeration', fieldType: 'select' }],
    ['companies', 'domain', { type: 'string', hasUniqueValue: false }],
    ['deals', 'dealstage', { type: 'enumeration', externalOptions: true, options: [] }],
    ['tickets', 'hs_pipeline', { type: 'enumeration', externalOptions: true }],
  ])('has built-in ones: %s %s', async (type, name, expected) => {
    const property = await world.client.crm.properties.coreApi.getByName(type, name);
    expect(property).toMatchObject({ ...expected, hubspotDefined: true });
    expect(property.modificationMetadata?.readOnlyValue).toBe(false);
  });

  it.each(['contacts', 'companies', 'deals', 'tickets'])('marks in %s what cannot be written', async (type) => {
    const { results } = await world.client.crm.properties.coreApi.getAll(type);
    expect(results.length).toBeGreaterThanOrEqual(25);
    const readOnly = results
      .filter((property) => property.modificationMetadata?.readOnlyValue === true)
      .map((property) => property.name);
    expect(readOnly).toEqual(
      expect.arrayContaining(['createdate', 'hs_lastmodifieddate', 'hs_object_id', 'hs_merged_object_ids']),
    );
    expect(readOnly).not.toContain('hubspot_owner_id');
  });

  it('creates, changes, uses and archives one of its own', async () => {
    const api = world.client.crm.properties.coreApi;
    const created = await api.create('contacts', plan);
    expect(created).toMatchObject({ name: 'plan', archived: false, options: [{ value: 'gold' }, { value: 'silver' }] });
    expect(created.hubspotDefined).toBeUndefined();
    const again = await refusalOf(api.create('contacts', plan));
    expect([again.code, again.body.category]).toEqual([409, 'OBJECT_ALREADY_EXISTS']);
    const id = await createContact(world.client, { firstname: 'Plan', plan: 'gold' });
    await api.update('contacts', 'plan', {
      options: [{ label: 'Iron', value: 'iron', displayOrder: 0, hidden: false }],
    });
    const refusal = await refusalOf(world.client.crm.contacts.basicApi.update(id, { properties: { plan: 'gold' } }));
    expect(refusal.body.errors?.[0]?.message).toMatch(/^gold was not one of the allowed options: \[label: "Iron"/);
    await api.archive('contacts', 'plan');
    expect((await refusalOf(api.getByName('contacts', 'plan'))).code).toBe(404);
    const read = await world.client.crm.contacts.basicApi.getById(id, ['plan']);
    expect(read.properties).not.toHaveProperty('plan');
  });

  it('works in batches and groups', async () => {
    const { batchApi, groupsApi, coreApi } = world.client.crm.properties;
    await groupsApi.create('companies', { name: 'legal', label: 'Legal', displayOrder: 3 });
    expect((await groupsApi.getAll('companies')).results.map((group) => group.name)).toEqual([
      'companyinformation',
      'legal',
    ]);
    const text = { type: Type.String, fieldType: FieldType.Text, groupName: 'legal' };
    const created = await batchApi.create('companies', {
      inputs: [
        { name: 'code', label: 'Code', ...text, hasUniqueValue: true },
        { name: 'court', label: 'Court', ...text },
      ],
    });
    expect(created.results).toHaveLength(2);
    const read = await batchApi.read('companies', { archived: false, inputs: [{ name: 'code' }, { name: 'nope' }] });
    expect(read.results.map((property) => [property.name, property.hasUniqueValue])).toEqual([['code', true]]);
    expect(read).toMatchObject({ numErrors: 1 });
    await batchApi.archive('companies', { inputs: [{ name: 'court' }] });
    expect((await coreApi.getAll('companies')).results.map((property) => property.name)).not.toContain('court');
    const noGroup = await refusalOf(coreApi.create('companies', { ...text, name: 'x', label: 'X', groupName: 'none' }));
    expect(noGroup.code).toBe(400);
  });
});

describe('pipelines, owners and the account through the official client', () => {
  it('has a pipeline whose stages deals take, and takes more', async () => {
    const { client } = world;
    const api = client.crm.pipelines.pipelinesApi;
    const { results } = await api.getAll('deals');
    expect(results[0]?.stages.map((stage) => stage.id)).toContain('closedwon');
    expect(results[0]?.stages.find((stage) => stage.id === 'closedwon')?.metadata).toEqual({
      isClosed: 'true',
      probability: '1.0',
    });
    const created = await api.create('deals', {
      label: 'Renewals',
      displayOrder: 1,
      stages: [
        { label: 'Due', displayOrder: 0, metadata: { probability: '0.5' } },
        { label: 'Renewed', displayOrder: 1, metadata: { probability: '1.0' } },
      ],
    });
    const [due, renewed] = created.stages;
    const deal = await client.crm.deals.basicApi.create({
      properties: { dealname: 'R', pipeline: created.id, dealstage: renewed?.id ?? '' },
      associations: [],
    });
    const read = await client.crm.deals.basicApi.getById(deal.id, ['hs_is_closed_won', 'hs_deal_stage_probability']);
    expect(read.properties).toMatchObject({ hs_is_closed_won: 'true', hs_deal_stage_probability: '1.0' });
    // A stage belongs to its pipeline; with two pipelines a new deal has to say which.
    const move = await refusalOf(client.crm.deals.basicApi.update(deal.id, { properties: { pipeline: 'default' } }));
    expect(move.body.errors?.[0]?.code).toBe('INVALID_OPTION');
    await client.crm.deals.basicApi.update(deal.id, { properties: { pipeline: 'default', dealstage: 'closedlost' } });
    const which = await refusalOf(
      client.crm.deals.basicApi.create({ properties: { dealname: 'S', dealstage: 'closedwon' }, associations: [] }),
    );
    expect(which.body.context).toEqual({ properties: ['pipeline'] });

    const stages = client.crm.pipelines.pipelineStagesApi;
    const added = await stages.create('deals', created.id, {
      label: 'Late',
      displayOrder: 2,
      metadata: { probability: '0' },
    });
    expect(added.metadata).toMatchObject({ isClosed: 'true' });
    await stages.update('deals', created.id, added.id, { label: 'Too late', metadata: {} });
    await stages.archive('deals', created.id, due?.id ?? '');
    const after = await stages.getAll('deals', created.id);
    expect(after.results.map((stage) => stage.label)).toEqual(['Renewed', 'Too late']);
    await api.archive('deals', created.id);
    expect((await refusalOf(api.getById('deals', created.id))).code).toBe(404);
  });

  it('has two owners in each portal, whose ids owner properties take', async () => {
    const { client } = world;
    const page = await client.crm.owners.ownersApi.getPage();
    expect(page.results.map((owner) => owner.email)).toEqual(['rita.rep@example.com', 'sam.sales@example.com']);
    const [rita] = page.results;
    const one = await client.crm.owners.ownersApi.getPage('SAM.sales@example.com', undefined, 1);
    expect(one.results).toHaveLength(1);
    expect((await client.crm.owners.ownersApi.getById(Number(rita?.id))).firstName).toBe('Rita');
    const id = await createContact(client, { firstname: 'Owned', hubspot_owner_id: rita?.id ?? '' });
    const read = await client.crm.contacts.basicApi.getById(id, ['hubspot_owner_id']);
    expect(read.properties.hubspot_owner_id).toBe(rita?.id);
    const other = await world.clientOf('pat-other').crm.owners.ownersApi.getPage();
    expect(other.results[0]?.id).not.toBe(rita?.id);
  });

  it('is a portal of its own for each token', async () => {
    const detailsOf = async (token: string) => {
      const response = await world.clientOf(token).apiRequest({ path: '/account-info/v3/details' });
      return z.object({ portalId: z.number(), uiDomain: z.string() }).parse(await response.json());
    };
    const [one, two] = [await detailsOf('pat-one'), await detailsOf('pat-two')];
    expect(one.portalId).not.toBe(two.portalId);
    expect(await detailsOf('pat-one')).toEqual(one);
    await createContact(world.clientOf('pat-one'), { email: 'same@example.com' });
    await createContact(world.clientOf('pat-two'), { email: 'same@example.com' });
    expect(await world.clientOf('pat-one').crm.contacts.getAll()).toHaveLength(1);
  });

  it('lists no custom schemas and describes the standard ones', async () => {
    const { client } = world;
    expect((await client.crm.schemas.coreApi.getAll()).results).toEqual([]);
    const contact = await client.crm.schemas.coreApi.getById('CONTACT');
    expect(contact).toMatchObject({ objectTypeId: '0-1', fullyQualifiedName: 'CONTACT' });
    expect(contact.associations.map((association) => association.id)).toContain('279');
  });
});
