import type { HintDelivery, HintReceiver, HintRequest } from '@linkwright/core';
import { hintsOfWebhooks } from './hubspot-event-hints.ts';
import { judgeSignature } from './hubspot-webhook-signature.ts';

/**
 * What HubSpot sends to the address of an app: up to a hundred events, at least once, in any order. Their signature is of version 3;
 * those before it tell no time, so that anybody could send an old request again.
 */
export const createHubspotWebhooks = (clientSecret: string, now: () => number): HintReceiver => ({
  signed: true,
  receive: async (request) => receiveEvents(request, clientSecret, now()),
});

function receiveEvents(request: HintRequest, clientSecret: string, now: number): HintDelivery {
  const { headers, body, account = null } = request;
  const signature = headers['x-hubspot-signature-v3'] ?? '';
  const timestamp = headers['x-hubspot-request-timestamp'] ?? '';
  const verdict = judgeSignature(request, { signature, timestamp }, clientSecret, now);
  if (verdict !== 'genuine') return { kind: 'refused', reason: verdict };
  const events = json(body);
  if (!Array.isArray(events)) return { kind: 'refused', reason: 'malformed' };
  // An app has one address for all accounts that have it.
  const { hints, strange } = hintsOfWebhooks(events, account);
  if (strange > 0 && strange === events.length) return { kind: 'refused', reason: 'malformed' };
  return { kind: 'hints', hints, delivery: signature };
}

function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return null;
  }
}
