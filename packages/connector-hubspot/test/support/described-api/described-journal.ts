import { z } from 'zod';
import { describedIn, describedPath, moment, nothing, numberText } from './described-call.ts';

/** The pull journal of webhooks, and the token of the app that reads it. */
const actions = z.array(
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
    'ADDED_TO_LIST',
    'REMOVED_FROM_LIST',
    'GDPR_DELETE',
  ]),
);
const ids = z.array(z.int());
const names = z.array(z.string());
const wanted = { actions, objectTypeId: z.string(), portalId: z.int() };

/** Those for lists and for the life of an app are left out: this connector makes none. */
const subscriptionRequest = z.discriminatedUnion('subscriptionType', [
  z.strictObject({ ...wanted, subscriptionType: z.literal('OBJECT'), objectIds: ids, properties: names }),
  z.strictObject({
    ...wanted,
    subscriptionType: z.literal('ASSOCIATION'),
    objectIds: ids,
    associatedObjectTypeIds: names,
  }),
  z.strictObject({ ...wanted, subscriptionType: z.literal('GDPR_PRIVACY_DELETION') }),
]);

const override = z.strictObject({
  associatedObjectTypeIds: names.optional(),
  listIds: ids.optional(),
  objectIds: ids.optional(),
  properties: names.optional(),
});
const subscription = z.strictObject({
  actions,
  appId: z.int(),
  createdAt: moment,
  id: z.int(),
  objectTypeId: z.string(),
  subscriptionType: z.enum([
    'APP_LIFECYCLE_EVENT',
    'ASSOCIATION',
    'EVENT',
    'GDPR_PRIVACY_DELETION',
    'LIST_MEMBERSHIP',
    'OBJECT',
  ]),
  updatedAt: moment,
  actionOverrides: z.record(z.string(), override).optional(),
  associatedObjectTypeIds: names.optional(),
  createdBy: z.int().optional(),
  deletedAt: moment.optional(),
  listIds: ids.optional(),
  objectIds: ids.optional(),
  portalId: z.int().optional(),
  properties: names.optional(),
});

const file = z.strictObject({ currentOffset: z.uuid(), expiresAt: moment, url: z.string() });
const files = z.strictObject({
  status: z.enum(['CANCELED', 'COMPLETE', 'PENDING', 'PROCESSING']),
  results: z.array(file),
  startedAt: moment,
  completedAt: moment,
  requestedAt: moment.optional(),
  links: z.record(z.string(), z.string()).optional(),
});

const subscriptions = '/webhooks-journal/subscriptions/{version}';
const journal = '/webhooks-journal/journal-local/{version}';
const query = { installPortalId: numberText };

const calls = describedIn(
  'Webhooks Journal/Webhooks Journal/Rollouts/284944/2026-09/webhooksJournal.json',
  'aba4dabaf5236e769646b5a7927d72c75deea95e',
  [
    {
      method: 'GET',
      path: describedPath(subscriptions),
      query: {},
      answers: { 200: z.strictObject({ results: z.array(subscription) }) },
    },
    {
      method: 'POST',
      path: describedPath(subscriptions),
      query: {},
      request: subscriptionRequest,
      answers: { 200: subscription },
    },
    {
      method: 'DELETE',
      path: describedPath(`${subscriptions}/#subscriptionId`),
      query: {},
      answers: { 204: nothing },
    },
    {
      method: 'GET',
      path: describedPath(`${journal}/latest`),
      query,
      // No success is described. The guide has these two.
      answers: { 200: file, 204: nothing },
    },
    {
      method: 'GET',
      path: describedPath(`${journal}/batch/earliest/#count`),
      query,
      answers: { 200: files },
    },
    {
      method: 'GET',
      path: describedPath(`${journal}/batch/:offset/next/#count`),
      query,
      answers: { 200: files },
    },
  ],
);

const token = describedIn('Auth/Oauth/Rollouts/279897/2026-09/oauth.json', '0aae1df8970a38b175523ac441a1d8296ccf1e84', [
  {
    method: 'POST',
    path: describedPath('/oauth/{version}/token'),
    query: {},
    form: true,
    request: z.strictObject({
      client_id: z.string().optional(),
      client_secret: z.string().optional(),
      code: z.string().optional(),
      code_verifier: z.string().optional(),
      // The last is not described; the guide of the journal has it.
      grant_type: z.enum(['authorization_code', 'refresh_token', 'client_credentials']).optional(),
      redirect_uri: z.string().optional(),
      refresh_token: z.string().optional(),
      scope: z.string().optional(),
    }),
    // Neither success nor a refusal of its own is described: RFC 6749, 5.1 and 5.2, and what the guide adds.
    answers: {
      200: z.looseObject({
        access_token: z.string(),
        token_type: z.literal('bearer'),
        expires_in: z.int(),
        refresh_token: z.string().optional(),
      }),
    },
    refused: z.looseObject({ error: z.string() }),
  },
  {
    method: 'POST',
    path: describedPath('/oauth/{version}/token/revoke'),
    query: {},
    form: true,
    request: z.strictObject({
      client_id: z.string().optional(),
      client_secret: z.string().optional(),
      token: z.string().optional(),
      token_type_hint: z.string().optional(),
    }),
    // No success is described. RFC 7009 has 200, and bodies are ignored.
    answers: { 200: z.unknown() },
    refused: z.looseObject({ error: z.string() }),
  },
]);

export const describedJournal = calls;
export const describedOAuth = token;
