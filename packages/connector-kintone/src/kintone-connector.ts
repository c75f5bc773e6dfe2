import {
  type AppConnection,
  type ConnectContext,
  type ConnectorCapabilities,
  defineConnector,
  freshSchemas,
  isLinkwrightError,
} from '@linkwright/core';
import { createKintoneApps } from './kintone-apps.ts';
import { listIds, readChanges } from './kintone-changes.ts';
import { createKintoneClient } from './kintone-client.ts';
import { unknownField } from './kintone-errors.ts';
import { createKintoneHints } from './kintone-hints.ts';
import { findByKey } from './kintone-key-lookup.ts';
import { kintoneOAuth } from './kintone-oauth.ts';
import { pageSize } from './kintone-query.ts';
import { readAssociations, readRecords } from './kintone-reads.ts';
import { readRights } from './kintone-rights.ts';
import { accountIdOf, domainUrl, type KintoneSettings, kintoneSettingsSchema } from './kintone-settings.ts';
import { writeBatchSize, writeChanges } from './kintone-writes.ts';

const capabilities: ConnectorCapabilities = {
  requiresExplicitAssociationSyncs: true,
  associationWrites: { create: 'inline', update: 'inline' },
  deletions: 'sweep',
  // Deleted records are gone; Kintone has no trash.
  archive: 'permanent',
  conditionalWrites: true,
  // Writes are answered with ids and revisions.
  echoesWrites: false,
  modificationTimes: true,
  hints: ['push'],
  lookupDelayMs: 0,
  batchLimits: {
    read: pageSize,
    lookup: 100,
    create: writeBatchSize,
    update: writeBatchSize,
    archive: writeBatchSize,
    readAssociations: pageSize,
    writeAssociations: writeBatchSize,
  },
};

/** The Kintone connector: one connection per domain, or per guest space of one. */
export const kintoneConnector = defineConnector<KintoneSettings>({
  contractVersion: 1,
  name: 'kintone',
  displayName: 'Kintone',
  settings: kintoneSettingsSchema,
  capabilities,
  // Kintone limits what runs at the same time (100 per domain) and what an app is called in a day (10,000), not the
  // rate. This keeps a connection at a few calls under way and leaves the rest to others.
  rateLimits: { default: { requests: 10, perMs: 1000 } },
  // Of "Kintone REST API overview", kintone.dev: beyond it nothing is refused, and the domain's administrators are told.
  plans: [
    { name: 'Standard', calls: 10_000, per: 'day', of: 'an app' },
    { name: 'Wide', calls: 100_000, per: 'day', of: 'an app' },
  ],
  connect: connectToDomain,
  hosts: ['*.kintone.com', '*.cybozu.com', '*.cybozu.cn', '*.kintone-dev.com'],
  oauth: kintoneOAuth,
});

function connectToDomain(settings: KintoneSettings, context: ConnectContext): AppConnection {
  const client = createKintoneClient(settings, context);
  const accountId = accountIdOf(settings);
  const guestSpaceId = settings.guestSpaceId === undefined ? null : String(settings.guestSpaceId);
  const apps = createKintoneApps(client, { accountId, guestSpaceId });

  const fresh = freshSchemas({
    get: (id, options) => apps.get(id, options),
    forget: (id) => apps.forget(id),
    isOutdated: (error) => isLinkwrightError(error) && error.code === unknownField,
  });

  return {
    async check(_request, options) {
      await client.listApps(0, 1, options);
      const { username } = settings;
      // Everybody sees moments in a zone of their own, and an API token is nobody.
      const timeZone = username === undefined ? null : await client.readTimeZone(username, options);
      return { accountId, name: accountId, ...(timeZone === null ? {} : { timeZone }) };
    },

    async listObjects(_request, options) {
      const objects = await apps.list(options);
      return objects === null ? { objects: [], complete: false } : { objects, complete: true };
    },

    async describeObjects({ objects }, options) {
      return (await apps.load(objects, options)).map(({ schema }) => schema);
    },

    readChanges: (request, options) =>
      fresh.pages(request.object, options, (app) => readChanges(client, app, request, options, context.logger)),

    readRecords: (request, options) =>
      fresh.call(request.object, options, (app) => readRecords(client, app, request, options)),

    findByKey: (request, options) =>
      fresh.call(request.object, options, (app) => findByKey(client, app, request, options)),

    async *listIds({ object }, options) {
      yield* listIds(client, await apps.get(object, options), options);
    },

    readAssociations: (request, options) =>
      fresh.call(request.object, options, (app) => readAssociations(client, app, request, options)),

    write: (request, options) => writeChanges(client, apps, request, options),

    readRights: ({ objects }, options) => readRights(client, settings, objects, options),

    recordUrl({ object, id }) {
      const space = guestSpaceId === null ? '' : `/guest/${guestSpaceId}`;
      return `${domainUrl(settings)}/k${space}/${object}/show#record=${id}`;
    },

    hints: createKintoneHints(settings),

    async close() {
      client.close();
    },
  };
}
