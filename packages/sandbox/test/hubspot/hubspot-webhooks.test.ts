import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { Signature } from '@hubspot/api-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { signV3 } from '../../src/hubspot/events/webhook-sender.ts';
import type { SandboxOptions } from '../../src/index.ts';
import { createCompany, createContact, createHubspotWorld, type HubspotWorld } from './hubspot-world.ts';

interface Delivery {
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
  readonly events: readonly Record<string, unknown>[];
}

let world: HubspotWorld;
let server: Server;
let targetUrl: string;
let deliveries: Delivery[];
let statuses: number[];
let arrived: (() => void) | undefined;
let appToken: string;

const clientSecret = 'secret-of-5';

/** Waits for requests until these are enough. */
async function deliveredUntil(enough: (events: readonly Record<string, unknown>[]) => boolean) {
  for (;;) {
    const events = deliveries.flatMap((one) => one.events);
    if (enough(events)) return events;
    await new Promise<void>((resolve) => {
      arrived = resolve;
    });
  }
}

const ask = (method: string, path: string, body?: unknown) => world.call(method, path, body, appToken);
const subscriptions = '/app-webhooks/2026-09/5/subscriptions';

async function start(options: SandboxOptions = {}) {
  world = await createHubspotWorld({ speed: 1_000_000, hubspot: { contactTouchMs: 0, companyTouchMs: 0 }, ...options });
  await world.call('POST', '/sandbox/apps', { appId: 5 });
  const form = { grant_type: 'client_credentials', client_id: 'client-of-5', client_secret: clientSecret };
  const answer = await fetch(`${world.sandbox.hubspot.baseUrl}/oauth/2026-09/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  appToken = z.object({ access_token: z.string() }).parse(await answer.json()).access_token;
  const settings = { targetUrl, throttling: { maxConcurrentRequests: 10 } };
  expect((await ask('PUT', '/app-webhooks/2026-09/5/settings', settings)).status).toBe(200);
}

async function subscribe(eventType: string, more: object = {}) {
  const made = await ask('POST', subscriptions, { eventType, active: true, ...more });
  expect(made.status).toBe(201);
  return made.body.id;
}

beforeEach(async () => {
  deliveries = [];
  statuses = [];
  server = createServer(async (incoming, outgoing) => {
    let body = '';
    for await (const chunk of incoming) body += String(chunk);
    const events = z.array(z.record(z.string(), z.unknown())).parse(JSON.parse(body));
    deliveries.push({ headers: incoming.headers, body, events });
    outgoing.writeHead(statuses.shift() ?? 204).end();
    arrived?.();
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  targetUrl = `http://localhost:${typeof address === 'object' ? address?.port : ''}/hooks/hubspot`;
});

afterEach(async () => {
  await world.close();
  server.closeAllConnections();
  server.close();
});

