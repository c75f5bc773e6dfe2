import { type AppConnection, type ConnectContext, defaultCapabilities, defineConnector } from '@linkwright/core';
import { checkpointOf, sinceOf } from './example-app-checkpoint.ts';
import { createClient, type Settings, settingsSchema } from './example-app-client.ts';
import { recordOf } from './example-app-field-codec.ts';
import { appName, schemaOf, schemas } from './example-app-schema.ts';
import { writeChanges } from './example-app-writes.ts';

export const connector = defineConnector({
  contractVersion: 1,
  name: 'example-app',
  displayName: appName,
  settings: settingsSchema,
  // What the app can do. Each is explained in the types of `@linkwright/core`.
  capabilities: {
    ...defaultCapabilities,
    associationWrites: { create: 'inline', update: 'inline' },
    archive: 'permanent',
    modificationTimes: true,
    batchLimits: { ...defaultCapabilities.batchLimits, read: 50, readAssociations: 50 },
  },
  // The app's published limit; calls are paced below it.
  rateLimits: { default: { requests: 10, perMs: 1000 } },
  connect,
});

function connect(settings: Settings, context: ConnectContext): AppConnection {
  const client = createClient(settings, context);
  return {
    check: (_request, options) => client.account(options),
    listObjects: async () => ({ objects: schemas, complete: true }),
    describeObjects: async ({ objects }) => objects.map(schemaOf),

    async *readChanges({ object, since, fields, associations }, options) {
      const schema = schemaOf(object);
      let checkpoint = sinceOf(since);
      for await (const items of client.list(object, { updated_since: checkpoint }, options)) {
        checkpoint = items.at(-1)?.updated_at ?? checkpoint;
        const records = items.map((item) => recordOf(schema, item, { fields, associations }));
        yield { records, deleted: [], checkpoint: checkpointOf(checkpoint) };
      }
    },

    async readRecords({ object, ids, fields, associations }, options) {
      const schema = schemaOf(object);
      const found = await client.read(object, ids, options);
      return ids.map((id) => {
        const item = found.get(id);
        return { id, record: item === undefined ? null : recordOf(schema, item, { fields, associations }) };
      });
    },

    async findByKey({ object, keys: [key = {}], fields }, options) {
      const schema = schemaOf(object);
      const query = Object.entries(key).map(([field, value]) => [field, String(value ?? '')]);
      const records = [];
      for await (const items of client.list(object, Object.fromEntries(query), options)) {
        records.push(...items.map((item) => recordOf(schema, item, { fields, associations: [] })));
      }
      return [records];
    },

    async *listIds({ object }, options) {
      for await (const items of client.list(object, {}, options)) yield items.map(({ id }) => id);
    },

    async readAssociations({ object, associations, ids }, options) {
      const schema = schemaOf(object);
      const found = await client.read(object, ids, options);
      return ids.map((id) => {
        const item = found.get(id);
        const record = item && recordOf(schema, item, { fields: [], associations });
        return { id, associations: record?.associations ?? null };
      });
    },

    write: ({ object, changes }, options) => writeChanges(client, schemaOf(object), changes, options),
    async close() {
      client.close();
    },
  };
}
