import { basename, resolve } from 'node:path';
import {
  type AppConnection,
  areEquivalent,
  associationsOf,
  type ConnectContext,
  createCheckpointCodec,
  defaultCapabilities,
  defineConnector,
  inAskedOrder,
} from '@linkwright/core';
import { z } from 'zod';
import { createClient } from './csv-folder-client.ts';
import { recordOf } from './csv-folder-records.ts';
import { writeChanges } from './csv-folder-writes.ts';

const settingsSchema = z.strictObject({ folder: z.string().min(1) });

/** `after`: the id of the last record that was read; `null`: the file was read to its end. It has no memory of what changed. */
const checkpoints = createCheckpointCodec({
  ...{ appName: 'CSV folder', version: 1 },
  schema: z.object({ after: z.string().nullable() }),
});

const pageSize = 500;
const batch = 500;

export const connector = defineConnector({
  contractVersion: 1,
  name: 'csv-folder',
  displayName: 'CSV folder',
  settings: settingsSchema,
  capabilities: {
    ...defaultCapabilities,
    associationWrites: { create: 'inline', update: 'inline' },
    archive: 'permanent',
    // A file is written whole, so the more changes travel together the better.
    batchLimits: {
      ...defaultCapabilities.batchLimits,
      ...{ read: batch, lookup: 50, create: batch, update: batch, archive: batch, readAssociations: batch },
    },
  },
  rateLimits: { default: { requests: 10_000, perMs: 1000 } },
  connect: ({ folder }, context) => connect(resolve(folder), context),
});

function connect(path: string, context: ConnectContext): AppConnection {
  const client = createClient(path, context);

  const connection: AppConnection = {
    async check(_request, options) {
      await client.visit('check', options, (folder) => folder.names().map(folder.read));
      return { accountId: client.address(), name: basename(path) };
    },

    async listObjects(_request, options) {
      const schemas = await client.visit('describe', options, (folder) =>
        folder.names().map((name) => folder.read(name).schema),
      );
      return { objects: schemas.map(({ id, name, label, custom }) => ({ id, name, label, custom })), complete: true };
    },

    describeObjects: ({ objects }, options) =>
      client.visit('describe', options, (folder) => objects.map((object) => folder.read(object).schema)),

    // Each page is read anew, so that it shows what has changed meanwhile.
    async *readChanges({ object, since, ...asked }, options) {
      let after = since === null ? null : checkpoints.read(since).after;
      do {
        const from = after;
        const records = await client.visit('list', options, (folder) => {
          const { schema, rows } = folder.read(object);
          return pageAfter([...rows.values()], from).map((row) => recordOf(schema, row, asked));
        });
        after = records.length < pageSize ? null : (records.at(-1)?.id ?? null);
        yield { records, deleted: [], checkpoint: checkpoints.write({ after }) };
      } while (after !== null);
    },

    async readRecords({ object, ids, ...asked }, options) {
      const wanted = new Set(ids);
      const records = await client.visit('read', options, (folder) => {
        const { schema, rows } = folder.read(object);
        return [...rows.values()].filter(({ id = '' }) => wanted.has(id)).map((row) => recordOf(schema, row, asked));
      });
      return inAskedOrder(ids, new Map(records.map((record) => [record.id, record])));
    },

    findByKey: ({ object, keys, fields }, options) =>
      client.visit('find', options, (folder) => {
        const { schema, rows } = folder.read(object);
        const everything = { fields: schema.fields.map(({ id }) => id), associations: [] };
        const known = [...rows.values()].map((row) => ({ row, shown: recordOf(schema, row, everything).fields }));
        return keys.map((key) => {
          const parts = schema.fields.filter(({ id }) => key[id] !== undefined);
          return known
            .filter(({ shown }) =>
              parts.every((part) => areEquivalent(part, shown[part.id] ?? null, key[part.id] ?? null)),
            )
            .map(({ row }) => recordOf(schema, row, { fields, associations: [] }));
        });
      }),

    async *listIds({ object }, options) {
      yield await client.visit('ids', options, (folder) => [...folder.read(object).rows.keys()]);
    },

    readAssociations: async (request, options) =>
      associationsOf(await connection.readRecords({ ...request, fields: [] }, options)),

    write: ({ object, changes }, options) =>
      client.visit('write', options, (folder) => writeChanges(folder, object, changes, context.random)),

    // Nothing is kept open.
    close: async () => {},
  };
  return connection;
}

/** Behind the record with this id; from the beginning where it is gone meanwhile. */
function pageAfter(rows: readonly Readonly<Record<string, string>>[], after: string | null) {
  const start = after === null ? 0 : rows.findIndex(({ id }) => id === after) + 1;
  return rows.slice(start, start + pageSize);
}
