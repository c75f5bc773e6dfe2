import { Client } from '@hubspot/api-client';
import { KintoneRestAPIClient } from '@kintone/rest-api-client';
import type { AppConnection, Connector, ObjectSchema } from '@linkwright/core';
import { createTestContext } from '@linkwright/core/testing';
import { type RunningSandbox, startSandbox } from '@linkwright/sandbox';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { loadConnector } from '../../src/connectors/load-connectors.ts';

const options = { signal: new AbortController().signal };

async function start(): Promise<RunningSandbox> {
  const sandbox = await startSandbox({
    speed: 1000,
    limits: false,
    airtable: { allowComputedFields: true },
    kintone: { deployMs: 0 },
  });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

async function connect(name: string, settings: object): Promise<AppConnection> {
  const loaded = await loadConnector(`@linkwright/connector-${name}`, import.meta.dirname);
  const connector: Connector<unknown> | null = loaded.connector;
  if (connector === null) throw new Error(`no connector ${name}`);
  const app = connector.connect(connector.settings.parse(settings), createTestContext());
  onTestFinished(() => app.close());
  return app;
}

/** Everything that a connection tells of these objects. */
async function readAll(app: AppConnection, objects: readonly ObjectSchema[]) {
  const all = [];
  for (const { id, fields, associations } of objects) {
    const records = [];
    const ids = { fields: fields.map((field) => field.id), associations: associations.map((field) => field.id) };
    for await (const page of app.readChanges({ object: id, since: null, ...ids }, options))
      records.push(...page.records);
    const more = await app.readAssociations(
      { object: id, associations: ids.associations, ids: records.map((record) => record.id) },
      options,
    );
    all.push(
      records.map((record) => ({
        ...record,
        associations: { ...record.associations, ...more.find((one) => one.id === record.id)?.associations },
      })),
    );
  }
  return all;
}

const post = async (url: string, token: string, body: object): Promise<unknown> => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
};

const madeSchema = z.object({ id: z.string(), tables: z.array(z.object({ id: z.string() })) });
const recordsSchema = z.object({ records: z.array(z.object({ id: z.string() })) });

test('a base is told like its copy, with its ids, links, choices and what it works out', async () => {
  const real = await start();
  const meta = `${real.airtable.baseUrl}/v0/meta/bases`;
  const dateFormat = { name: 'iso' };
  const base = madeSchema.parse(
    await post(meta, 'pat', {
      name: 'CRM',
      workspaceId: 'wsp',
      tables: [
        { name: 'Accounts', fields: [{ name: 'Name', type: 'singleLineText' }] },
        {
          name: 'People',
          fields: [
            { name: 'Email', type: 'email' },
            { name: 'Notes', type: 'multilineText' },
            { name: 'Rich', type: 'richText' },
            { name: 'Age', type: 'number', options: { precision: 0 } },
            { name: 'Score', type: 'number', options: { precision: 3 } },
            { name: 'Active', type: 'checkbox', options: { icon: 'check', color: 'greenBright' } },
            { name: 'Born', type: 'date', options: { dateFormat } },
            {
              name: 'Seen',
              type: 'dateTime',
              options: { dateFormat, timeFormat: { name: '24hour' }, timeZone: 'Europe/Berlin' },
            },
            { name: 'Role', type: 'singleSelect', options: { choices: [{ name: 'Boss' }, { name: 'Clerk' }] } },
            { name: 'Tags', type: 'multipleSelects', options: { choices: [{ name: 'a' }, { name: 'b' }] } },
            { name: 'Phone', type: 'phoneNumber' },
            { name: 'Owner', type: 'singleCollaborator' },
            { name: 'Next', type: 'formula', options: { formula: '{Age} + 1' } },
            { name: 'Made', type: 'createdTime' },
          ],
        },
      ],
    }),
  );
  const [accounts, people] = base.tables.map(({ id }) => id);
  await post(`${meta}/${base.id}/tables/${people}/fields`, 'pat', {
    name: 'Account',
    type: 'multipleRecordLinks',
    options: { linkedTableId: accounts },
  });
  const records = `${real.airtable.baseUrl}/v0/${base.id}`;
  const made = recordsSchema.parse(
    await post(`${records}/${accounts}`, 'pat', { records: [{ fields: { Name: 'Acme' } }] }),
  );
  await post(`${records}/${people}`, 'pat', {
    records: [
      {
        fields: {
          Email: 'ada@acme.example',
          Notes: 'one\ntwo',
          Age: 36,
          Score: 1.5,
          Active: true,
          Born: '1990-05-01',
          Seen: '2026-03-01T10:00:00.000Z',
          Role: 'Boss',
          Tags: ['b', 'a'],
          Phone: '+49 30 901820',
          Owner: { email: 'rita@acme.example' },
          Account: made.records.map(({ id }) => id),
        },
      },
      { fields: { Email: 'ben@acme.example' } },
    ],
  });

  const settings = { accessToken: 'pat', baseId: base.id };
  const app = await connect('airtable', { ...settings, baseUrl: real.airtable.baseUrl });
  const objects = await app.describeObjects({ objects: base.tables.map(({ id }) => id) }, options);
  const all = await readAll(app, objects);
  const copy = await start();
  copy.airtable.load(base.id, { objects: objects.map((object, index) => ({ ...object, records: all[index] ?? [] })) });

  const copied = await connect('airtable', { ...settings, baseUrl: copy.airtable.baseUrl });
  expect(await copied.describeObjects({ objects: objects.map(({ id }) => id) }, options)).toEqual(objects);
  expect(await readAll(copied, objects)).toEqual(all);
});

