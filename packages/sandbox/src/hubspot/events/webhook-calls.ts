import { z } from 'zod';
import { resourceNotFound, validationFailure } from '../hubspot-errors.ts';
import { readBody } from '../hubspot-input.ts';
import { isoTime } from '../hubspot-times.ts';
import type { AppCall, AppRoute } from './app-route.ts';
import { type WebhookSubscription, webhookEventTypes } from './webhook-events.ts';
import type { WebhookTarget } from './webhook-sender.ts';

const app = '/app-webhooks/2026-09/(?<appId>\\d+)';
const settings = `${app}/settings`;
const subscriptions = `${app}/subscriptions`;
const mostSubscriptions = 1_000;

const settingsInput = z.looseObject({
  targetUrl: z.url(),
  throttling: z.looseObject({ maxConcurrentRequests: z.int().min(1) }),
});
const subscriptionInput = z.looseObject({
  active: z.boolean().default(false),
  eventType: z.string(),
  propertyName: z.string().optional(),
  objectTypeId: z.string().optional(),
});

/** Where HubSpot calls an app, and for what. Project apps say it in their files; the API is the same. */
export const webhookCalls: readonly AppRoute[] = [
  call('GET', settings, (one) => ({ status: 200, body: targetBody(targetOf(one)) })),
  call('PUT', settings, setTarget),
  call('DELETE', settings, ({ app: { webhooks } }) => {
    webhooks.target = undefined;
    return { status: 204 };
  }),
  call('GET', subscriptions, ({ app: { webhooks } }) => ({
    status: 200,
    body: { results: [...webhooks.subscriptions.values()].map(subscriptionBody) },
  })),
  call('POST', subscriptions, subscribe),
  call('GET', `${subscriptions}/(?<id>\\d+)`, (one) => ({ status: 200, body: subscriptionBody(subscriptionOf(one)) })),
  call('PATCH', `${subscriptions}/(?<id>\\d+)`, (one) => {
    const subscription = subscriptionOf(one);
    const { active } = readBody(one.request, z.looseObject({ active: z.boolean().optional() }));
    subscription.active = active ?? subscription.active;
    subscription.updatedAt = one.now;
    return { status: 200, body: subscriptionBody(subscription) };
  }),
  call('DELETE', `${subscriptions}/(?<id>\\d+)`, (one) => {
    one.app.webhooks.subscriptions.delete(subscriptionOf(one).id);
    return { status: 204 };
  }),
];

function call(method: string, path: string, handle: AppRoute['handle']): AppRoute {
  return { method, path: new RegExp(`^${path}$`), scope: null, handle };
}

function setTarget({ app: { webhooks }, request, now }: AppCall) {
  const { targetUrl, throttling } = readBody(request, settingsInput);
  const { maxConcurrentRequests } = throttling;
  webhooks.target = { targetUrl, maxConcurrentRequests, createdAt: webhooks.target?.createdAt ?? now, updatedAt: now };
  return { status: 200, body: targetBody(webhooks.target) };
}

function targetOf({ app: { webhooks } }: AppCall): WebhookTarget {
  if (webhooks.target === undefined) throw resourceNotFound();
  return webhooks.target;
}

function targetBody({ targetUrl, maxConcurrentRequests, createdAt, updatedAt }: WebhookTarget): object {
  const times = { createdAt: isoTime(createdAt), updatedAt: isoTime(updatedAt) };
  return { targetUrl, throttling: { maxConcurrentRequests }, ...times };
}

function subscribe({ app: { webhooks }, request }: AppCall) {
  const { active, eventType, propertyName, objectTypeId } = readBody(request, subscriptionInput);
  if (!webhookEventTypes.includes(eventType)) throw validationFailure(`Invalid event type ${eventType}`);
  if (eventType.endsWith('.propertyChange') && propertyName === undefined) {
    throw validationFailure('A subscription to property changes needs a propertyName');
  }
  if (eventType.startsWith('object.') && objectTypeId === undefined) {
    throw validationFailure(`A subscription to ${eventType} needs an objectTypeId`);
  }
  if (webhooks.subscriptions.size >= mostSubscriptions) {
    throw validationFailure(`An app can have at most ${mostSubscriptions} subscriptions`);
  }
  const made = webhooks.subscribe({ active, eventType, propertyName, objectTypeId });
  return { status: 201, body: subscriptionBody(made) };
}

function subscriptionOf({ app: { webhooks }, params }: AppCall): WebhookSubscription {
  const found = webhooks.subscriptions.get(Number(params.id));
  if (found === undefined) throw resourceNotFound();
  return found;
}

function subscriptionBody({
  id,
  eventType,
  active,
  propertyName,
  objectTypeId,
  createdAt,
  updatedAt,
}: WebhookSubscription) {
  return {
    id: String(id),
    eventType,
    active,
    ...(propertyName === undefined ? {} : { propertyName }),
    ...(objectTypeId === undefined ? {} : { objectTypeId }),
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
  };
}
