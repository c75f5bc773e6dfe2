import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCompany, createContact, createHubspotWorld, type HubspotWorld } from './hubspot-world.ts';

let world: HubspotWorld;
beforeEach(async () => {
  world = await createHubspotWorld({ hubspot: { associateCompaniesByDomain: true } });
});
afterEach(() => world.close());

async function companies(): Promise<(string | null | undefined)[]> {
  const { results } = await world.client.crm.companies.basicApi.getPage();
  return results.map(({ properties }) => properties.domain ?? properties.name);
}

/** Domain and type ids of a contact's companies. */
async function companiesOf(contact: string): Promise<Record<string, number[]>> {
  const { results } = await world.client.crm.associations.v4.basicApi.getPage('contacts', contact, 'companies');
  const entries = results.map(async ({ toObjectId, associationTypes }) => {
    const { properties } = await world.client.crm.companies.basicApi.getById(String(toObjectId));
    return [properties.domain ?? properties.name ?? '', associationTypes.map(({ typeId }) => typeId)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

const afterwards = () => {
  world.clock.time += 10_000;
};

describe('a portal that associates companies by e-mail domain', () => {
  it('creates the company of a domain once, a moment after the contact, and makes it primary', async () => {
    const ada = await createContact(world.client, { email: 'ada@acme.example' });
    expect(await companiesOf(ada)).toEqual({});
    const bob = await createContact(world.client, { email: 'bob@acme.example' });
    afterwards();
    expect(await companiesOf(ada)).toEqual({ 'acme.example': [1, 279] });
    expect(await companiesOf(bob)).toEqual({ 'acme.example': [1, 279] });
    expect(await companies()).toEqual(['acme.example']);
    const { results } = await world.client.crm.companies.basicApi.getPage();
    expect(results[0]?.properties.name).toBe('Acme');
  });

  it('takes the company that is there, and leaves a primary company where it is', async () => {
    await createCompany(world.client, { name: 'Acme Corporation', domain: 'acme.example' });
    const other = await createCompany(world.client, { name: 'Umbrella' });
    const ada = await createContact(world.client, { email: 'ada@acme.example' });
    await world.client.crm.associations.v4.basicApi.createDefault('contacts', ada, 'companies', other);
    afterwards();
    expect(await companiesOf(ada)).toEqual({ Umbrella: [1, 279], 'acme.example': [279] });
    expect(await companies()).toEqual(['acme.example', 'Umbrella']);
  });

  it('follows a changed e-mail, and knows addresses that belong to nobody', async () => {
    const free = await createContact(world.client, { email: 'ada@gmail.com' });
    const nameless = await createContact(world.client, { firstname: 'Ada' });
    afterwards();
    expect(await companies()).toEqual([]);
    await world.client.crm.contacts.basicApi.update(nameless, { properties: { email: 'ada@acme.example' } });
    await world.client.crm.contacts.basicApi.update(free, { properties: { firstname: 'Ada' } });
    afterwards();
    expect(await companiesOf(nameless)).toEqual({ 'acme.example': [1, 279] });
    expect(await companiesOf(free)).toEqual({});
  });

  it('can switch it, each portal for itself', async () => {
    const off = await world.call('PATCH', '/sandbox/portal', { associateCompaniesByDomain: false });
    expect(off).toMatchObject({ status: 200, body: { associateCompaniesByDomain: false } });
    await createContact(world.client, { email: 'ada@acme.example' });
    afterwards();
    expect(await companies()).toEqual([]);
    const other = await world.call('GET', '/sandbox/portal', undefined, 'pat-other');
    expect(other.body).toMatchObject({ associateCompaniesByDomain: true });
    const unknown = await world.call('PATCH', '/sandbox/portal', { associateCompanies: true });
    expect(unknown.status).toBe(400);
  });
});
