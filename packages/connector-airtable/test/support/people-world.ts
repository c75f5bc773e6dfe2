import type { AppConnection, ChangePage, RecordChange, WriteOutcome } from '@linkwright/core';
import Airtable from 'airtable';
import airtable from '../../src/index.ts';
import { type AirtableSandbox, startAirtableSandbox } from './airtable-sandbox.ts';
import { collect, createTestContext, options, type TestContext } from './test-context.ts';

type FieldName = 'Name' | 'Email' | 'Age' | 'VIP' | 'Level' | 'Key' | 'Account' | 'Advises';

/** A base with People and Accounts, a connection to it, and Airtable's own SDK as the second opinion on what it holds. */
export interface PeopleWorld {
  readonly context: TestContext;
  readonly sandbox: AirtableSandbox;
  readonly baseId: string;
  readonly connection: AppConnection;
  readonly probe: ReturnType<Airtable['base']>;
  /** Id of the table. */
  readonly people: string;
  readonly accounts: string;
  /** Ids of the fields of People. */
  readonly field: Readonly<Record<FieldName, string>>;
  /** Id of the inverse of `Account`. */
  readonly staff: string;
  /** Another connection to the base. */
  connect(accessToken: string): AppConnection;
  addPeople(names: readonly string[]): Promise<string[]>;
  addAccounts(...names: readonly string[]): Promise<string[]>;
  readPeople(since?: string | null): Promise<readonly ChangePage[]>;
  write(...changes: readonly RecordChange[]): Promise<readonly WriteOutcome[]>;
  close(): Promise<void>;
}

const tables = [
  {
    name: 'Accounts',
    fields: [
      { name: 'Name', type: 'singleLineText' },
      { name: 'Website', type: 'url' },
    ],
  },
  {
    name: 'People',
    fields: [
      { name: 'Name', type: 'singleLineText' },
      { name: 'Email', type: 'email' },
      { name: 'Age', type: 'number', options: { precision: 0 } },
      { name: 'VIP', type: 'checkbox', options: { icon: 'check', color: 'greenBright' } },
      { name: 'Level', type: 'singleSelect', options: { choices: [{ name: 'Gold' }, { name: 'Silver' }] } },
      { name: 'Key', type: 'singleLineText' },
    ],
  },
];

export async function startPeopleWorld(): Promise<PeopleWorld> {
  const context = createTestContext();
  const sandbox = await startAirtableSandbox(context);
  const { id: baseId } = await sandbox.makeBase(tables);
  await sandbox.makeLink(baseId, 'People', 'Account', 'Accounts');
  await sandbox.makeLink(baseId, 'People', 'Advises', 'Accounts');
  const connect = (accessToken: string) =>
    airtable.connect(airtable.settings.parse({ accessToken, baseId, baseUrl: sandbox.baseUrl }), context);
  const connection = connect('patTest');
  const probe = new Airtable({ apiKey: 'patProbe', endpointUrl: sandbox.baseUrl, noRetryIfRateLimited: true }).base(
    baseId,
  );

  const { objects } = await connection.listObjects({}, options);
  const people = idOf(objects, 'People');
  const accounts = idOf(objects, 'Accounts');
  const [schema] = await connection.describeObjects({ objects: [people] }, options);
  const all = [...(schema?.fields ?? []), ...(schema?.associations ?? [])];
  const field = {
    Name: idOf(all, 'Name'),
    Email: idOf(all, 'Email'),
    Age: idOf(all, 'Age'),
    VIP: idOf(all, 'VIP'),
    Level: idOf(all, 'Level'),
    Key: idOf(all, 'Key'),
    Account: idOf(all, 'Account'),
    Advises: idOf(all, 'Advises'),
  };
  const staff = schema?.associations.find(({ name }) => name === 'Account')?.inverse?.field ?? '';
  context.calls.length = 0;

  return {
    context,
    sandbox,
    baseId,
    connection,
    probe,
    people,
    accounts,
    field,
    staff,
    connect,
    async addPeople(names) {
      const ids: string[] = [];
      for (let start = 0; start < names.length; start += 10) {
        const batch = names.slice(start, start + 10).map((name) => ({ fields: { Name: name } }));
        ids.push(...(await probe('People').create(batch)).map(({ id }) => id));
      }
      return ids;
    },
    async addAccounts(...names) {
      const created = await probe('Accounts').create(names.map((name) => ({ fields: { Name: name } })));
      return created.map(({ id }) => id);
    },
    readPeople: (since = null) =>
      collect(
        connection.readChanges({ object: people, since, fields: [field.Name], associations: [field.Account] }, options),
      ),
    write: (...changes) => connection.write({ object: people, changes }, options),
    async close() {
      await connection.close();
      await sandbox.close();
    },
  };
}

function idOf(named: readonly { readonly id: string; readonly name: string }[], name: string): string {
  const found = named.find((item) => item.name === name);
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found.id;
}
