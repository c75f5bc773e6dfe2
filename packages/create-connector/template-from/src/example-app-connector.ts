import {
  type AppConnection,
  associationsOf,
  type ConnectContext,
  canonicalDatetime,
  createCheckpointCodec,
  decodeProperties,
  defaultCapabilities,
  defineConnector,
  encodeProperties,
  inAskedOrder,
  type RecordChange,
  type RecordProperties,
  type Selection,
  type SourceRecord,
  UnsupportedError,
  type WriteOutcome,
} from '@linkwright/core';
import { type SendOptions, writeEach } from '@linkwright/http';
import { z } from 'zod';
import { calls } from './example-app-calls.ts';
import { callsOf, createClient, type Item, itemSchema, type Settings, settingsSchema } from './example-app-client.ts';
import { refusalOf } from './example-app-errors.ts';
import { values } from './example-app-field-codec.ts';
import { appName, objects, schemas } from './example-app-schema.ts';

/** `since`: when the last record that was read had changed. Empty where the app does not tell: then everything is read again. */
const checkpoints = createCheckpointCodec({ appName, version: 1, schema: z.object({ since: z.string() }) });

const mayArchive = Object.values(calls).every(({ archive }) => archive !== null);

export const connector = defineConnector({
  contractVersion: 1,
  name: 'example-app',
  displayName: appName,
  settings: settingsSchema,
  capabilities: {
    ...defaultCapabilities,
    associationWrites: { create: 'inline', update: 'inline' },
    archive: mayArchive ? 'permanent' : 'none',
    modificationTimes: Object.values(calls).every(({ modified }) => modified !== null),
  },
  rateLimits: { default: { requests: 5, perMs: 1000 } },
  connect,
});

function connect(settings: Settings, context: ConnectContext): AppConnection {
  const client = createClient(settings, context);

  const connection: AppConnection = {
    ...objects,

    async check(_request, options) {
      const [first] = schemas;
      if (first !== undefined) for await (const _page of client.list(first.id, null, options)) break;
      return { accountId: client.address, name: client.address };
    },

    async *readChanges({ object, since: checkpoint, ...asked }, options) {
      let { since } = checkpoint === null ? { since: '' } : checkpoints.read(checkpoint);
      const from = since;
      for await (const items of client.list(object, from === '' ? null : from, options)) {
        const records = items.map((item) => recordOf(object, item, asked));
        // The order of the list is not known: only what has been read to its end is left behind.
        for (const { modifiedAt = '' } of records) if (modifiedAt > since) since = modifiedAt;
        yield { records, deleted: [], checkpoint: checkpoints.write({ since: from }) };
      }
      yield { records: [], deleted: [], checkpoint: checkpoints.write({ since }) };
    },

    async readRecords({ object, ids, ...asked }, options) {
      const found = new Map<string, SourceRecord>();
      const keep = (item: Item) => {
        const record = recordOf(object, item, asked);
        if (ids.includes(record.id)) found.set(record.id, record);
      };
      if (callsOf(object).read) {
        for (const id of ids) {
          const item = await client.read(object, id, options);
          if (item !== null) keep(item);
        }
      } else for await (const items of client.list(object, null, options)) items.forEach(keep);
      return inAskedOrder(ids, found);
    },

    // No field says that it can be looked up, so nobody asks.
    async findByKey() {
      throw new UnsupportedError(`${appName} finds no records by their values yet.`, { code: 'lookup-unsupported' });
    },

    async *listIds({ object }, options) {
      for await (const items of client.list(object, null, options)) yield items.map((item) => idOf(object, item));
    },

    readAssociations: async (request, options) =>
      associationsOf(await connection.readRecords({ ...request, fields: [] }, options)),

    write: ({ object, changes }, options) =>
      writeEach(changes, options, (change, sending) => write(object, change, sending)),

    close: async () => client.close(),
  };
  return connection;

  async function write(object: string, change: RecordChange, options: SendOptions): Promise<WriteOutcome> {
    const schema = objects.schemaOf(object);
    const sent = change.kind === 'archive' ? {} : withNumbers(object, encodeProperties(schema, change, values.encode));
    const { status, body } = await client.write(object, change, sent, options);
    if (status === 404) return { kind: 'gone' };
    // What is thrown here is the outcome of this change; the next one is written.
    if (status >= 300) throw refusalOf(status, body);
    if (change.kind === 'archive') return { kind: 'written', record: { id: change.id, fields: {} } };
    const { data: item = {} } = itemSchema.safeParse(body);
    const known = item[callsOf(object).id] === undefined && change.kind === 'update' ? change.id : idOf(object, item);
    const asked = { fields: schema.fields.map(({ id }) => id), associations: [] };
    return { kind: 'written', record: { ...recordOf(object, item, asked), id: known } };
  }
}

const idOf = (object: string, item: Item): string => String(item[callsOf(object).id] ?? '');

function withNumbers(object: string, properties: RecordProperties): RecordProperties {
  const toNumber = (id: unknown): unknown => (Array.isArray(id) ? id.map(toNumber) : id === null ? null : Number(id));
  const numbers = callsOf(object).numberIds.filter((id) => id in properties);
  return { ...properties, ...Object.fromEntries(numbers.map((id) => [id, toNumber(properties[id])])) };
}

/** A record that points at another one may hold the whole of it: then its id is taken. */
function recordOf(object: string, item: Item, asked: Selection): SourceRecord {
  const schema = objects.schemaOf(object);
  const properties: Record<string, unknown> = { ...item };
  for (const { id, targets } of schema.associations) properties[id] = withoutBodies(item[id], targets[0] ?? '');
  const modifiedAt = canonicalDatetime(item[callsOf(object).modified ?? '']);
  return {
    id: idOf(object, item),
    ...(modifiedAt !== null && { modifiedAt }),
    ...decodeProperties(schema, properties, asked, values.decode),
  };
}

function withoutBodies(value: unknown, target: string): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutBodies(one, target));
  const { success, data } = itemSchema.safeParse(value);
  return success ? idOf(target, data) : value;
}
