import { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/contacts/index.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCompany, createContact, createHubspotWorld, type HubspotWorld, refusalOf } from './hubspot-world.ts';

let world: HubspotWorld;
beforeAll(async () => {
  world = await createHubspotWorld({ hubspot: { searchCeiling: 40 } });
});
afterAll(() => world.close());

/** Long enough for the index and for what HubSpot does to new records. */
function settle(): void {
  world.clock.time += 60_000;
}

describe('search through the official client', () => {
  it('sees records some seconds late, in their earlier state and after their end', async () => {
    const client = world.clientOf('pat-lag');
    const find = async () => {
      const { results } = await client.crm.contacts.searchApi.doSearch({ properties: ['city'], filterGroups: [] });
      return results.map((record) => record.properties.city);
    };
    const id = await createContact(client, { firstname: 'Lag', city: 'Bonn' });
    world.clock.time += 4_999;
    expect(await find()).toEqual([]);
    world.clock.time += 1;
    expect(await find()).toEqual(['Bonn']);
    await client.crm.contacts.basicApi.update(id, { properties: { city: 'Köln' } });
    expect(await find()).toEqual(['Bonn']);
    world.clock.time += 5_000;
    expect(await find()).toEqual(['Köln']);
    await client.crm.contacts.basicApi.archive(id);
    expect(await find()).toEqual(['Köln']);
    world.clock.time += 5_000;
    expect(await find()).toEqual([]);
  });

  it('finds what was modified since a time', async () => {
    const client = world.clientOf('pat-modified');
    const first = await createContact(client, { firstname: 'Old' });
    settle();
    const since = world.clock.time;
    const second = await createContact(client, { firstname: 'New' });
    await client.crm.contacts.basicApi.update(first, { properties: { firstname: 'Old again' } });
    settle();
    const answer = await client.crm.contacts.searchApi.doSearch({
      filterGroups: [
        {
          filters: [{ propertyName: 'lastmodifieddate', operator: FilterOperatorEnum.Gte, value: String(since) }],
        },
      ],
      sorts: ['-hs_object_id'],
    });
    expect(answer.total).toBe(2);
    expect(answer.results.map((record) => record.id)).toEqual([second, first]);
  });

  it.each([
    [FilterOperatorEnum.Eq, 'city', { value: 'bonn' }, ['Ann', 'Ben']],
    [FilterOperatorEnum.Neq, 'city', { value: 'Bonn' }, ['Cid']],
    [FilterOperatorEnum.In, 'city', { values: ['bonn'] }, ['Ann', 'Ben']],
    [FilterOperatorEnum.In, 'city', { values: ['Bonn'] }, []],
    [FilterOperatorEnum.NotIn, 'city', { values: ['bonn'] }, ['Cid']],
    [FilterOperatorEnum.HasProperty, 'city', {}, ['Ann', 'Ben', 'Cid']],
    [FilterOperatorEnum.NotHasProperty, 'city', {}, ['Dan']],
    [FilterOperatorEnum.Eq, 'lifecyclestage', { value: 'Lead' }, []],
    [FilterOperatorEnum.Eq, 'lifecyclestage', { value: 'lead' }, ['Ann', 'Ben', 'Cid', 'Dan']],
    [FilterOperatorEnum.ContainsToken, 'email', { value: '*example.org' }, ['Ann']],
    [FilterOperatorEnum.NotContainsToken, 'email', { value: '*example.org' }, ['Ben']],
    [FilterOperatorEnum.Between, 'hs_object_id', { value: '51000000002', highValue: '51000000003' }, ['Ben', 'Cid']],
    [FilterOperatorEnum.Gt, 'hs_object_id', { value: '51000000003' }, ['Dan']],
    [FilterOperatorEnum.In, 'hs_buying_role', { values: ['CHAMPION'] }, ['Ben']],
  ])('filters by %s on %s %j', async (operator, propertyName, operands, expected) => {
    const client = world.clientOf('pat-filters');
    if ((await client.crm.contacts.basicApi.getPage()).results.length === 0) {
      await createContact(client, { firstname: 'Ann', city: 'Bonn', email: 'ann@example.org' });
      await createContact(client, {
        firstname: 'Ben',
        city: 'BONN',
        email: 'ben@example.com',
        hs_buying_role: 'OTHER;CHAMPION',
      });
      await createContact(client, { firstname: 'Cid', city: 'Ulm' });
      await createContact(client, { firstname: 'Dan' });
      settle();
    }
    const answer = await client.crm.contacts.searchApi.doSearch({
      filterGroups: [{ filters: [{ propertyName, operator, ...operands }] }],
      properties: ['firstname'],
    });
    expect(answer.results.map((record) => record.properties.firstname)).toEqual(expected);
  });

  it('ands filters, ors groups, reads free text and associations', async () => {
    const client = world.clientOf('pat-groups');
    const company = await createCompany(client, { name: 'Acme Tools', domain: 'acme.example' });
    const member = await createContact(client, { firstname: 'Ina', city: 'Bonn' });
    await createContact(client, { firstname: 'Jan', city: 'Bonn' });
    await client.crm.associations.v4.basicApi.createDefault('contacts', member, 'companies', company);
    settle();
    const eq = (propertyName: string, value: string) => ({ propertyName, operator: FilterOperatorEnum.Eq, value });
    const find = async (filterGroups: { filters: ReturnType<typeof eq>[] }[], query?: string) => {
      const request = { filterGroups, properties: ['firstname'], ...(query === undefined ? {} : { query }) };
      const { results } = await client.crm.contacts.searchApi.doSearch(request);
      return results.map((record) => record.properties.firstname);
    };
    expect(await find([{ filters: [eq('city', 'Bonn'), eq('firstname', 'Jan')] }])).toEqual(['Jan']);
    expect(await find([{ filters: [eq('firstname', 'Ina')] }, { filters: [eq('firstname', 'Jan')] }])).toHaveLength(2);
    expect(await find([{ filters: [eq('associations.company', company)] }])).toEqual(['Ina']);
    expect(await find([], 'ina')).toEqual(['Ina']);
    const companies = await client.crm.companies.searchApi.doSearch({ query: 'tools acme', filterGroups: [] });
    expect(companies.results.map((record) => record.id)).toEqual([company]);
  });

  it('pages by offset up to its ceiling', async () => {
    const client = world.clientOf('pat-ceiling');
    await client.crm.contacts.batchApi.create({
      inputs: Array.from({ length: 50 }, (_, index) => ({ properties: { firstname: `C${index}` }, associations: [] })),
    });
    settle();
    const page = (after: string, limit = 20) =>
      client.crm.contacts.searchApi.doSearch({ after, limit, filterGroups: [] });
    const first = await page('0');
    expect(first).toMatchObject({ total: 50, paging: { next: { after: '20' } } });
    const second = await page('20');
    expect(second.paging?.next?.after).toBe('40');
    expect(new Set([...first.results, ...second.results].map((record) => record.id)).size).toBe(40);
    expect((await refusalOf(page('40'))).code).toBe(400);
    expect((await refusalOf(page('0', 201))).body.category).toBe('VALIDATION_ERROR');
  });

  it('refuses what is too large or unknown', async () => {
    const { client } = world;
    const eq = { propertyName: 'city', operator: FilterOperatorEnum.Eq, value: 'x' };
    const groups = (count: number, filters: number) =>
      Array.from({ length: count }, () => ({ filters: Array.from({ length: filters }, () => eq) }));
    for (const filterGroups of [
      groups(6, 1),
      groups(1, 7),
      groups(4, 5),
      [{ filters: [{ ...eq, value: 'x'.repeat(3_000) }] }],
      [{ filters: [{ ...eq, propertyName: 'nope' }] }],
      [{ filters: [{ ...eq, operator: FilterOperatorEnum.HasProperty }] }],
    ]) {
      const refusal = await refusalOf(client.crm.contacts.searchApi.doSearch({ filterGroups }));
      expect(refusal.code).toBe(400);
    }
    expect((await client.crm.contacts.searchApi.doSearch({ filterGroups: groups(3, 6) })).total).toBe(0);
  });
});
