import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createCompany, createContact, createHubspotWorld, type HubspotWorld } from './hubspot-world.ts';

let world: HubspotWorld;
let appToken: string;
let portalId: number;

const scopes =
  'developer.webhooks_journal.read developer.webhooks_journal.subscriptions.read developer.webhooks_journal.subscriptions.write';
const journal = '/webhooks-journal/journal/2026-09';
const subscriptions = '/webhooks-journal/subscriptions/2026-09';

const fileShape = z.looseObject({
  offset: z.string(),
  journalEvents: z.array(z.looseObject({ action: z.string() })),
  publishedAt: z.string(),
});
const addressShape = z.looseObject({ url: z.string(), expiresAt: z.string(), currentOffset: z.string() });

async function grant(scope = scopes, more: Record<string, string> = {}) {
  const form = {
    grant_type: 'client_credentials',
    client_id: 'client-of-5',
    client_secret: 'secret-of-5',
    scope,
    ...more,
  };
  const answer = await fetch(`${world.sandbox.hubspot.baseUrl}/oauth/2026-09/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  return {
    status: answer.status,
    body: z.looseObject({ access_token: z.string().optional() }).parse(await answer.json()),
  };
}

const ask = (method: string, path: string, body?: unknown) => world.call(method, path, body, appToken);

const subscribe = (subscription: object) => ask('POST', subscriptions, { portalId, ...subscription });

async function open(path: string) {
  const answer = await ask('GET', path);
  expect(answer.status).toBe(200);
  const { url, currentOffset } = addressShape.parse(answer.body);
  // The address alone is enough.
  const file = fileShape.parse(await (await fetch(url)).json());
  expect(file.offset).toBe(currentOffset);
  return file;
}

beforeEach(async () => {
  world = await createHubspotWorld({ hubspot: { journalLagMs: 0 } });
  const installed = await world.call('POST', '/sandbox/apps', { appId: 5 });
  expect(installed).toMatchObject({ status: 201, body: { clientId: 'client-of-5', clientSecret: 'secret-of-5' } });
  portalId = z.number().parse(installed.body.portalId);
  appToken = (await grant()).body.access_token ?? '';
});

afterEach(() => world.close());

describe('the journal of webhooks', () => {
  it('tells creations, edits, mergers, deletions and restorations of the objects subscribed to', async () => {
    const actions = ['CREATE', 'UPDATE', 'DELETE', 'MERGE', 'RESTORE'];
    expect((await subscribe({ subscriptionType: 'OBJECT', objectTypeId: '0-3', actions })).status).toBe(200);
    expect((await ask('GET', `${journal}/earliest`)).status).toBe(204);
    const { client } = world;
    const stage = { dealstage: 'appointmentscheduled', pipeline: 'default' };
    const make = async (dealname: string) =>
      (await client.crm.deals.basicApi.create({ properties: { dealname, ...stage }, associations: [] })).id;
    const [first, second] = [await make('A'), await make('B')];
    await client.crm.deals.basicApi.update(first, { properties: { dealname: 'A2' } });
    await world.call('POST', '/crm/objects/2026-09/deals/merge', { primaryObjectId: first, objectIdToMerge: second });
    await client.crm.deals.basicApi.archive(first);
    expect((await world.call('POST', `/sandbox/restore/deals/${first}`)).status).toBe(204);
    await createContact(client, { firstname: 'not subscribed' });
    const { journalEvents } = await open(`${journal}/earliest`);
    const told = journalEvents.map(({ action, objectId }) => [action, String(objectId)]);
    expect(told).toEqual([
      ['CREATE', first],
      ['CREATE', second],
      ['UPDATE', first],
      ['UPDATE', first],
      ['MERGE', first],
      ['DELETE', first],
      ['RESTORE', first],
    ]);
    expect(journalEvents[2]).toMatchObject({
      type: 'OBJECT',
      portalId,
      objectTypeId: '0-3',
      occurredAt: '2026-02-03T04:05:06.789Z',
      propertyChanges: { dealname: 'A2' },
    });
    expect(journalEvents[4]).toMatchObject({ primaryObjectId: Number(first), mergedObjectIds: [Number(second)] });
  });

  it('tells both directions of every type of an association, and only properties that one asks for', async () => {
    const association = { subscriptionType: 'ASSOCIATION', actions: ['ASSOCIATION_ADDED', 'ASSOCIATION_REMOVED'] };
    await subscribe({ ...association, objectTypeId: '0-1', associatedObjectTypeIds: ['0-2'] });
    await subscribe({ ...association, objectTypeId: '0-2' });
    await subscribe({ ...association, objectTypeId: '0-3', associatedObjectTypeIds: ['0-1'] });
    await subscribe({ subscriptionType: 'OBJECT', objectTypeId: '0-1', actions: ['UPDATE'], properties: ['city'] });
    const contact = await createContact(world.client, { firstname: 'Ann' });
    const company = await createCompany(world.client, { name: 'Acme' });
    await world.client.crm.contacts.basicApi.update(contact, { properties: { firstname: 'Anna' } });
    await world.client.crm.contacts.basicApi.update(contact, { properties: { city: 'Bonn', firstname: 'An' } });
    await world.client.crm.associations.v4.basicApi.createDefault('contacts', contact, 'companies', company);
    await world.client.crm.associations.v4.basicApi.archive('contacts', contact, 'companies', company);
    const { journalEvents } = await open(`${journal}/latest`);
    expect(
      journalEvents.map(({ action, associationTypeId, isPrimary }) => [action, associationTypeId, isPrimary]),
    ).toEqual([
      ['UPDATE', undefined, undefined],
      ['ASSOCIATION_ADDED', 279, false],
      ['ASSOCIATION_ADDED', 280, false],
      ['ASSOCIATION_ADDED', 1, true],
      ['ASSOCIATION_ADDED', 2, false],
      ...[279, 280, 1, 2].map((id) => ['ASSOCIATION_REMOVED', id, id === 1]),
    ]);
    expect(journalEvents[1]).toMatchObject({
      fromObjectTypeId: '0-1',
      fromObjectId: Number(contact),
      toObjectTypeId: '0-2',
      toObjectId: Number(company),
      associationCategory: 'HUBSPOT_DEFINED',
    });
  });

  it('is read on from an offset, one file or several at a time, for three days', async () => {
    await subscribe({ subscriptionType: 'OBJECT', objectTypeId: '0-1', actions: ['CREATE'] });
    const offsets: string[] = [];
    for (const firstname of ['A', 'B', 'C']) {
      await createContact(world.client, { firstname });
      offsets.push((await open(`${journal}/latest`)).offset);
    }
    expect((await open(`${journal}/offset/${offsets[0]}/next`)).offset).toBe(offsets[1]);
    expect((await ask('GET', `${journal}/offset/${offsets[2]}/next`)).status).toBe(204);
    const resultsOf = async (path: string) => {
      const { body } = await ask('GET', path);
      return z
        .array(addressShape)
        .parse(body.results)
        .map(({ currentOffset }) => currentOffset);
    };
    expect(await resultsOf(`${journal}/batch/earliest/2`)).toEqual(offsets.slice(0, 2));
    expect(await resultsOf(`${journal}/batch/latest/2`)).toEqual(offsets.slice(1));
    expect(await resultsOf(`${journal}/batch/${offsets[0]}/next/9`)).toEqual(offsets.slice(1));
    expect(await resultsOf(`${journal}/batch/${offsets[2]}/next/9`)).toEqual([]);
    expect((await ask('GET', `${journal}/batch/earliest/0`)).status).toBe(400);
    const { url } = addressShape.parse((await ask('GET', `${journal}/latest`)).body);
    world.clock.time += 600_000;
    expect((await fetch(url)).status).toBe(403);
    expect((await fetch(url.replace(/signature=./, 'signature=x'))).status).toBe(403);
    world.clock.time += 3 * 86_400_000;
    appToken = (await grant()).body.access_token ?? '';
    expect((await ask('GET', `${journal}/earliest`)).status).toBe(204);
    expect((await ask('GET', `${journal}/offset/${offsets[2]}/next`)).status).toBe(404);
  });

  it('lets its subscriptions be listed and ended, one by one or for a portal', async () => {
    const bodies = ['0-1', '0-2', '0-3'].map((objectTypeId) => ({
      subscriptionType: 'OBJECT',
      objectTypeId,
      actions: ['CREATE'],
    }));
    const made: unknown[] = [];
    for (const body of bodies) made.push((await subscribe(body)).body.id);
    const changed = { ...bodies[1], actions: ['CREATE', 'DELETE'] };
    expect(await subscribe(changed)).toMatchObject({ status: 200, body: { id: made[1], appId: 5, ...changed } });
    expect((await ask('DELETE', `${subscriptions}/${made[0]}`)).status).toBe(204);
    const { body: listed } = await ask('GET', subscriptions);
    expect(listed).toMatchObject({ results: [{ id: made[1], portalId, ...changed }, { id: made[2] }] });
    expect((await ask('DELETE', `${subscriptions}/portals/${portalId}`)).status).toBe(204);
    expect((await ask('GET', subscriptions)).body).toEqual({ results: [] });
    await createContact(world.client, { firstname: 'unheard' });
    expect((await ask('GET', `${journal}/earliest`)).status).toBe(204);
  });

  it('is for the token of an app with the scope, and for portals that have it installed', async () => {
    expect((await world.call('GET', `${journal}/latest`)).status).toBe(401);
    expect((await grant(scopes, { client_secret: 'wrong' })).status).toBe(400);
    appToken = (await grant('developer.webhooks_journal.subscriptions.write')).body.access_token ?? '';
    expect(await ask('GET', `${journal}/latest`)).toMatchObject({ status: 403, body: { category: 'MISSING_SCOPES' } });
    const privacy = { subscriptionType: 'GDPR_PRIVACY_DELETION', objectTypeId: '0-1', actions: ['GDPR_DELETE'] };
    expect((await subscribe({ portalId: 1, ...privacy })).status).toBe(400);
    appToken = (await grant()).body.access_token ?? '';
    expect((await subscribe(privacy)).status).toBe(200);
    world.clock.time += 1_800_000;
    expect(await ask('GET', subscriptions)).toMatchObject({
      status: 401,
      body: { category: 'EXPIRED_AUTHENTICATION' },
    });
  });

  it('may drop, repeat, reorder and delay what it tells', async () => {
    const firstNames = async (faults: Record<string, number>) => {
      await world.close();
      world = await createHubspotWorld({ faults, hubspot: { journalLagMs: 0 } });
      await world.call('POST', '/sandbox/apps', { appId: 5 });
      appToken = (await grant()).body.access_token ?? '';
      await subscribe({ subscriptionType: 'OBJECT', objectTypeId: '0-1', actions: ['CREATE'] });
      for (const firstname of ['A', 'B']) await createContact(world.client, { firstname });
      const told = async () => {
        if ((await ask('GET', `${journal}/latest`)).status === 204) return [];
        const { journalEvents } = await open(`${journal}/latest`);
        return journalEvents.map(
          ({ propertyChanges }) => z.looseObject({ firstname: z.string() }).parse(propertyChanges).firstname,
        );
      };
      const before = await told();
      world.clock.time += 60_000;
      return { before, after: await told() };
    };
    expect(await firstNames({ 'hint-drop': 1 })).toEqual({ before: [], after: [] });
    expect((await firstNames({ 'hint-repeat': 1 })).before).toEqual(['A', 'A', 'B', 'B']);
    expect(await firstNames({ 'hint-delay': 1 })).toEqual({ before: [], after: ['A', 'B'] });
  });
});
