import { z } from 'zod';
import { inParts } from './hubspot-api.ts';
import { createJsonApi, type JsonApiOptions } from './json-api.ts';

const recordsPerWrite = 10;

const fieldSchema = z.looseObject({ id: z.string(), name: z.string() });
const tableSchema = z.looseObject({ id: z.string(), name: z.string(), fields: z.array(fieldSchema) });
const baseSchema = z.looseObject({ id: z.string(), tables: z.array(tableSchema) });
const recordSchema = z.looseObject({ id: z.string(), fields: z.record(z.string(), z.unknown()) });
const pageSchema = z.looseObject({ records: z.array(recordSchema), offset: z.string().optional() });

export type AirtableTable = z.output<typeof tableSchema>;
export type AirtableRecord = z.output<typeof recordSchema>;
export type AirtableCells = Readonly<Record<string, unknown>>;

export type AirtableApi = ReturnType<typeof createAirtableApi>;

/** The few calls of Airtable's API that the demo needs. Tables and fields go by their names. */
export function createAirtableApi(options: Omit<JsonApiOptions, 'app'>) {
  const api = createJsonApi({ app: 'Airtable', ...options });
  const pathOf = (baseId: string, table: string): string => `/v0/${baseId}/${encodeURIComponent(table)}`;

  return {
    createBase: (name: string, tables: readonly object[]) =>
      api.send(baseSchema, 'POST', '/v0/meta/bases', { name, workspaceId: 'wspDemo0000000000', tables }),

    /** A link field, and with it its inverse in the other table. */
    async addLink(
      baseId: string,
      link: { readonly table: AirtableTable; readonly name: string; readonly to: AirtableTable },
    ): Promise<void> {
      const field = { name: link.name, type: 'multipleRecordLinks', options: { linkedTableId: link.to.id } };
      await api.send(fieldSchema, 'POST', `/v0/meta/bases/${baseId}/tables/${link.table.id}/fields`, field);
    },

    /** Ids of the new records, in the order given. */
    async create(baseId: string, table: string, rows: readonly AirtableCells[]): Promise<readonly string[]> {
      const ids: string[] = [];
      for (const part of inParts(rows, recordsPerWrite)) {
        const records = part.map((fields) => ({ fields }));
        const answer = await api.send(pageSchema, 'POST', pathOf(baseId, table), { records });
        ids.push(...answer.records.map(({ id }) => id));
      }
      return ids;
    },

    async update(baseId: string, table: string, id: string, fields: AirtableCells): Promise<void> {
      await api.send(pageSchema, 'PATCH', pathOf(baseId, table), { records: [{ id, fields }] });
    },

    async list(baseId: string, table: string): Promise<readonly AirtableRecord[]> {
      const records: AirtableRecord[] = [];
      let offset: string | undefined;
      do {
        const query = offset === undefined ? '' : `?${new URLSearchParams({ offset })}`;
        const page: z.output<typeof pageSchema> = await api.send(pageSchema, 'GET', `${pathOf(baseId, table)}${query}`);
        records.push(...page.records);
        offset = page.offset;
      } while (offset !== undefined);
      return records;
    },
  };
}
