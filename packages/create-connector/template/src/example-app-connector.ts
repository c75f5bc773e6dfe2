import {
  type AppConnection,
  type AssociationRefusal,
  associationsOf,
  type CallOptions,
  type ConnectContext,
  createCheckpointCodec,
  decodeProperties,
  defaultCapabilities,
  defineConnector,
  encodeProperties,
  inAskedOrder,
  type RecordChange,
  type Selection,
  type SourceRecord,
  type WriteOutcome,
  writtenOutcome,
} from '@linkwright/core';
import { parseAnswer, type SendOptions, writeEach } from '@linkwright/http';
import { z } from 'zod';
import { createClient, type Item, itemSchema, type Settings, settingsSchema } from './example-app-client.ts';
import { refusalOf } from './example-app-errors.ts';
import { values } from './example-app-field-codec.ts';
import { appName, objects } from './example-app-schema.ts';

/** `since`: when the last record that was read had changed. What has that moment is read again, so nothing is lost. */
const checkpoints = createCheckpointCodec({ appName, version: 1, schema: z.object({ since: z.string() }) });

export const connector = defineConnector({
  contractVersion: 1,
  name: 'example-app',
  displayName: appName,
  settings: settingsSchema,
  // What each means, and what is done where an app cannot do it, is told where `@linkwright/core` declares it.
  capabilities: {
    ...defaultCapabilities,
    associationWrites: { create: 'inline', update: 'inline' },
    archive: 'permanent',
    modificationTimes: true,
    batchLimits: { ...defaultCapabilities.batchLimits, read: 50, readAssociations: 50 },
  },
  rateLimits: { default: { requests: 10, perMs: 1000 } },
  connect,
});

function connect(settings: Settings, context: ConnectContext): AppConnection {
  const client = createClient(settings, context);

  const connection: AppConnection = {
    ...objects,
    check: (_request, options) => client.account(options),

    async *readChanges({ object, since: checkpoint, ...asked }, options) {
      let { since } = checkpoint === null ? { since: '' } : checkpoints.read(checkpoint);
      for await (const items of client.list(object, { updated_since: since }, options)) {
        since = items.at(-1)?.updated_at ?? since;
        const records = items.map((item) => recordOf(object, item, asked));
        yield { records, deleted: [], checkpoint: checkpoints.write({ since }) };
      }
    },

    async readRecords({ object, ids, ...asked }, options) {
      const found = await records(object, { ids: ids.join(',') }, asked, options);
      return inAskedOrder(ids, new Map(found.map((record) => [record.id, record])));
    },

    async findByKey({ object, keys: [key = {}], fields }, options) {
      const query = Object.fromEntries(Object.entries(key).map(([field, value]) => [field, String(value ?? '')]));
      return [await records(object, query, { fields, associations: [] }, options)];
    },

    async *listIds({ object }, options) {
      for await (const items of client.list(object, {}, options)) yield items.map(({ id }) => id);
    },

    readAssociations: async (request, options) =>
      associationsOf(await connection.readRecords({ ...request, fields: [] }, options)),

    write: ({ object, changes }, options) =>
      writeEach(changes, options, (change, sending) => write(object, change, sending)),

    close: async () => client.close(),
  };
  return connection;

  async function records(
    object: string,
    query: Readonly<Record<string, string>>,
    asked: Selection,
    options: CallOptions,
  ) {
    const found: SourceRecord[] = [];
    for await (const items of client.list(object, query, options)) {
      for (const item of items) found.push(recordOf(object, item, asked));
    }
    return found;
  }

  /** `refused`: targets that the app has refused already. They are left out, and the rest is written. */
  async function write(
    object: string,
    change: RecordChange,
    options: SendOptions,
    refused: readonly AssociationRefusal[] = [],
  ): Promise<WriteOutcome> {
    const schema = objects.schemaOf(object);
    const sent = change.kind === 'archive' ? {} : encodeProperties(schema, change, values.encode, refused);
    const { status, body } = await client.write(object, change, sent, options);
    if (status === 404) return { kind: 'gone' };
    if (change.kind === 'archive') return writtenOutcome({ id: change.id, fields: {} });
    if (status < 300) {
      const item = parseAnswer(itemSchema, body, { appName, what: 'to a write' });
      const asked = { fields: schema.fields.map(({ id }) => id), associations: [] };
      return writtenOutcome(recordOf(object, item, asked), refused);
    }
    const { isTaken, id, missing, error } = refusalOf(body);
    if (isTaken) return { kind: 'exists', id };
    // What is thrown here is the outcome of this change; the next one is written.
    if (missing === null || refused.some(({ target }) => 'id' in target && target.id === id)) throw error;
    return write(object, change, options, [...refused, missing]);
  }
}

function recordOf(object: string, item: Item, asked: Selection): SourceRecord {
  const properties = decodeProperties(objects.schemaOf(object), item, asked, values.decode);
  return { id: item.id, modifiedAt: item.updated_at, ...properties };
}
