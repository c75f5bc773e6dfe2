import { type LiveAccount, type LiveRun, livePrefix, startFaultProxy } from '@linkwright/core/testing';
import Airtable from 'airtable';
import { z } from 'zod';
import {
  type AirtableWorld,
  fieldSchema,
  linkTo,
  rolesOf,
  settings,
  sourceTable,
  startProxy,
  targetTable,
} from '../support/conformance-world.ts';

/** Airtable has no call that deletes a table, so all runs use the same two. */
const tableNames = { source: `${livePrefix}people`, target: `${livePrefix}accounts` };

export const liveAirtable: LiveAccount<AirtableWorld> = {
  name: 'Airtable',
  // Of 5 per base; one too many costs half a minute.
  callsPerSecond: 4,
  variables: [
    {
      name: 'AIRTABLE_ACCESS_TOKEN',
      meaning: 'personal access token: data.records:read and :write, schema.bases:read and :write, webhook:manage',
    },
    { name: 'AIRTABLE_BASE_ID', meaning: 'the base: two tables are made in it, and stay' },
    { name: 'AIRTABLE_COLLABORATOR', meaning: 'e-mail address of a collaborator of the base' },
    { name: 'AIRTABLE_BASE_URL', meaning: 'address of the API', default: 'https://api.airtable.com' },
  ],
  async open(run) {
    const access = await openBase(run);
    try {
      const target = await access.tableNamed(tableNames.target, targetTable.fields);
      const made = await access.tableNamed(tableNames.source, sourceTable.fields);
      const source = made.fields.some((field) => field.name === linkTo(target.id).name)
        ? made
        : { ...made, fields: [...made.fields, await access.addField(made.id, linkTo(target.id))] };
      const types = new Map([...source.fields, ...target.fields].map(({ id, type }) => [id, type]));
      const empty = async () => {
        await access.deleteRecords(source.id);
        await access.deleteRecords(target.id);
      };
      return {
        roles: rolesOf(run.variable('AIRTABLE_COLLABORATOR')),
        settings,
        async create() {
          await empty();
          const proxy = await startProxy(run.variable('AIRTABLE_BASE_URL'), run.pace);
          return {
            base: access.base,
            proxy,
            types,
            settings: {
              accessToken: run.variable('AIRTABLE_ACCESS_TOKEN'),
              baseId: run.variable('AIRTABLE_BASE_ID'),
              baseUrl: proxy.baseUrl,
            },
            objects: { source: source.id, target: target.id },
            context: { clock: run.clock },
            settle: run.settle,
            close: proxy.close,
          };
        },
        async close() {
          await empty();
          await access.close();
        },
      };
    } catch (error) {
      await access.close();
      throw error;
    }
  },
  async cleanUp(run) {
    const access = await openBase(run);
    try {
      const removed: string[] = [];
      for (const table of await access.tables()) {
        if (!Object.values(tableNames).includes(table.name)) continue;
        const count = await access.deleteRecords(table.id);
        if (count > 0) removed.push(`${count} records of the table ${table.name}`);
      }
      return removed;
    } finally {
      await access.close();
    }
  },
};

const namedFieldSchema = fieldSchema.extend({ name: z.string() });
const tableSchema = z.looseObject({ id: z.string(), name: z.string(), fields: z.array(namedFieldSchema) });
const tablesSchema = z.looseObject({ tables: z.array(tableSchema) });

/** Past the connector, at the pace of the run. */
async function openBase(run: LiveRun) {
  const apiKey = run.variable('AIRTABLE_ACCESS_TOKEN');
  const baseId = run.variable('AIRTABLE_BASE_ID');
  const { baseUrl, close } = await startFaultProxy({
    target: run.variable('AIRTABLE_BASE_URL'),
    isWrite: () => false,
    refusal: { body: null },
    pace: run.pace,
  });
  const base = new Airtable({ apiKey, endpointUrl: baseUrl }).base(baseId);
  const root = `/v0/meta/bases/${baseId}/tables`;

  /** Airtable's SDK has no calls for tables. */
  async function send(path: string, body?: object): Promise<unknown> {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const options = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${baseUrl}${path}`, options);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  const tables = async () => tablesSchema.parse(await send(root)).tables;

  return {
    base,
    close,
    tables,
    addField: async (table: string, field: object) =>
      namedFieldSchema.parse(await send(`${root}/${table}/fields`, field)),
    /** The table that an earlier run has made, or one like it. */
    async tableNamed(name: string, fields: readonly object[]) {
      const known = (await tables()).find((table) => table.name === name);
      return known ?? tableSchema.parse(await send(root, { name, fields }));
    },
    async deleteRecords(table: string): Promise<number> {
      const ids = (await base(table).select({ fields: [] }).all()).map(({ id }) => id);
      for (let start = 0; start < ids.length; start += 10) await base(table).destroy(ids.slice(start, start + 10));
      return ids.length;
    },
  };
}
