import { KintoneRestAPIClient } from '@kintone/rest-api-client';
import type { OtherApp } from './bench-pair.ts';
import { inBatches } from './in-batches.ts';
import type { Sample } from './sample.ts';

const recordsPerBatch = 100;

/** Apps that are made, filled and edited through Kintone's own client. */
export interface BenchKintone extends OtherApp {
  readonly client: KintoneRestAPIClient;
  /** Ids of the apps. */
  readonly apps: { readonly companies: string; readonly contacts: string };
}

const login = { username: 'bench@people.example', password: 'secret' };

/** Empty apps for companies and contacts; a contact looks its company up by domain. */
export async function createKintoneApps(baseUrl: string): Promise<BenchKintone> {
  const client = new KintoneRestAPIClient({ baseUrl, auth: login });
  const make = async (name: string, fields: readonly Field[]): Promise<string> => {
    const { app } = await client.app.addApp({ name });
    await addFields(baseUrl, app, fields);
    await client.app.deployApp({ apps: [{ app }] });
    for (let status = 'PROCESSING'; status === 'PROCESSING'; ) {
      status = (await client.app.getDeployStatus({ apps: [app] })).apps[0]?.status ?? 'FAIL';
    }
    return app;
  };
  const companies = await make('Companies', [text('Name'), text('Domain', { unique: true })]);
  const lookup = {
    relatedApp: { app: companies },
    relatedKeyField: 'Domain',
    fieldMappings: [],
    lookupPickerFields: [],
    filterCond: '',
    sort: '',
  };
  const contacts = await make('Contacts', [
    text('Email', { unique: true }),
    ...['First_name', 'Last_name', 'Job_title'].map((code) => text(code)),
    text('Company', { lookup }),
  ]);
  return {
    client,
    apps: { companies, contacts },
    settings: { baseUrl, ...login },
    syncs: syncsOf({ companies, contacts }),
    changeContacts: (sample, count, jobTitle) =>
      updateContacts(client, contacts, sample, count, () => ({ Job_title: { value: jobTitle } })),
    changeAssociations: (sample, count) =>
      updateContacts(client, contacts, sample, count, (index) => ({
        Company: { value: sample.companies[(index * 13 + 4) % sample.companies.length]?.domain ?? '' },
      })),
  };
}

/** The primary company of a contact as a lookup, which holds the company's domain. */
function syncsOf(apps: { readonly companies: string; readonly contacts: string }): OtherApp['syncs'] {
  return {
    companies: {
      left: { connection: 'hubspot', object: 'companies' },
      right: { connection: 'other', object: apps.companies },
      match: { left: 'domain', right: 'Domain', normalize: 'domain' },
      fields: [
        { left: 'name', right: 'Name' },
        { left: 'domain', right: 'Domain' },
      ],
      associations: [],
    },
    contacts: {
      left: { connection: 'hubspot', object: 'contacts' },
      right: { connection: 'other', object: apps.contacts },
      match: { left: 'email', right: 'Email' },
      fields: [
        { left: 'email', right: 'Email' },
        { left: 'firstname', right: 'First_name' },
        { left: 'lastname', right: 'Last_name' },
        { left: 'jobtitle', right: 'Job_title' },
      ],
      associations: [{ left: 'primary_company', right: 'Company' }],
    },
  };
}

type Cells = Readonly<Record<string, { readonly value: string }>>;

async function updateContacts(
  client: KintoneRestAPIClient,
  app: string,
  { contacts }: Sample,
  count: number,
  cellsOf: (index: number) => Cells,
): Promise<void> {
  const changes = contacts.slice(0, count).map(({ email }, index) => ({
    updateKey: { field: 'Email', value: email },
    record: cellsOf(index),
  }));
  for (const batch of inBatches(changes, recordsPerBatch)) {
    await client.record.updateRecords({ app, records: [...batch] });
  }
}

interface Field {
  readonly code: string;
}

const text = (code: string, more: object = {}): Field => ({
  ...{ type: 'SINGLE_LINE_TEXT', label: code },
  ...more,
  code,
});

/** The client's types ask for every setting of a field; the API fills in those that are left out. */
async function addFields(baseUrl: string, app: string, fields: readonly Field[]): Promise<void> {
  const response = await fetch(`${baseUrl}/k/v1/preview/app/form/fields.json`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-cybozu-authorization': Buffer.from(`${login.username}:${login.password}`).toString('base64'),
    },
    body: JSON.stringify({ app, properties: Object.fromEntries(fields.map((field) => [field.code, field])) }),
  });
  if (!response.ok) throw new Error(`fields of app ${app}: ${response.status} ${await response.text()}`);
}
