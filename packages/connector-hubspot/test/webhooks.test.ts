import { createHmac } from 'node:crypto';
import type { HintDelivery, HintRequest } from '@linkwright/core';
import { describe, expect, it } from 'vitest';
import { judgeSignature } from '../src/hubspot-webhook-signature.ts';
import { createHubspotWebhooks } from '../src/hubspot-webhooks.ts';

const url = 'https://www.example.com/webhook_uri';

describe('the signature of a webhook', () => {
  // HubSpot's own example, at two times.
  const secret = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy';
  const body = Buffer.from("{'example_field':'example_value'}");
  const judge = (timestamp: string, signature: string, now: number, to = url, method = 'POST') =>
    judgeSignature({ method, url: to, body }, { signature, timestamp }, secret, now);

  it.each([
    ['1693657560000', 'K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y='],
    ['1700000300000', 'RnbPH7+UMKVkbV32P8bz450N4M56aPmcru1+D3kSDtw='],
  ])('is taken for five minutes, by either clock (%s)', (timestamp, signature) => {
    const at = Number(timestamp);
    expect(judge(timestamp, signature, at + 300_000)).toBe('genuine');
    expect(judge(timestamp, signature, at - 300_000)).toBe('genuine');
    expect(judge(timestamp, signature, at + 300_001)).toBe('stale');
    expect(judge(timestamp, signature, at - 300_001)).toBe('stale');
    expect(judge(timestamp, signature, at, url, 'PUT')).toBe('forged');
    expect(judge(timestamp, signature, at, `${url}?a=1`)).toBe('forged');
    expect(judge(String(at + 1), signature, at)).toBe('forged');
  });

  it.each(['', 'x', '169365756000', '16936575600000', '1693657560000.0', ' 1693657560000', '+693657560000'])(
    'has a time of thirteen digits, not "%s"',
    (timestamp) => {
      expect(judge(timestamp, 'K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=', 1_693_657_560_000)).toBe('forged');
    },
  );

  it('is about the address with some of its codes decoded, and the bytes of the body', () => {
    const coded = `${url}?a=%3Ab%2fc%20d%26e%25`;
    const decoded = `${url}?a=:b/c%20d%26e%25`;
    const bytes = Uint8Array.from([0xff, 0x00, 0x7b]);
    const timestamp = '1700000300000';
    const signature = sign(secret, decoded, bytes, timestamp);
    const signed = { signature, timestamp };
    const at = Number(timestamp);
    expect(judgeSignature({ method: 'POST', url: coded, body: bytes }, signed, secret, at)).toBe('genuine');
    const other = Uint8Array.from([0xfe, 0x00, 0x7b]);
    expect(judgeSignature({ method: 'POST', url: coded, body: other }, signed, secret, at)).toBe('forged');
  });
});

describe('what webhooks tell', () => {
  it('names the records of changes, mergers and associations, in every form that HubSpot has', async () => {
    const delivery = await receive([
      event('contact.propertyChange', { objectId: 1, propertyName: 'email' }),
      event('contact.propertyChange', { objectId: 1, propertyName: 'city' }),
      event('object.creation', { objectTypeId: '0-3', objectId: 2 }),
      event('object.restore', { objectTypeId: '2-7', objectId: 3 }),
      event('company.deletion', { objectId: 4 }),
      event('contact.privacyDeletion', { objectId: 5 }),
      event('deal.merge', { objectId: 6, primaryObjectId: 6, mergedObjectIds: [7, 8], newObjectId: 9 }),
      event('contact.associationChange', { associationType: 'CONTACT_TO_COMPANY', fromObjectId: 1, toObjectId: 4 }),
      event('object.associationChange', {
        objectTypeId: '0-3',
        fromObjectTypeId: '0-3',
        fromObjectId: 2,
        toObjectTypeId: '2-7',
        toObjectId: 3,
      }),
      { portalId: 42, eventType: 'ticket.creation', objectId: '10' },
    ]);
    expect(told(delivery)).toEqual([
      'contacts 1 changed',
      'deals 2 changed',
      '2-7 3 changed',
      'companies 4 deleted',
      'contacts 5 deleted',
      'deals 6 merged',
      'deals 9 merged',
      'deals 7 merged',
      'deals 8 merged',
      'contacts 1 associations',
      'companies 4 associations',
      'deals 2 associations',
      '2-7 3 associations',
      'tickets 10 changed',
    ]);
  });

  it('leaves out other accounts that have the app, and what is about no record', async () => {
    const delivery = await receive([
      event('contact.creation', { objectId: 1 }),
      event('contact.creation', { objectId: 2, portalId: 43 }),
      event('conversation.newMessage', { objectId: 3 }),
      { portalId: 42, subscriptionType: 'contact.creation', objectId: 'no id' },
    ]);
    expect(told(delivery)).toEqual(['contacts 1 changed']);
  });

  it('is the same delivery when it is sent again, and another one when HubSpot tries again', async () => {
    const events = [event('contact.creation', { objectId: 1 })];
    const [first, again, retry] = [await receive(events), await receive(events), await receive(events, 1_000)];
    expect(first).toEqual(again);
    expect(deliveryOf(first)).not.toBe(deliveryOf(retry));
  });

  it.each(['7', 'null', '{}', '[', '[1]', '[{"subscriptionType":"contact.creation"}]'])(
    'is refused as malformed where it is %s, though signed',
    async (body) => {
      expect(await receive(body)).toEqual({ kind: 'refused', reason: 'malformed' });
    },
  );

  it('takes no older signature, which tells no time', async () => {
    const { 'x-hubspot-signature-v3': signature = '', ...headers } = requestOf('[]').headers;
    const older = { ...requestOf('[]'), headers: { ...headers, 'x-hubspot-signature': signature } };
    expect(await receiver.receive(older, options)).toEqual({ kind: 'refused', reason: 'forged' });
  });
});

const clientSecret = 'secret-of-an-app';
const now = 1_770_000_000_000;
const options = { signal: new AbortController().signal };
const receiver = createHubspotWebhooks(clientSecret, () => now);

const event = (subscriptionType: string, more: object): object => ({
  eventId: 1,
  portalId: 42,
  occurredAt: now,
  subscriptionType,
  ...more,
});

function requestOf(events: string | readonly object[], later = 0): HintRequest {
  const body = Buffer.from(typeof events === 'string' ? events : JSON.stringify(events));
  const timestamp = String(now + later);
  const headers = {
    'x-hubspot-signature-v3': sign(clientSecret, url, body, timestamp),
    'x-hubspot-request-timestamp': timestamp,
  };
  return { method: 'POST', url, headers, body, secret: null, account: '42' };
}

const receive = (events: string | readonly object[], later?: number): Promise<HintDelivery> =>
  receiver.receive(requestOf(events, later), options);

/** As HubSpot's documentation says it in words, by other means than the connector's. */
function sign(secret: string, address: string, body: Uint8Array, timestamp: string): string {
  const text = Buffer.concat([Buffer.from(`POST${address}`), body, Buffer.from(timestamp)]);
  return createHmac('sha256', secret).update(text).digest('base64');
}

const told = (delivery: HintDelivery): readonly string[] =>
  delivery.kind === 'hints' ? delivery.hints.map(({ object, id, kind }) => `${object} ${id} ${kind}`) : [];

const deliveryOf = (delivery: HintDelivery): string | undefined =>
  delivery.kind === 'hints' ? delivery.delivery : undefined;
