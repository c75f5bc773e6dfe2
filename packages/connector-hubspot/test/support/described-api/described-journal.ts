import { z } from 'zod';
import { type DescribedCall, describedPath, moment, nothing } from './described-call.ts';

/** The pull journal of webhooks, from facts noted of its description (2026-03, moved to 2026-09). */
const subscribed = {
  subscriptionType: z.enum([
    'OBJECT',
    'ASSOCIATION',
    'APP_LIFECYCLE_EVENT',
    'LIST_MEMBERSHIP',
    'GDPR_PRIVACY_DELETION',
  ]),
  portalId: z.int(),
  objectTypeId: z.string().optional(),
  actions: z
    .array(
      z.enum([
        'CREATE',
        'UPDATE',
        'DELETE',
        'MERGE',
        'RESTORE',
        'ASSOCIATION_ADDED',
        'ASSOCIATION_REMOVED',
        'SNAPSHOT',
        'APP_INSTALL',
        'APP_UNINSTALL',
        'GDPR_DELETE',
      ]),
    )
    .optional(),
  properties: z.array(z.string()).optional(),
  objectIds: z.array(z.union([z.string(), z.int()])).optional(),
};
const subscription = z.strictObject({ ...subscribed, id: z.int(), createdAt: moment, updatedAt: moment });
const file = z.strictObject({ url: z.url(), expiresAt: moment, currentOffset: z.string() });
const files = z.strictObject({
  status: z.enum(['CANCELED', 'COMPLETE', 'PENDING', 'PROCESSING']),
  results: z.array(file),
  startedAt: moment,
  completedAt: moment,
});

export const describedJournal: readonly DescribedCall[] = [
  {
    method: 'GET',
    path: describedPath('/webhooks-journal/subscriptions/{version}'),
    query: [],
    answers: { 200: z.strictObject({ results: z.array(subscription) }) },
  },
  {
    method: 'POST',
    path: describedPath('/webhooks-journal/subscriptions/{version}'),
    query: [],
    request: z.strictObject(subscribed),
    answers: { 201: subscription },
  },
  {
    method: 'DELETE',
    path: describedPath('/webhooks-journal/subscriptions/{version}/:subscriptionId'),
    query: [],
    answers: { 204: nothing },
  },
  {
    method: 'GET',
    path: describedPath('/webhooks-journal/journal-local/{version}/latest'),
    query: ['installPortalId'],
    answers: { 200: file, 204: nothing },
  },
  {
    method: 'GET',
    path: describedPath('/webhooks-journal/journal-local/{version}/batch/earliest/:count'),
    query: ['installPortalId'],
    answers: { 200: files, 204: nothing },
  },
  {
    method: 'GET',
    path: describedPath('/webhooks-journal/journal-local/{version}/batch/:offset/next/:count'),
    query: ['installPortalId'],
    answers: { 200: files, 204: nothing },
  },
];