describe('webhooks', () => {
  it('are signed, and tell who made the change', async () => {
    await start({ now: Date.now });
    await subscribe('contact.creation');
    await subscribe('contact.propertyChange', { propertyName: 'city' });
    const id = await createContact(world.client, { firstname: 'Ann' });
    await world.call(
      'PATCH',
      `/crm/objects/2026-09/contacts/${id}`,
      { properties: { city: 'Bonn' } },
      'person-pat-test',
    );
    // Ten requests may be under way at once, so they come in any order.
    const events = await deliveredUntil((events) => events.length >= 2);
    expect(events.toSorted((one, other) => Number(one.eventId) - Number(other.eventId))).toEqual([
      expect.objectContaining({
        subscriptionType: 'contact.creation',
        objectId: Number(id),
        appId: 5,
        attemptNumber: 0,
        changeFlag: 'CREATED',
        changeSource: 'INTEGRATION',
        sourceId: '5',
      }),
      expect.objectContaining({
        subscriptionType: 'contact.propertyChange',
        propertyName: 'city',
        propertyValue: 'Bonn',
        changeSource: 'CRM_UI',
        sourceId: expect.stringMatching(/^userId:\d+$/),
      }),
    ]);
    const [{ headers, body }] = deliveries as [Delivery];
    const signature = String(headers['x-hubspot-signature-v3']);
    const timestamp = Number(headers['x-hubspot-request-timestamp']);
    const signed = { clientSecret, requestBody: body, url: targetUrl, method: 'POST', signature, timestamp };
    // The vendor's own client checks it.
    expect(Signature.isValid({ ...signed, signatureVersion: 'v3' })).toBe(true);
    expect(Signature.isValid({ ...signed, requestBody: `${body} `, signatureVersion: 'v3' })).toBe(false);
  });

  it.each([
    ['1693657560000', 'K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y='],
    ['1700000300000', 'RnbPH7+UMKVkbV32P8bz450N4M56aPmcru1+D3kSDtw='],
  ])('sign as HubSpot does at %s', (timestamp, signature) => {
    const secret = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy';
    expect(signV3(secret, 'https://www.example.com/webhook_uri', "{'example_field':'example_value'}", timestamp)).toBe(
      signature,
    );
  });

  it('sign an address with some of its signs decoded', () => {
    const sign = (url: string) => signV3('s', url, '[]', '1700000300000');
    expect(sign('https://x.example/a%20b?c=%2Fd%3A')).toBe(sign('https://x.example/a%20b?c=/d:'));
    expect(sign('https://x.example/a%20b')).not.toBe(sign('https://x.example/a b'));
  });

  it('come a hundred at most in a request, and again while they are refused', async () => {
    await start();
    await subscribe('object.creation', { objectTypeId: '0-1' });
    statuses = [500, 503];
    const inputs = Array.from({ length: 100 }, (_, index) => ({
      properties: { firstname: `${index}` },
      associations: [],
    }));
    for (let batch = 0; batch < 2; batch += 1) {
      await world.call('POST', '/crm/objects/2026-09/contacts/batch/create', { inputs });
    }
    await deliveredUntil((events) => {
      const seen = new Set(events.map(({ objectId }) => objectId));
      return seen.size === 200 && deliveries.length >= 4;
    });
    expect(Math.max(...deliveries.map((one) => one.events.length))).toBeLessThanOrEqual(100);
    expect(deliveries.some((one) => one.events[0]?.attemptNumber === 1)).toBe(true);
    expect(deliveries[0]?.events[0]).toMatchObject({ objectTypeId: '0-1', subscriptionType: 'object.creation' });
  });

  it('tell an association from each end, a merger with its ids, and nothing that is paused', async () => {
    await start();
    const paused = await subscribe('contact.creation');
    expect((await ask('PATCH', `${subscriptions}/${paused}`, { active: false })).body).toMatchObject({ active: false });
    await subscribe('contact.associationChange');
    await subscribe('company.merge');
    const contact = await createContact(world.client, { firstname: 'Ann' });
    const [first, second] = [
      await createCompany(world.client, { name: 'A' }),
      await createCompany(world.client, { name: 'B' }),
    ];
    await world.client.crm.associations.v4.basicApi.createDefault('contacts', contact, 'companies', first);
    const body = { primaryObjectId: first, objectIdToMerge: second };
    const merged = await world.call('POST', '/crm/objects/2026-09/companies/merge', body);
    // The requests of both come in any order.
    const all = await deliveredUntil(
      (events) =>
        events.some(({ subscriptionType }) => subscriptionType === 'company.merge') &&
        events.some(
          ({ toObjectId, associationRemoved }) => toObjectId === Number(first) && associationRemoved === false,
        ),
    );
    expect(all.filter(({ subscriptionType }) => subscriptionType === 'contact.creation')).toEqual([]);
    expect(all).toContainEqual(
      expect.objectContaining({
        associationType: 'CONTACT_TO_COMPANY',
        fromObjectId: Number(contact),
        toObjectId: Number(first),
        associationRemoved: false,
        isPrimaryAssociation: true,
      }),
    );
    expect(all).toContainEqual(
      expect.objectContaining({
        primaryObjectId: Number(first),
        mergedObjectIds: [Number(second)],
        newObjectId: Number(merged.body.id),
      }),
    );
  });

  it('are for known types of events, and for the app whose token it is', async () => {
    await start();
    expect((await ask('POST', subscriptions, { eventType: 'contact.sneeze' })).status).toBe(400);
    expect((await ask('POST', subscriptions, { eventType: 'contact.propertyChange' })).status).toBe(400);
    expect((await ask('POST', subscriptions, { eventType: 'object.creation' })).status).toBe(400);
    expect((await ask('GET', '/app-webhooks/2026-09/6/settings')).status).toBe(404);
    expect((await ask('DELETE', '/app-webhooks/2026-09/5/settings')).status).toBe(204);
    expect((await ask('GET', '/app-webhooks/2026-09/5/settings')).status).toBe(404);
  });
});
