import { afterEach, describe, expect, it } from 'vitest';
import { countRequests, type SandboxOptions } from '../../src/index.ts';
import { createHubspotWorld, type HubspotWorld, refusalOf } from './hubspot-world.ts';

let world: HubspotWorld | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

async function start(options: SandboxOptions): Promise<HubspotWorld> {
  world = await createHubspotWorld({ limits: true, ...options });
  return world;
}

describe('rate limits as the official client meets them', () => {
  it('refuses the 191st call in ten seconds, and a token of its own goes on', async () => {
    const { client, clientOf, clock, sandbox } = await start({});
    for (let call = 0; call < 190; call += 1) {
      await client.crm.owners.ownersApi.getPage();
      clock.time += 1;
    }
    const refusal = await refusalOf(client.crm.owners.ownersApi.getPage());
    expect(refusal.code).toBe(429);
    expect(refusal.body).toMatchObject({
      message: 'You have reached your ten_secondly_rolling limit.',
      errorType: 'RATE_LIMIT',
      policyName: 'TEN_SECONDLY_ROLLING',
    });
    expect(refusal.headers['retry-after']).toBeUndefined();
    await clientOf('pat-other').crm.owners.ownersApi.getPage();
    // Searches and associations count on their own.
    await client.crm.contacts.searchApi.doSearch({ filterGroups: [] });
    await client.crm.associations.v4.batchApi.getPage('contacts', 'companies', { inputs: [] });
    // The window rolls: the first call leaves it ten seconds after it was made.
    clock.time += 10_000 - 190 - 1;
    expect((await refusalOf(client.crm.owners.ownersApi.getPage())).code).toBe(429);
    clock.time += 1;
    await client.crm.owners.ownersApi.getPage();
    expect(countRequests(sandbox.requests(), { app: 'hubspot', status: 429 })).toBe(2);
  });

  it('refuses the sixth search in a second', async () => {
    const { client, clock } = await start({});
    const search = () => client.crm.contacts.searchApi.doSearch({ filterGroups: [] });
    for (let call = 0; call < 5; call += 1) await search();
    const refusal = await refusalOf(search());
    expect(refusal.body).toMatchObject({ message: 'You have reached your secondly limit.', category: 'RATE_LIMITS' });
    clock.time += 1_000;
    expect((await search()).total).toBe(0);
  });

  it('ends the day', async () => {
    const { client, clock } = await start({ hubspot: { requestsPerDay: 2 } });
    for (let call = 0; call < 2; call += 1) await client.crm.owners.ownersApi.getPage();
    const refusal = await refusalOf(client.crm.owners.ownersApi.getPage());
    expect(refusal.body).toMatchObject({ message: 'You have reached your daily limit.', policyName: 'DAILY' });
    clock.time += 86_400_000;
    await client.crm.owners.ownersApi.getPage();
  });

  it.each([
    [1, '190', '10000', '"default";q=190;w=10', '"search";q=5;w=1', '"associations";q=150;w=10'],
    [4, '190', '2500', '"default";q=190;w=2.5', '"search";q=20;w=1', '"associations";q=150;w=2.5'],
    [50, '950', '1000', '"default";q=950;w=1', '"search";q=250;w=1', '"associations";q=750;w=1'],
  ])('tells its rates at speed %d', async (speed, max, interval, rate, searchRate, associationRate) => {
    const { call } = await start({ speed });
    const listed = await call('GET', '/crm/v3/objects/contacts');
    expect(listed.headers.get('ratelimit-policy')).toBe(rate);
    expect(listed.headers.get('x-hubspot-ratelimit-max')).toBe(max);
    expect(listed.headers.get('x-hubspot-ratelimit-interval-milliseconds')).toBe(interval);
    expect(listed.headers.get('x-hubspot-ratelimit-remaining')).toBe(String(Number(max) - 1));
    expect(listed.headers.get('x-hubspot-ratelimit-daily')).toBe('625000');
    const searched = await call('POST', '/crm/v3/objects/contacts/search', {});
    expect(searched.headers.get('ratelimit-policy')).toBe(searchRate);
    expect(searched.headers.get('x-hubspot-ratelimit-max')).toBeNull();
    expect(searched.headers.get('x-hubspot-ratelimit-daily-remaining')).toBe('624998');
    const read = await call('POST', '/crm/v4/associations/contacts/companies/batch/read', { inputs: [] });
    expect(read.headers.get('ratelimit-policy')).toBe(associationRate);
  });

  it('runs lags and touches faster with the speed', async () => {
    const { client, clock } = await start({ speed: 10 });
    const created = await client.crm.contacts.basicApi.create({ properties: { firstname: 'Fast' }, associations: [] });
    clock.time += 500;
    expect((await client.crm.contacts.searchApi.doSearch({ filterGroups: [] })).total).toBe(1);
    const read = await client.crm.contacts.basicApi.getById(created.id);
    expect(read.updatedAt.getTime() - created.createdAt.getTime()).toBe(500);
  });
});
