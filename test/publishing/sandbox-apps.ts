import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { root } from '../workspace.ts';
import { plainEnvironment } from './run-program.ts';

const addressesSchema = z.looseObject({
  hubspot: z.object({ baseUrl: z.string() }),
  airtable: z.object({ baseUrl: z.string() }),
});
const idSchema = z.looseObject({ id: z.string() });
const baseSchema = z.looseObject({
  id: z.string(),
  tables: z.array(z.looseObject({ id: z.string(), name: z.string() })),
});
const rowsSchema = z.looseObject({
  records: z.array(z.looseObject({ id: z.string(), fields: z.record(z.string(), z.unknown()) })),
});
const contactsSchema = z.looseObject({
  results: z.array(z.looseObject({ properties: z.record(z.string(), z.string().nullable()) })),
});

type Cells = Readonly<Record<string, unknown>>;

/** The installed sandbox as a process of its own: a portal with two contacts and their companies, and a base beside it. */
export interface SandboxApps {
  /** The `connections` of a file. */
  readonly connections: string;
  addRow(table: 'Accounts' | 'People', fields: Cells): Promise<string>;
  /** Rows of a table in the order of their values, links as the names of the accounts. */
  rows(table: 'Accounts' | 'People'): Promise<readonly Cells[]>;
  /** E-mails of the portal's contacts, in order. */
  emails(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** `folder`: where linkwright and its sandbox are installed. */
export async function startSandboxApps(folder: string): Promise<SandboxApps> {
  const words = ['node_modules/linkwright/bin/linkwright.cjs', 'sandbox', '--port', '0', '--json', '--speed', '50'];
  const child = spawn(join(root, 'node_modules/node/bin/node'), words, {
    cwd: folder,
    env: plainEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const first = once(createInterface({ input: child.stdout }), 'line').then(([line]) => String(line));
  const line = await Promise.race([first, ended.then(() => Promise.reject(new Error('The sandbox did not start.')))]);
  const { hubspot, airtable } = addressesSchema.parse(JSON.parse(line));

  const send = async <Answer>(schema: z.ZodType<Answer>, method: string, url: string, body?: object) => {
    const response = await fetch(url, {
      method,
      headers: { authorization: 'Bearer publishing-test', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${JSON.stringify(answer)}`);
    return schema.parse(answer);
  };

  const object = (name: string): string => `${hubspot.baseUrl}/crm/objects/2026-09/${name}`;
  for (const [name, email] of [
    ['Acme', 'ada@acme.example'],
    ['Umbrella', 'bob@umbrella.example'],
  ] as const) {
    const domain = email.slice(4);
    const company = await send(idSchema, 'POST', object('companies'), { properties: { name, domain } });
    const contact = await send(idSchema, 'POST', object('contacts'), { properties: { email } });
    const types = [1, 279].map((associationTypeId) => ({ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }));
    await send(z.unknown(), 'POST', `${hubspot.baseUrl}/crm/associations/2026-09/contacts/companies/batch/create`, {
      inputs: [{ from: { id: contact.id }, to: { id: company.id }, types }],
    });
  }

  const text = (name: string): object => ({ name, type: 'singleLineText' });
  const base = await send(baseSchema, 'POST', `${airtable.baseUrl}/v0/meta/bases`, {
    name: 'Sales',
    workspaceId: 'wspPublishing0000',
    tables: [
      { name: 'Accounts', fields: [text('Name'), { name: 'Website', type: 'url' }] },
      { name: 'People', fields: [{ name: 'Email', type: 'email' }, text('Given name')] },
    ],
  });
  const tableId = (name: string): string => base.tables.find((table) => table.name === name)?.id ?? '';
  await send(idSchema, 'POST', `${airtable.baseUrl}/v0/meta/bases/${base.id}/tables/${tableId('People')}/fields`, {
    name: 'Account',
    type: 'multipleRecordLinks',
    options: { linkedTableId: tableId('Accounts') },
  });
  const records = (table: string) => send(rowsSchema, 'GET', `${airtable.baseUrl}/v0/${base.id}/${table}`);

  return {
    connections: `connections:
  hubspot:
    connector: "@linkwright/connector-hubspot"
    settings: { accessToken: "\${TOKEN}", baseUrl: "${hubspot.baseUrl}" }
  airtable:
    connector: "@linkwright/connector-airtable"
    settings: { accessToken: "\${TOKEN}", baseUrl: "${airtable.baseUrl}", baseId: ${base.id} }
`,
    async addRow(table, fields) {
      const url = `${airtable.baseUrl}/v0/${base.id}/${table}`;
      return (await send(rowsSchema, 'POST', url, { records: [{ fields }] })).records[0]?.id ?? '';
    },
    async rows(table) {
      const accounts = await records('Accounts');
      const names = new Map(accounts.records.map(({ id, fields }) => [id, fields.Name]));
      const found = (await records(table)).records.map(({ fields: { People: _, ...fields } }) => ({
        ...fields,
        ...(Array.isArray(fields.Account) && { Account: fields.Account.map((id) => names.get(id)) }),
      }));
      return found.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    },
    async emails() {
      const { results } = await send(contactsSchema, 'GET', `${object('contacts')}?properties=email&limit=100`);
      return results.map(({ properties }) => properties.email ?? '').sort();
    },
    async stop() {
      child.kill();
      await ended;
    },
  };
}
