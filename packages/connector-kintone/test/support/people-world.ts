import { KintoneRestAPIClient } from '@kintone/rest-api-client';
import type { AppConnection, ChangePage, RecordChange, WriteOutcome } from '@linkwright/core';
import type { EmulatorServer } from '@linkwright/core/testing';
import { refuseContradictions, startWitness, type Witness } from '../../../../test/described-api/witness.ts';
import type { KintoneAppOptions } from '../../../sandbox/src/kintone/kintone-app.ts';
import kintone from '../../src/index.ts';
import { kintoneDescription } from './described-api/kintone-description.ts';
import { startKintoneSandbox } from './kintone-sandbox.ts';
import { collect, createTestContext, options, type TestContext } from './test-context.ts';

type Values = Readonly<Record<string, unknown>>;
export type FieldDefinition = { readonly code: string } & Values;

/** A domain with People and Companies, a connection to it, and Kintone's own SDK as the second opinion on what it holds. */
export interface PeopleWorld {
  readonly context: TestContext;
  readonly sandbox: EmulatorServer;
  /** Between the connections and the sandbox. */
  readonly witness: Witness;
  readonly connection: AppConnection;
  readonly probe: KintoneRestAPIClient;
  /** Id of the app. */
  readonly people: string;
  readonly companies: string;
  /** Another connection to the domain. */
  connect(settings: object): AppConnection;
  addPeople(...people: readonly Values[]): Promise<string[]>;
  addCompanies(...domains: readonly string[]): Promise<string[]>;
  /** What Kintone holds, by field code. */
  person(id: string): Promise<Values>;
  readPeople(since?: string | null): Promise<readonly ChangePage[]>;
  write(...changes: readonly RecordChange[]): Promise<readonly WriteOutcome[]>;
  /** Fails where the connector or the sandbox was not as Kintone describes it. */
  close(): Promise<void>;
}

const text = (code: string, more: object = {}) => ({ type: 'SINGLE_LINE_TEXT', code, label: code, ...more });
const choices = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name, index) => [name, { label: name, index: String(index) }]));

export const companyFields: readonly FieldDefinition[] = [
  text('Name'),
  text('Domain', { unique: true }),
  { type: 'LINK', code: 'Site', label: 'Site', protocol: 'WEB' },
];

const lookup = (code: string, app: string, relatedKeyField: string, fieldMappings: readonly object[]) =>
  text(code, {
    lookup: { relatedApp: { app }, relatedKeyField, fieldMappings, lookupPickerFields: [], filterCond: '', sort: '' },
  });

export function peopleFields(companies: string): readonly FieldDefinition[] {
  return [
    text('Name', { required: true }),
    text('Email', { unique: true }),
    text('Key', { unique: true }),
    text('Language', { defaultValue: 'English' }),
    { type: 'LINK', code: 'Mail', label: 'Mail', protocol: 'MAIL' },
    { type: 'LINK', code: 'Phone', label: 'Phone', protocol: 'CALL' },
    { type: 'LINK', code: 'Site', label: 'Site', protocol: 'WEB' },
    { type: 'MULTI_LINE_TEXT', code: 'Notes', label: 'Notes' },
    { type: 'NUMBER', code: 'Age', label: 'Age' },
    { type: 'DATE', code: 'Born', label: 'Born' },
    { type: 'DATETIME', code: 'Seen', label: 'Seen' },
    { type: 'DROP_DOWN', code: 'Level', label: 'Level', options: choices('Gold', 'Silver') },
    { type: 'CHECK_BOX', code: 'Tags', label: 'Tags', options: choices('A', 'B') },
    { type: 'USER_SELECT', code: 'Owner', label: 'Owner' },
    { type: 'SUBTABLE', code: 'Calls', label: 'Calls', fields: { Topic: text('Topic') } },
    text('Company_name'),
    lookup('Company', companies, 'Domain', [{ field: 'Company_name', relatedField: 'Name' }]),
  ];
}

export interface Login {
  readonly baseUrl: string;
  readonly username: string;
  readonly password: string;
}

/** Adds fields to the preview of an app. The SDK's types ask for every property; the API fills in those left out. */
export async function postFields(login: Login, app: string, fields: readonly FieldDefinition[]): Promise<void> {
  const { baseUrl, username, password } = login;
  const path = '/k/v1/preview/app/form/fields.json';
  const response = await fetch(`${baseUrl}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-cybozu-authorization': Buffer.from(`${username}:${password}`).toString('base64'),
    },
    body: JSON.stringify({ app, properties: Object.fromEntries(fields.map((field) => [field.code, field])) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}

export async function startPeopleWorld(sandboxOptions: KintoneAppOptions = {}): Promise<PeopleWorld> {
  const context = createTestContext();
  const sandbox = await startKintoneSandbox(context, sandboxOptions);
  const { baseUrl } = sandbox;
  const recordNumber = sandboxOptions.language === 'ja' ? 'レコード番号' : 'Record_number';
  const probe = new KintoneRestAPIClient({ baseUrl, auth: { username: 'probe', password: 'secret' } });
  const witness = await startWitness(kintoneDescription, baseUrl);
  const connect = (settings: object) =>
    kintone.connect(kintone.settings.parse({ baseUrl: witness.baseUrl, ...settings }), context);

  async function addFields(app: string, fields: readonly FieldDefinition[]): Promise<void> {
    await postFields({ baseUrl, username: 'probe', password: 'secret' }, app, fields);
    await probe.app.deployApp({ apps: [{ app }] });
  }

  const { app: companies } = await probe.app.addApp({ name: 'Companies' });
  await addFields(companies, companyFields);
  const { app: people } = await probe.app.addApp({ name: 'People' });
  await addFields(people, peopleFields(companies));
  await addFields(people, [lookup('Mentor', people, recordNumber, [])]);
  await addFields(companies, [
    {
      type: 'REFERENCE_TABLE',
      code: 'Staff',
      label: 'Staff',
      referenceTable: {
        relatedApp: { app: people },
        condition: { field: 'Domain', relatedField: 'Company' },
        filterCond: '',
        displayFields: ['Name'],
        sort: '',
        size: '5',
      },
    },
  ]);

  const connection = connect({ apiToken: 'peopleToken,companiesToken' });

  async function add(app: string, records: readonly Values[]): Promise<string[]> {
    const ids: string[] = [];
    for (let start = 0; start < records.length; start += 100) {
      const batch = records.slice(start, start + 100).map(cellsOf);
      ids.push(...(await probe.record.addRecords({ app, records: batch })).ids);
    }
    return ids;
  }

  return {
    context,
    sandbox,
    witness,
    connection,
    probe,
    people,
    companies,
    connect,
    addPeople: (...records) => add(people, records),
    addCompanies: (...domains) =>
      add(
        companies,
        domains.map((domain) => ({ Name: `The ${domain}`, Domain: domain })),
      ),
    async person(id) {
      const { record } = await probe.record.getRecord({ app: people, id });
      return Object.fromEntries(Object.entries(record).map(([code, { value }]) => [code, value]));
    },
    readPeople: (since = null) =>
      collect(connection.readChanges({ object: people, since, fields: ['Name'], associations: ['Company'] }, options)),
    write: (...changes) => connection.write({ object: people, changes }, options),
    async close() {
      await connection.close();
      await witness.close();
      await sandbox.close();
      refuseContradictions(witness);
    },
  };
}

export function cellsOf(values: Values): Record<string, { value: unknown }> {
  return Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { value }]));
}