test('a portal is told like its copy, with its labels, pipelines and custom objects', async () => {
  const real = await start();
  const token = 'pat-real';
  const hubspot = new Client({ accessToken: token, basePath: real.hubspot.baseUrl });
  const url = real.hubspot.baseUrl;
  const property = { groupName: 'contactinformation', fieldType: 'text', type: 'string' };
  for (const more of [
    { name: 'member_number', label: 'Member number', hasUniqueValue: true },
    { name: 'remarks', label: 'Remarks', fieldType: 'textarea' },
    {
      name: 'level',
      label: 'Level',
      type: 'enumeration',
      fieldType: 'select',
      options: [
        { label: 'Gold', value: 'g', displayOrder: 0, hidden: false },
        { label: 'Silver', value: 's', displayOrder: 1, hidden: false },
      ],
    },
    { name: 'joined_on', label: 'Joined', type: 'date', fieldType: 'date' },
    { name: 'shares', label: 'Shares', type: 'number', fieldType: 'number' },
  ]) {
    await post(`${url}/crm/properties/2026-09/contacts`, token, { ...property, ...more });
  }
  await post(`${url}/crm-object-schemas/2026-09/schemas`, token, {
    name: 'machine',
    labels: { singular: 'Machine', plural: 'Machines' },
    primaryDisplayProperty: 'serial',
    requiredProperties: ['serial'],
    properties: [{ name: 'serial', label: 'Serial', type: 'string', fieldType: 'text', hasUniqueValue: true }],
    associatedObjects: ['CONTACT'],
  });
  await post(`${url}/crm/associations/2026-09/contacts/companies/labels`, token, {
    label: 'Advisor',
    inverseLabel: 'Advised by',
    name: 'advisor',
  });
  await post(`${url}/crm/pipelines/2026-09/deals`, token, {
    label: 'Renewals',
    displayOrder: 1,
    stages: [
      { label: 'Closed Won', displayOrder: 0, metadata: { probability: '1.0' } },
      { label: 'Asked', displayOrder: 1, metadata: { probability: '0.5' } },
    ],
  });
  const company = await hubspot.crm.companies.basicApi.create({
    properties: { name: 'Acme', domain: 'acme.example' },
    associations: [],
  });
  const contact = await hubspot.crm.contacts.basicApi.create({
    properties: {
      email: 'ada@acme.example',
      member_number: '7',
      level: 's',
      joined_on: '2026-01-02',
      shares: '2.5',
      remarks: 'x',
    },
    associations: [],
  });
  const labels = z
    .object({ results: z.array(z.object({ category: z.string(), typeId: z.number(), label: z.string().optional() })) })
    .parse(
      await (
        await fetch(`${url}/crm/associations/2026-09/contacts/companies/labels`, {
          headers: { authorization: `Bearer ${token}` },
        })
      ).json(),
    );
  const advisor = labels.results.find(({ label }) => label === 'Advisor');
  const path = `${url}/crm/associations/2026-09/contacts/companies/batch/create`;
  const types = [{ associationCategory: 'USER_DEFINED', associationTypeId: advisor?.typeId }];
  await post(path, token, { inputs: [{ from: { id: contact.id }, to: { id: company.id }, types }] });

  const app = await connect('hubspot', { accessToken: token, baseUrl: url });
  const listed = await app.listObjects({}, options);
  const objects = await app.describeObjects({ objects: listed.objects.map(({ id }) => id) }, options);
  const all = await readAll(app, objects);
  const copy = await start();
  copy.hubspot.load('1', { objects: objects.map((object, index) => ({ ...object, records: all[index] ?? [] })) });

  const copied = await connect('hubspot', { accessToken: 'pat-copy', baseUrl: copy.hubspot.baseUrl });
  expect((await copied.listObjects({}, options)).objects.map(({ id, name }) => [id, name])).toEqual(
    listed.objects.map(({ id, name }) => [id, name]),
  );
  const again = await copied.describeObjects({ objects: objects.map(({ id }) => id) }, options);
  for (const [index, { fields, associations, ...object }] of objects.entries()) {
    const {
      fields: copiedFields,
      associations: copiedAssociations,
      ...copiedObject
    } = again[index] ?? { fields: [], associations: [] };
    expect(copiedObject).toEqual(object);
    expect(copiedAssociations).toEqual(associations);
    const byId = (list: readonly { readonly id: string }[]) => new Map(list.map((field) => [field.id, field]));
    expect(byId(copiedFields)).toEqual(byId(fields));
  }
  expect(await readAll(copied, objects)).toEqual(all);
});

