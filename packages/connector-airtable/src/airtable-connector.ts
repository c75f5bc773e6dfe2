import {
  type AppConnection,
  associationsOf,
  type CallOptions,
  type ConnectContext,
  type ConnectorCapabilities,
  defineConnector,
  freshSchemas,
  isLinkwrightError,
  type SettingChoice,
} from '@linkwright/core';
import { listIds, readChanges } from './airtable-changes.ts';
import { createAirtableClient } from './airtable-client.ts';
import { unknownField } from './airtable-errors.ts';
import { createAirtableHints } from './airtable-hints.ts';
import { airtableOAuth } from './airtable-oauth.ts';
import { findByKey, readRecords } from './airtable-reads.ts';
import { readRights } from './airtable-rights.ts';
import { type AirtableSettings, airtableSettingsSchema } from './airtable-settings.ts';
import { createAirtableTables, findTable, unknownTable } from './airtable-tables.ts';
import { writeBatchSize, writeChanges } from './airtable-writes.ts';

const capabilities: ConnectorCapabilities = {
  requiresExplicitAssociationSyncs: true,
  associationWrites: { create: 'inline', update: 'inline' },
  deletions: 'sweep',
  // Deleted rows go to a trash that only people can empty or restore from.
  archive: 'permanent',
  conditionalWrites: false,
  hints: ['pull', 'push'],
  lookupDelayMs: 0,
  batchLimits: {
    read: 100,
    lookup: 50,
    create: writeBatchSize,
    update: writeBatchSize,
    archive: writeBatchSize,
    readAssociations: 100,
    writeAssociations: writeBatchSize,
  },
};

/** The Airtable connector: one connection per base. */
export const airtableConnector = defineConnector<AirtableSettings>({
  contractVersion: 1,
  name: 'airtable',
  displayName: 'Airtable',
  settings: airtableSettingsSchema,
  capabilities,
  // Per base, whatever the plan.
  rateLimits: { default: { requests: 5, perMs: 1000 } },
  // Of "Managing API call limits in Airtable", support.airtable.com, read in 2026: Business and Enterprise have no such limit.
  plans: [
    { name: 'Free', calls: 1_000, per: 'month', of: 'a workspace' },
    { name: 'Team', calls: 100_000, per: 'month', of: 'a workspace' },
  ],
  connect: connectToBase,
  hosts: ['api.airtable.com', 'airtable.com'],
  oauth: airtableOAuth,
  settingChoices: { baseId: listBases },
});

/** The bases that the token opens, by their names. */
async function listBases(
  settings: Readonly<Record<string, unknown>>,
  context: ConnectContext,
  options: CallOptions,
): Promise<readonly SettingChoice[]> {
  // No base is asked for anything here. What is wrong with the other settings is told when they are checked.
  const parsed = airtableSettingsSchema.safeParse({ ...settings, baseId: 'app00000000000000' });
  if (!parsed.success) return [];
  const client = createAirtableClient(parsed.data, context);
  try {
    const bases = await client.listBases(options);
    return bases
      .filter(({ permissionLevel }) => permissionLevel !== 'none')
      .map(({ id, name }) => ({ value: id, label: name }));
  } finally {
    client.close();
  }
}

function connectToBase(settings: AirtableSettings, context: ConnectContext): AppConnection {
  const client = createAirtableClient(settings, context);
  const tables = createAirtableTables(client, settings.baseId, context.clock);

  const fresh = freshSchemas({
    get: (id, options) => tables.get(id, options),
    forget: () => tables.forget(),
    isOutdated: (error) => isLinkwrightError(error) && error.code === unknownField,
  });

  return {
    async check(_request, options) {
      await client.whoAmI(options);
      await tables.load(options);
      return { accountId: settings.baseId, name: settings.baseId };
    },

    async listObjects(_request, options) {
      const objects = (await tables.recent(options)).map(({ schema: { id, name, label, custom } }) => ({
        id,
        name,
        label,
        custom,
      }));
      return { objects, complete: true };
    },

    async describeObjects({ objects }, options) {
      const recent = await tables.recent(options);
      const known = objects.every((id) => findTable(recent, id)) ? recent : await tables.load(options);
      return objects.map((id) => {
        const table = findTable(known, id);
        if (table === undefined) throw unknownTable(id, settings.baseId);
        return table.schema;
      });
    },

    readChanges: (request, options) =>
      fresh.pages(request.object, options, (table) => readChanges(client, table, request, options, context.logger)),

    readRecords: (request, options) =>
      fresh.call(request.object, options, (table) => readRecords(client, table, request, options)),

    findByKey: (request, options) =>
      fresh.call(request.object, options, (table) => findByKey(client, table, request, options)),

    async *listIds({ object }, options) {
      yield* listIds(client, await tables.get(object, options), options);
    },

    async readAssociations({ object, associations, ids }, options) {
      const answers = await fresh.call(object, options, (table) =>
        readRecords(client, table, { ids, fields: [], associations }, options),
      );
      return associationsOf(answers);
    },

    write: (request, options) => writeChanges(client, tables, request, options),

    readRights: ({ objects }, options) => readRights(client, settings.baseId, objects, options),

    recordUrl: ({ object, id }) => `https://airtable.com/${settings.baseId}/${object}/${id}`,

    hints: createAirtableHints(client, settings.baseId, context),

    async close() {
      client.close();
    },
  };
}
