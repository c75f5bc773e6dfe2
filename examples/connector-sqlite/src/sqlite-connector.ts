import { basename } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import {
  type AppConnection,
  associationsOf,
  type ConnectContext,
  createCheckpointCodec,
  decodeProperties,
  defaultCapabilities,
  defineConnector,
  inAskedOrder,
  type Selection,
  type SourceRecord,
  type WriteOutcome,
} from '@linkwright/core';
import { z } from 'zod';
import { idOf, withTargets } from './sqlite-associations.ts';
import { createClient } from './sqlite-client.ts';
import { cellOf, values } from './sqlite-field-codec.ts';
import { quoted, type Table } from './sqlite-schema.ts';
import { writeChange } from './sqlite-writes.ts';

const settingsSchema = z.strictObject({ file: z.string().min(1) });

/** `after`: the number of the last row that was read; `null`: the table was read to its end. It has no memory of what changed. */
const checkpoints = createCheckpointCodec({
  ...{ appName: 'SQLite', version: 1 },
  schema: z.object({
    after: z
      .string()
      .regex(/^-?\d+$/)
      .nullable(),
  }),
});

const rowsSchema = z.array(z.record(z.string(), z.unknown()));
type Row = z.infer<typeof rowsSchema>[number];

const pageSize = 500;
const batch = 100;

export const connector = defineConnector({
  contractVersion: 1,
  name: 'sqlite',
  displayName: 'SQLite',
  settings: settingsSchema,
  capabilities: {
    ...defaultCapabilities,
    // Rows that point at rows need no sync of their own: a mapping of the association brings them along.
    requiresExplicitAssociationSyncs: false,
    associationWrites: { create: 'inline', update: 'inline' },
    archive: 'permanent',
    batchLimits: {
      ...defaultCapabilities.batchLimits,
      ...{ read: batch, lookup: batch, create: batch, update: batch, archive: batch, readAssociations: batch },
    },
  },
  rateLimits: { default: { requests: 10_000, perMs: 1000 } },
  connect: ({ file }, context) => connect(file, context),
});

function connect(file: string, context: ConnectContext): AppConnection {
  const client = createClient(file, context);

  const connection: AppConnection = {
    check: async (_request, options) => {
      await client.tables(options);
      return { accountId: client.address(), name: basename(file) };
    },

    async listObjects(_request, options) {
      const tables = [...(await client.tables(options)).values()];
      const objects = tables.map(({ schema: { id, name, label, custom } }) => ({ id, name, label, custom }));
      return { objects, complete: true };
    },

    describeObjects: async ({ objects }, options) => {
      const tables: Table[] = [];
      for (const object of objects) tables.push(await client.tableOf(object, options));
      return tables.map(({ schema }) => schema);
    },

    async *readChanges({ object, since, ...asked }, options) {
      const table = await client.tableOf(object, options);
      let after = since === null ? null : checkpoints.read(since).after;
      for (;;) {
        const from = after;
        const records = await client.call('list', options, (database) =>
          rowsAfter(database, table, from).map((row) => recordOf(database, table, row, asked)),
        );
        after = records.length < pageSize ? null : (records.at(-1)?.id ?? null);
        yield { records, deleted: [], checkpoint: checkpoints.write({ after }) };
        if (after === null) return;
      }
    },

    async readRecords({ object, ids, ...asked }, options) {
      const table = await client.tableOf(object, options);
      const rows = await client.call('read', options, (database) => {
        const select = database.prepare(`SELECT * FROM ${quoted(table.name)} WHERE ${quoted(table.key)} = ?`);
        return rowsSchema
          .parse(ids.map((id) => select.get(idOf(id))).filter((row) => row !== undefined))
          .map((row) => recordOf(database, table, row, asked));
      });
      return inAskedOrder(ids, new Map(rows.map((record) => [record.id, record])));
    },

    async findByKey({ object, keys, fields }, options) {
      const table = await client.tableOf(object, options);
      return client.call('find', options, (database) =>
        keys.map((key) => {
          const known = table.schema.fields.filter(({ id }) => key[id] !== undefined);
          const where = known.map(({ id }) => `${quoted(id)} IS ?`).join(' AND ');
          const values = known
            .map((field) => cellOf(field, key[field.id] ?? null))
            .filter((cell) => cell !== undefined);
          if (values.length < known.length) return [];
          const found = database.prepare(`SELECT * FROM ${quoted(table.name)} WHERE ${where}`).all(...values);
          return rowsSchema.parse(found).map((row) => recordOf(database, table, row, { fields, associations: [] }));
        }),
      );
    },

    async *listIds({ object }, options) {
      const table = await client.tableOf(object, options);
      for (let after: string | null = null; ; ) {
        const from: string | null = after;
        const rows: readonly Row[] = await client.call('ids', options, (database) => rowsAfter(database, table, from));
        const ids = rows.map((row) => String(row[table.key]));
        yield ids;
        if (ids.length < pageSize) return;
        after = ids.at(-1) ?? null;
      }
    },

    readAssociations: async (request, options) =>
      associationsOf(await connection.readRecords({ ...request, fields: [] }, options)),

    async write({ object, changes }, options) {
      const tables = await client.tables(options);
      const table = await client.tableOf(object, options);
      const outcomes: WriteOutcome[] = [];
      await client.call('write', options, (database) => {
        for (const change of changes) {
          outcomes.push(writeChange(database, table, change, (name) => tables.get(name)?.key ?? 'rowid'));
        }
      });
      return outcomes;
    },

    close: async () => client.close(),
  };
  return connection;
}

function rowsAfter(database: DatabaseSync, { name, key }: Table, after: string | null): readonly Row[] {
  const where = after === null ? '' : `WHERE ${quoted(key)} > ${BigInt(after)}`;
  const select = `SELECT * FROM ${quoted(name)} ${where} ORDER BY ${quoted(key)} LIMIT ${pageSize}`;
  return rowsSchema.parse(database.prepare(select).all());
}

function recordOf(database: DatabaseSync, table: Table, row: Row, asked: Selection): SourceRecord {
  const properties = withTargets(database, table, row, asked.associations);
  return { id: String(row[table.key]), ...decodeProperties(table.schema, properties, asked, values.decode) };
}
