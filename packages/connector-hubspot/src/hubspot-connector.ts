import {
  type AppConnection,
  type ConnectContext,
  type Connector,
  type ConnectorCapabilities,
  defineConnector,
} from '@linkwright/core';
import { createSendTracker } from '@linkwright/http';
import { createAssociationDirectory } from './hubspot-association-directory.ts';
import { writeAssociations } from './hubspot-association-writes.ts';
import { readAssociations } from './hubspot-associations.ts';
import { readCallUsage } from './hubspot-call-usage.ts';
import { createCatalogue } from './hubspot-catalogue.ts';
import { readChanges } from './hubspot-changes.ts';
import { createHubspotClient } from './hubspot-client.ts';
import { describeObjects } from './hubspot-describe.ts';
import { readFieldLimits } from './hubspot-field-limits.ts';
import { createHubspotHints } from './hubspot-hints.ts';
import { findByKey } from './hubspot-lookup.ts';
import { mergeRecords } from './hubspot-merge.ts';
import { hubspotOAuth } from './hubspot-oauth.ts';
import { createOwnerDirectory } from './hubspot-owners.ts';
import { hubspotRecordUrl } from './hubspot-pages.ts';
import { listIds, readRecords } from './hubspot-reads.ts';
import { readRights } from './hubspot-rights.ts';
import { summaryOf } from './hubspot-schema.ts';
import type { HubspotSession } from './hubspot-session.ts';
import { type HubspotSettings, hubspotRateLimits, hubspotSettingsSchema } from './hubspot-settings.ts';
import { write } from './hubspot-writes.ts';

export const hubspotCapabilities: ConnectorCapabilities = {
  requiresExplicitAssociationSyncs: false,
  // An update of a record takes no associations.
  associationWrites: { create: 'inline', update: 'separate' },
  // Nothing that can be polled tells of a deletion by its date.
  deletions: 'sweep',
  // The recycle bin keeps a record for 90 days.
  archive: 'reversible',
  conditionalWrites: false,
  // Its own workflows and scores touch records too.
  modificationTimes: true,
  merges: true,
  // Of connections that name an app.
  hints: ['pull', 'push'],
  lookupDelayMs: 30_000,
  batchLimits: {
    read: 100,
    lookup: 100,
    create: 100,
    update: 100,
    archive: 100,
    readAssociations: 1000,
    associationTargets: 500,
    writeAssociations: 2000,
  },
};

export const hubspotConnector: Connector<HubspotSettings> = defineConnector({
  contractVersion: 1,
  name: 'hubspot',
  displayName: 'HubSpot',
  settings: hubspotSettingsSchema,
  capabilities: hubspotCapabilities,
  rateLimits: hubspotRateLimits,
  // Of "API usage guidelines and limits", developers.hubspot.com: of all apps together that are not of the marketplace.
  plans: [
    { name: 'Free, Starter', calls: 250_000, per: 'day', of: 'an account' },
    { name: 'Professional', calls: 625_000, per: 'day', of: 'an account' },
    { name: 'Enterprise', calls: 1_000_000, per: 'day', of: 'an account' },
  ],
  connect,
  hosts: ['*.hubapi.com'],
  oauth: hubspotOAuth,
});

/** The table of contents: each member stands in a file of its own. */
function connect(settings: HubspotSettings, context: ConnectContext): AppConnection {
  const client = createHubspotClient(settings, context);
  const session: HubspotSession = {
    client,
    catalogue: createCatalogue(client),
    associations: createAssociationDirectory(client),
    owners: createOwnerDirectory(client, context.clock),
  };
  const told = createHubspotHints(settings, context, async (signal) => (await client.account(signal)).portalId);
  return {
    async check(_request, { signal }) {
      const account = await client.account(signal);
      const kind =
        account.accountType === undefined || account.accountType === 'STANDARD' ? '' : ` (${account.accountType})`;
      const { portalId, timeZone } = account;
      return {
        accountId: portalId,
        name: `HubSpot portal ${portalId}${kind}`,
        ...(timeZone === undefined ? {} : { timeZone }),
      };
    },
    async listObjects(_request, { signal }) {
      const { objects, unseen } = await session.catalogue.list(signal);
      return { objects: objects.map(summaryOf), complete: unseen === null };
    },
    describeObjects: ({ objects }, { signal }) => describeObjects(session, objects, signal),
    readChanges: (request, { signal }) => readChanges(session, request, signal),
    readRecords: (request, { signal }) => readRecords(session, request, signal),
    findByKey: (request, { signal }) => findByKey(session, request, signal),
    listIds: (request, { signal }) => listIds(session, request, signal),
    readAssociations: (request, { signal }) => readAssociations(session, request, signal),
    write: (request, { signal }) => write(session, request, signal),
    readRights: ({ objects }, { signal }) => readRights(client, objects, signal),
    readCallUsage: (_request, { signal }) => readCallUsage(client, signal),
    readFieldLimits: ({ object }, { signal }) => readFieldLimits(session, object, signal),
    writeAssociations: (request, options) => writeAssociations(session, request, createSendTracker(options)),
    mergeRecords: (request, options) => mergeRecords(session, request, createSendTracker(options)),
    recordUrl: (record) => hubspotRecordUrl(settings, record),
    ...(told !== null && { hints: told.hints }),
    async close() {
      told?.close();
      client.close();
    },
  };
}
