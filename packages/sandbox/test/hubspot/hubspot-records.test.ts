import { AssociationSpecAssociationCategoryEnum } from '@hubspot/api-client/lib/codegen/crm/contacts/index.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCompany, createContact, createHubspotWorld, type HubspotWorld, refusalOf } from './hubspot-world.ts';

let world: HubspotWorld;
beforeAll(async () => {
  world = await createHubspotWorld();
});
afterAll(() => world.close());

describe('records through the official client', () => {
  it('creates a record, fills in what HubSpot fills in, and reads it back', async () => {
    const { client } = world;
    const created = await client.crm.contacts.basicApi.create({
      properties: { email: ' Ann@Example.com ', firstname: 'Ann', annualrevenue: '5' },
      associations: [],
    });
    expect(Number(created.id)).toBeGreaterThan(2 ** 31);
    expect(created.properties).toMatchObject({
      email: 'ann@example.com',
      firstname: 'Ann',
      lifecyclestage: 'lead',
      hs_email_domain: 'example.com',
      hs_is_contact: 'true',
      hs_object_id: created.id,
      createdate: '2026-02-03T04:05:06.789Z',
      lastmodifieddate: '2026-02-03T04:05:06.789Z',
    });
    expect(created.createdAt).toEqual(new Date(world.clock.time));

    const read = await client.crm.contacts.basicApi.getById(created.id);
    expect(Object.keys(read.properties)).toEqual([
      'createdate',
      'email',
      'firstname',
      'hs_object_id',
      'lastmodifieddate',
      'lastname',
    ]);
    expect(read.properties.lastname).toBeNull();

    const chosen = await client.crm.contacts.basicApi.getById(created.id, ['annualrevenue', 'city', 'nope']);
    expect(Object.keys(chosen.properties)).toEqual([
      'annualrevenue',
      'city',
      'createdate',
      'hs_object_id',
      'lastmodifieddate',
    ]);
    expect(chosen.properties.city).toBeNull();
  });

  it('updates, clears and answers what was written', async () => {
    const { client, clock } = world;
    const id = await createContact(client, { email: 'upd@example.com', lastname: 'Before' });
    clock.time += 1_000;
    const updated = await client.crm.contacts.basicApi.update(id, { properties: { lastname: '', city: 'Bonn' } });
    expect(updated.properties).toMatchObject({ lastname: '', city: 'Bonn', hs_object_id: id });
    expect(updated.updatedAt).toEqual(new Date(clock.time));
    const read = await client.crm.contacts.basicApi.getById(
      'upd@example.com',
      ['lastname'],
      undefined,
      undefined,
      undefined,
      'email',
    );
    expect(read.id).toBe(id);
    expect(read.properties.lastname).toBeNull();
  });

  it('keeps the history of a property', async () => {
    const { client } = world;
    const id = await createContact(client, { firstname: 'One' });
    await client.crm.contacts.basicApi.update(id, { properties: { firstname: 'Two' } });
    const read = await client.crm.contacts.basicApi.getById(id, undefined, ['firstname']);
    expect(read.propertiesWithHistory?.firstname?.map((entry) => entry.value)).toEqual(['Two', 'One']);
  });

  it('archives a record, which only a reader of archived ones finds', async () => {
    const { client } = world;
    const id = await createContact(client, { email: 'gone@example.com' });
    await client.crm.contacts.basicApi.archive(id);
    await client.crm.contacts.basicApi.archive(id);
    await client.crm.contacts.basicApi.archive('999');
    const refusal = await refusalOf(client.crm.contacts.basicApi.getById(id));
    expect(refusal.code).toBe(404);
    expect(refusal.body).toMatchObject({ status: 'error', message: 'resource not found' });
    expect(refusal.body.category).toBeUndefined();
    expect(refusal.body.correlationId).toBe(refusal.headers['x-hubspot-correlation-id']);
    const archived = await client.crm.contacts.basicApi.getById(id, ['email'], undefined, undefined, true);
    expect(archived).toMatchObject({ archived: true, archivedAt: new Date(world.clock.time) });
    const page = await client.crm.contacts.basicApi.getPage(100, undefined, ['email'], undefined, undefined, true);
    expect(page.results.map((record) => record.id)).toContain(id);
    // Its e-mail is free again.
    expect(await createContact(client, { email: 'gone@example.com' })).not.toBe(id);
  });

  it('pages through a list by id, and the client reads it whole', async () => {
    const { client } = await freshPortal('paging');
    const ids: string[] = [];
    for (let number = 0; number < 7; number += 1) ids.push(await createContact(client, { firstname: `P${number}` }));
    const first = await client.crm.contacts.basicApi.getPage(3);
    expect(first.results.map((record) => record.id)).toEqual(ids.slice(0, 3));
    expect(first.paging?.next?.after).toBe(ids[3]);
    const last = await client.crm.contacts.basicApi.getPage(3, ids[6]);
    expect(last.results.map((record) => record.id)).toEqual([ids[6]]);
    expect(last.paging).toBeUndefined();
    expect((await client.crm.contacts.getAll(2)).map((record) => record.id)).toEqual(ids);
    expect((await refusalOf(client.crm.contacts.basicApi.getPage(101))).code).toBe(400);
  });

  it('shows associations inline, a primary company twice, and pages them at 100', async () => {
    const { client } = await freshPortal('inline');
    const company = await createCompany(client, { name: 'Inline' });
    const contact = await client.crm.contacts.basicApi.create({
      properties: { firstname: 'A' },
      associations: [
        {
          to: { id: company },
          types: [
            { associationCategory: AssociationSpecAssociationCategoryEnum.HubspotDefined, associationTypeId: 279 },
          ],
        },
      ],
    });
    const page = await client.crm.contacts.basicApi.getPage(10, undefined, [], undefined, [
      'companies',
      'deals',
      'nope',
    ]);
    expect(page.results[0]?.associations).toEqual({
      companies: {
        results: [
          { id: company, type: 'contact_to_company' },
          { id: company, type: 'contact_to_company_unlabeled' },
        ],
      },
    });
    await client.crm.contacts.batchApi.create({
      inputs: Array.from({ length: 100 }, (_, index) => ({ properties: { firstname: `B${index}` }, associations: [] })),
    });
    const others = (await client.crm.contacts.getAll()).filter((record) => record.id !== contact.id);
    await client.crm.associations.v4.batchApi.createDefault('contacts', 'companies', {
      inputs: others.map((record) => ({ _from: { id: record.id }, to: { id: company } })),
    });
    const read = await client.crm.companies.basicApi.getById(company, [], undefined, ['contacts']);
    const rows = read.associations?.contacts?.results ?? [];
    expect(new Set(rows.map((row) => row.id)).size).toBe(100);
    expect(read.associations?.contacts?.paging?.next?.after).toBe(others.at(-1)?.id);
  });

  it('merges contacts into a record of its own, which both old ids find', async () => {
    const { client, clock } = world;
    const first = await createContact(client, { email: 'm1@example.com', firstname: 'First' });
    const second = await createContact(client, { email: 'm2@example.com', firstname: 'Second', city: 'Ulm' });
    const company = await createCompany(client, { name: 'Of the second' });
    await client.crm.associations.v4.basicApi.createDefault('contacts', second, 'companies', company);
    const merged = await client.crm.contacts.basicApi.merge({ primaryObjectId: first, objectIdToMerge: second });
    expect([first, second]).not.toContain(merged.id);
    for (const id of [first, second]) {
      const read = await client.crm.contacts.basicApi.getById(
        id,
        ['firstname', 'city', 'email', 'hs_additional_emails', 'hs_merged_object_ids', 'hs_calculated_merged_vids'],
        undefined,
        ['companies'],
      );
      expect(read.id).toBe(merged.id);
      expect(read.properties).toMatchObject({
        firstname: 'First',
        city: 'Ulm',
        email: 'm1@example.com',
        hs_additional_emails: 'm2@example.com',
        hs_merged_object_ids: `${first};${second}`,
        hs_calculated_merged_vids: `${first}:${clock.time};${second}:${clock.time}`,
      });
      expect(read.associations?.companies?.results[0]?.id).toBe(company);
    }
    const listed = (await client.crm.contacts.getAll()).map((record) => record.id);
    expect(listed).toContain(merged.id);
    expect(listed).not.toContain(first);
    const conflict = await refusalOf(createContact(client, { email: 'm2@example.com' }));
    expect(conflict.body.message).toBe(`Contact already exists. Existing ID: ${merged.id}`);
    // The other address becomes its own, and the first one is free.
    await client.crm.contacts.basicApi.update(second, { properties: { email: 'm2@example.com' } });
    const read = await client.crm.contacts.basicApi.getById(merged.id, ['hs_additional_emails', 'hs_email_domain']);
    expect(read.properties).toMatchObject({ hs_additional_emails: null, hs_email_domain: 'example.com' });
    await createContact(client, { email: 'm1@example.com' });
  });

  it('adds secondary e-mails to a contact, by which it is found, and takes them away', async () => {
    const { client } = world;
    const id = await createContact(client, { email: 'first@example.com' });
    const path = `/contacts/v1/secondary-email/${id}`;
    const added = await client.apiRequest({ method: 'PUT', path: `${path}/email/Second@Example.com` });
    expect(await added.json()).toMatchObject({ vid: Number(id), secondaryEmails: ['second@example.com'] });
    const read = await client.crm.contacts.basicApi.getById(
      'second@example.com',
      ['email', 'hs_additional_emails'],
      undefined,
      undefined,
      false,
      'email',
    );
    expect(read).toMatchObject({
      id,
      properties: { email: 'first@example.com', hs_additional_emails: 'second@example.com' },
    });
    const conflict = await refusalOf(createContact(client, { email: 'second@example.com' }));
    expect(conflict.body.message).toBe(`Contact already exists. Existing ID: ${id}`);
    const other = await createContact(client, { email: 'other@example.com' });
    const taken = await client.apiRequest({
      method: 'PUT',
      path: `/contacts/v1/secondary-email/${other}/email/first@example.com`,
    });
    expect(taken.status).toBe(409);
    const removed = await client.apiRequest({ method: 'DELETE', path: `${path}/email/second@example.com` });
    expect(await removed.json()).toMatchObject({ secondaryEmails: [] });
    await createContact(client, { email: 'second@example.com' });
  });

  it('clears a property with an empty text, and does nothing with null', async () => {
    const id = await createContact(world.client, { email: 'null@example.com', city: 'Ulm' });
    const city = async () => (await world.client.crm.contacts.basicApi.getById(id, ['city'])).properties.city;
    await world.call('PATCH', `/crm/v3/objects/contacts/${id}`, { properties: { city: null } });
    expect(await city()).toBe('Ulm');
    await world.call('PATCH', `/crm/v3/objects/contacts/${id}`, { properties: { city: '' } });
    expect(await city()).toBeOneOf([null, '']);
  });

  it('keeps the primary id when deals merge', async () => {
    const { client } = world;
    const create = async (dealname: string) =>
      (
        await client.crm.deals.basicApi.create({
          properties: { dealname, dealstage: 'qualifiedtobuy' },
          associations: [],
        })
      ).id;
    const [first, second] = [await create('One'), await create('Two')];
    const merged = await client.crm.deals.basicApi.merge({ primaryObjectId: first, objectIdToMerge: second });
    expect(merged.id).toBe(first);
    expect((await client.crm.deals.basicApi.getById(second)).id).toBe(first);
  });

  it('modifies new records once by itself, some seconds after their creation', async () => {
    const { client, clock } = world;
    const company = await createCompany(client, { name: 'Touched', domain: 'https://www.Touched.example/about' });
    const contact = await createContact(client, { firstname: 'Touched' });
    const created = clock.time;
    const readCompany = () => client.crm.companies.basicApi.getById(company, ['domain', 'website']);
    clock.time = created + 2_999;
    expect((await readCompany()).updatedAt).toEqual(new Date(created));
    clock.time = created + 3_000;
    expect(await readCompany()).toMatchObject({
      updatedAt: new Date(created + 3_000),
      properties: { domain: 'touched.example', website: 'touched.example' },
    });
    clock.time = created + 60_000;
    expect((await client.crm.contacts.basicApi.getById(contact)).updatedAt).toEqual(new Date(created + 5_000));
  });

  it('erases a contact for good', async () => {
    const { client, call } = world;
    const id = await createContact(client, { email: 'erase@example.com' });
    await client.crm.contacts.basicApi.purge({ objectId: 'erase@example.com', idProperty: 'email' });
    expect((await call('GET', `/crm/v3/objects/contacts/${id}?archived=true`)).status).toBe(404);
  });

  it('answers the date-based paths and every name of a type alike', async () => {
    const { client, call } = world;
    const id = await createContact(client, { firstname: 'Names' });
    for (const path of [
      `/crm/v3/objects/contact/${id}`,
      `/crm/v3/objects/CONTACT/${id}`,
      `/crm/v3/objects/0-1/${id}`,
      `/crm/objects/2026-03/contacts/${id}`,
      `/crm/objects/2026-09-beta/0-1/${id}`,
    ]) {
      expect((await call('GET', path)).body).toMatchObject({ id });
    }
    expect(await call('GET', '/crm/v3/objects/widgets')).toMatchObject({
      status: 400,
      body: { message: 'Unable to infer object type from: widgets' },
    });
  });
});

async function freshPortal(token: string) {
  return { client: world.clientOf(`pat-${token}`) };
}
