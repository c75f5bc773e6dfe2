import { z } from 'zod';

const baseSchema = z.object({ id: z.string(), tables: z.array(z.object({ id: z.string(), name: z.string() })) });
const madeSchema = z.object({ id: z.string() });

/** A base as whoever owns it makes it: by the metadata API, for which Airtable's own client has nothing. */
export interface AirtableBase {
  readonly id: string;
  /** Of one of the tables that it was made with. */
  tableId(name: string): string;
  /** Resolves to the id of the field. */
  addField(table: string, field: object): Promise<string>;
  /** A field of links from one table to another. */
  addLink(table: string, name: string, target: string): Promise<void>;
  /** Resolves to the id of the table. */
  addTable(name: string, fields: readonly object[]): Promise<string>;
}

export async function makeAirtableBase(
  endpointUrl: string,
  tables: readonly object[],
  { name = 'CRM', token = 'patPerson' }: { readonly name?: string; readonly token?: string } = {},
): Promise<AirtableBase> {
  const post = async (path: string, body: object): Promise<unknown> => {
    const response = await fetch(`${endpointUrl}/v0/meta/bases${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const made = baseSchema.parse(await post('', { name, workspaceId: 'wspTest', tables }));
  const tableId = (wanted: string): string => made.tables.find((table) => table.name === wanted)?.id ?? '';
  const addField = async (table: string, field: object): Promise<string> =>
    madeSchema.parse(await post(`/${made.id}/tables/${tableId(table)}/fields`, field)).id;
  return {
    id: made.id,
    tableId,
    addField,
    async addLink(table, field, target) {
      await addField(table, {
        name: field,
        type: 'multipleRecordLinks',
        options: { linkedTableId: tableId(target) },
      });
    },
    addTable: async (table, fields) => madeSchema.parse(await post(`/${made.id}/tables`, { name: table, fields })).id,
  };
}

/** People with an e-mail address and a name. */
export const peopleTable = {
  name: 'People',
  fields: [
    { name: 'Email', type: 'email' },
    { name: 'Name', type: 'singleLineText' },
  ],
};