test('a custom object has its pipelines in the copy', async () => {
  const option = (value: string, label: string) => ({ value, label });
  const staged = (id: string, options: readonly { readonly value: string; readonly label: string }[]) => ({
    id,
    name: id,
    label: id,
    type: 'option' as const,
    required: false,
    readOnly: false,
    unique: false,
    lookup: 'delayed' as const,
    options,
  });
  const fields = [
    staged('hs_pipeline', [option('p1', 'New'), option('p2', 'Used')]),
    staged('hs_pipeline_stage', [option('s1', 'New / Sold'), option('s2', 'Tested'), option('s3', 'Used / Sold')]),
  ];
  const machine = {
    id: '2-77',
    name: 'machine',
    label: 'Machines',
    custom: true,
    fields,
    associations: [],
    records: [],
  };
  const copy = await start();
  copy.hubspot.load('1', { objects: [machine] });
  const app = await connect('hubspot', { accessToken: 'pat-copy', baseUrl: copy.hubspot.baseUrl });
  const [described] = await app.describeObjects({ objects: ['2-77'] }, options);
  for (const field of fields) expect(described?.fields).toContainEqual(field);
});

test('a domain is told like its copy, with its lookups and choices', async () => {
  const real = await start();
  const auth = { username: 'ann@example.com', password: 'secret' };
  const kintone = new KintoneRestAPIClient({ baseUrl: real.kintone.baseUrl, auth });
  const line = (code: string, more: object = {}) => ({ type: 'SINGLE_LINE_TEXT' as const, code, label: code, ...more });
  const { app: companies } = await kintone.app.addApp({ name: 'Companies' });
  await kintone.app.addFormFields({
    app: companies,
    properties: { name: line('name', { unique: true, required: true }), city: line('city') },
  });
  await kintone.app.deployApp({ apps: [{ app: companies }] });
  const { app: people } = await kintone.app.addApp({ name: 'People' });
  await kintone.app.addFormFields({
    app: people,
    properties: {
      email: { type: 'LINK', code: 'email', label: 'E-mail', protocol: 'MAIL' },
      age: { type: 'NUMBER', code: 'age', label: 'Age' },
      next: { type: 'CALC', code: 'next', label: 'Next', expression: 'age + 1' },
      born: { type: 'DATE', code: 'born', label: 'Born' },
      seen: { type: 'DATETIME', code: 'seen', label: 'Seen' },
      notes: { type: 'MULTI_LINE_TEXT', code: 'notes', label: 'Notes' },
      role: {
        type: 'DROP_DOWN',
        code: 'role',
        label: 'Role',
        options: { Boss: { label: 'Boss', index: '0' }, Clerk: { label: 'Clerk', index: '1' } },
      },
      tags: {
        type: 'CHECK_BOX',
        code: 'tags',
        label: 'Tags',
        options: { a: { label: 'a', index: '0' }, b: { label: 'b', index: '1' } },
      },
      owner: { type: 'USER_SELECT', code: 'owner', label: 'Owner' },
      place: line('place'),
      company: line('company', {
        lookup: {
          relatedApp: { app: companies },
          relatedKeyField: 'name',
          fieldMappings: [{ field: 'place', relatedField: 'city' }],
          lookupPickerFields: [],
          filterCond: '',
          sort: '',
        },
      }),
    },
  });
  await kintone.app.deployApp({ apps: [{ app: people }] });
  await kintone.record.addRecord({ app: companies, record: { name: { value: 'Acme' }, city: { value: 'Berlin' } } });
  await kintone.record.addRecord({
    app: people,
    record: {
      email: { value: 'ada@acme.example' },
      age: { value: '36' },
      born: { value: '1990-05-01' },
      seen: { value: '2026-03-01T10:00:00Z' },
      notes: { value: 'one\ntwo' },
      role: { value: 'Boss' },
      tags: { value: ['b'] },
      owner: { value: [{ code: 'rita.rep@example.com' }] },
      company: { value: 'Acme' },
    },
  });

  const app = await connect('kintone', { ...auth, baseUrl: real.kintone.baseUrl });
  const objects = await app.describeObjects({ objects: [String(companies), String(people)] }, options);
  const all = await readAll(app, objects);
  const copy = await start();
  copy.kintone.load('real', { objects: objects.map((object, index) => ({ ...object, records: all[index] ?? [] })) });

  const copied = await connect('kintone', { ...auth, baseUrl: copy.kintone.baseUrl });
  expect(await copied.describeObjects({ objects: objects.map(({ id }) => id) }, options)).toEqual(objects);
  const plain = (records: typeof all) =>
    records.map((list) => list.map(({ fields, associations, id }) => ({ fields, associations, id })));
  expect(plain(await readAll(copied, objects))).toEqual(plain(all));
});
