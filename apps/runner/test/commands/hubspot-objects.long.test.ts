import { AssociationSpecAssociationCategoryEnum as Category } from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec.js';
import { ObjectTypePropertyCreateTypeEnum as Type } from '@hubspot/api-client/lib/codegen/crm/schemas/index.js';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addCompany, addContact, addRow, contactId, editRow, rowId } from './support/fill-crm.ts';
import { readApps } from './support/read-apps.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

const withId = z.object({ id: z.string() });
const tablesSchema = z.object({ tables: z.array(z.object({ id: z.string(), name: z.string() })) });

/** Airtable's client has no metadata API. */
async function meta(crm: Crm, method: string, body?: object): Promise<unknown> {
  const response = await fetch(`${crm.variables.AIRTABLE_URL}/v0/meta/bases/${crm.baseId}/tables`, {
    method,
    headers: { authorization: 'Bearer patPerson', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}

async function tableId(crm: Crm, wanted: string): Promise<string> {
  const { tables } = tablesSchema.parse(await meta(crm, 'GET'));
  return tables.find(({ name }) => name === wanted)?.id ?? '';
}

const linkTo = async (crm: Crm, name: string, table: string) => ({
  name,
  type: 'multipleRecordLinks',
  options: { linkedTableId: await tableId(crm, table) },
});

async function syncTwice(crm: Crm): Promise<string> {
  const first = await crm.run('sync');
  expect(first).toMatchObject({ exitCode: 0 });
  crm.sandbox.clearRequests();
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing to do') });
  expect(crm.writes()).toEqual([]);
  return first.stdout;
}

const syncs = `  offices:
    left: { connection: hubspot, object: office }
    right: { connection: airtable, object: Offices }
    match: { left: title, right: Name }
    fields:
      - { left: title, right: Name }
    associations:
      - { left: contacts, right: Members }
  tickets:
    left: { connection: hubspot, object: tickets }
    right: { connection: airtable, object: Tickets }
    match: { left: subject, right: Name }
    fields:
      - { left: subject, right: Name }
      - { left: hs_pipeline_stage, right: Status }
    associations:
      - { left: primary_company, right: Account }
      - { left: contacts, right: Contacts }
`;

/** HubSpot with a label and a custom object, Airtable with a table or a link field for each. */
async function startOffices() {
  const crm = await startCrm();
  const { schemas, associations } = crm.hubspot.crm;
  const { results } = await associations.v4.schema.definitionsApi.create('contacts', 'companies', {
    label: 'Advisor',
    name: 'advisor',
  });
  const advisor = results[0]?.typeId ?? 0;
  const { objectTypeId: office = '' } = await schemas.coreApi.create({
    name: 'office',
    labels: { singular: 'Office', plural: 'Offices' },
    primaryDisplayProperty: 'title',
    requiredProperties: ['title'],
    associatedObjects: ['0-1'],
    properties: [{ name: 'title', label: 'Title', type: Type.String, fieldType: 'text', hasUniqueValue: true }],
  });
  await crm.addField('People', await linkTo(crm, 'Advises', 'Accounts'));
  const text = { name: 'Name', type: 'singleLineText' };
  await meta(crm, 'POST', { name: 'Offices', fields: [text, await linkTo(crm, 'Members', 'People')] });
  const status = { name: 'Status', type: 'singleSelect', options: { choices: [{ name: 'New' }, { name: 'Closed' }] } };
  const links = [await linkTo(crm, 'Account', 'Accounts'), await linkTo(crm, 'Contacts', 'People')];
  withId.parse(await meta(crm, 'POST', { name: 'Tickets', fields: [text, status, ...links] }));
  const label = '      - { left: primary_company, right: Account }\n';
  const configuration = crmConfiguration(['companies', 'contacts']);
  await crm.configure(
    `${configuration.replace(label, `${label}      - { left: companies/Advisor, right: Advises }\n`)}${syncs}`,
  );
  return { crm, advisor, office };
}

/** Types of the associations of one record, by target id, as HubSpot's own client tells them. */
async function typesOf(crm: Crm, from: string, id: string, to: string): Promise<Record<string, string[]>> {
  const { results } = await crm.hubspot.crm.associations.v4.basicApi.getPage(from, id, to);
  return Object.fromEntries(
    results.map(({ toObjectId, associationTypes }) => [
      String(toObjectId),
      associationTypes.map(({ label, typeId }) => label ?? String(typeId)).sort(),
    ]),
  );
}

/** The names behind a link field of one row, as Airtable's own client tells them. */
async function linked(crm: Crm, table: string, row: string, field: string, target: string, naming: string) {
  const ids = z.array(z.string()).parse((await crm.base(table).find(row)).fields[field] ?? []);
  const rows = await Promise.all(ids.map((id) => crm.base(target).find(id)));
  return rows.map(({ fields }) => fields[naming]).sort();
}

describe('labels, tickets and a custom object', () => {
  it('go to Airtable and back', async () => {
    const { crm, advisor, office } = await startOffices();
    const { objects, tickets, associations, companies } = crm.hubspot.crm;
    const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
    const umbrella = await addCompany(crm, { name: 'Umbrella', domain: 'umbrella.example' });
    const ada = await addContact(crm, { email: 'ada@acme.example' }, [acme]);
    const bob = await addContact(crm, { email: 'bob@acme.example' }, [acme]);
    const label = [{ associationCategory: Category.UserDefined, associationTypeId: advisor }];
    await associations.v4.basicApi.create('contacts', ada, 'companies', umbrella, label);
    const hall = await objects.basicApi.create(office, { properties: { title: 'Hall' }, associations: [] });
    await associations.v4.basicApi.createDefault(office, hall.id, 'contacts', ada);
    const broken = await tickets.basicApi.create({
      properties: { subject: 'Broken', hs_pipeline_stage: '1', hs_pipeline: '0' },
      associations: [],
    });
    await associations.v4.basicApi.createDefault('tickets', broken.id, 'contacts', bob);
    await associations.v4.basicApi.createDefault('tickets', broken.id, 'companies', acme);

    await syncTwice(crm);
    const adaRow = await rowId(crm, 'People', 'Email', 'ada@acme.example');
    const bobRow = await rowId(crm, 'People', 'Email', 'bob@acme.example');
    const acmeRow = await rowId(crm, 'Accounts', 'Name', 'Acme');
    const umbrellaRow = await rowId(crm, 'Accounts', 'Name', 'Umbrella');
    const hallRow = await rowId(crm, 'Offices', 'Name', 'Hall');
    const brokenRow = await rowId(crm, 'Tickets', 'Name', 'Broken');
    expect(await linked(crm, 'People', adaRow, 'Account', 'Accounts', 'Name')).toEqual(['Acme']);
    expect(await linked(crm, 'People', adaRow, 'Advises', 'Accounts', 'Name')).toEqual(['Umbrella']);
    expect(await linked(crm, 'People', bobRow, 'Advises', 'Accounts', 'Name')).toEqual([]);
    expect(await linked(crm, 'Offices', hallRow, 'Members', 'People', 'Email')).toEqual(['ada@acme.example']);
    expect(await linked(crm, 'Tickets', brokenRow, 'Contacts', 'People', 'Email')).toEqual(['bob@acme.example']);
    expect(await linked(crm, 'Tickets', brokenRow, 'Account', 'Accounts', 'Name')).toEqual(['Acme']);
    expect((await crm.base('Tickets').find(brokenRow)).fields.Status).toBe('New');

    // Ada advises Acme instead, which is her primary company; Bob joins the hall; another ticket comes in.
    await editRow(crm, 'People', adaRow, { Advises: [acmeRow] });
    await editRow(crm, 'Offices', hallRow, { Members: [adaRow, bobRow] });
    await editRow(crm, 'Tickets', brokenRow, { Status: 'Closed', Account: [umbrellaRow] });
    await addRow(crm, 'Tickets', { Name: 'Lost', Status: 'New', Contacts: [adaRow], Account: [umbrellaRow] });
    await addRow(crm, 'Offices', { Name: 'Yard', Members: [bobRow] });
    await syncTwice(crm);
    expect(await typesOf(crm, 'contacts', ada, 'companies')).toEqual({
      [acme]: ['279', 'Advisor', 'Primary'],
      // The label is gone, the membership stays.
      [umbrella]: ['279'],
    });
    expect(Object.keys(await typesOf(crm, office, hall.id, 'contacts')).sort()).toEqual([ada, bob].sort());
    expect(await typesOf(crm, 'tickets', broken.id, 'companies')).toEqual({
      [acme]: ['339'],
      [umbrella]: ['339', 'Primary'],
    });
    const all = await tickets.getAll(100, undefined, ['subject', 'hs_pipeline_stage', 'hs_primary_company_id']);
    expect(all.map(({ properties }) => [properties.subject, properties.hs_pipeline_stage])).toEqual([
      ['Broken', '4'],
      ['Lost', '1'],
    ]);
    expect(all[1]?.properties.hs_primary_company_id).toBe(umbrella);
    expect(Object.keys(await typesOf(crm, 'tickets', all[1]?.id ?? '', 'contacts'))).toEqual([ada]);
    const offices = await objects.basicApi.getPage(office, 100, undefined, ['title']);
    expect(offices.results.map(({ properties }) => properties.title)).toEqual(['Hall', 'Yard']);

    // Leaving the company ends the label, and with it the link in Airtable.
    await associations.v4.basicApi.archive('contacts', ada, 'companies', acme);
    await syncTwice(crm);
    expect(await linked(crm, 'People', adaRow, 'Advises', 'Accounts', 'Name')).toEqual([]);
    expect(await companies.getAll()).toHaveLength(2);
  });

  it('of a custom object need a sync of their targets', async () => {
    const { crm } = await startOffices();
    const offices = syncs.slice(0, syncs.indexOf('  tickets:'));
    await crm.configure(crmConfiguration([]) + offices);
    const told = await crm.run('check');
    expect(told).toMatchObject({ exitCode: 2 });
    expect(told.stdout + told.stderr).toContain('association-target-not-synced');
    expect(told.stdout + told.stderr).toContain('no active sync pairs contacts with People');
  });
});

describe('a portal that associates companies with contacts by e-mail domain', () => {
  it('settles with no company twice', async () => {
    const crm = await startCrm({ hubspot: { associateCompaniesByDomain: true } });
    const acmeRow = await addRow(crm, 'Accounts', { Name: 'Acme', Website: 'https://acme.example' });
    await addRow(crm, 'People', { Email: 'ada@acme.example', Account: [acmeRow] });
    await syncTwice(crm);
    expect((await readApps(crm)).contacts).toMatchObject([{ companies: ['Acme'], primary: ['Acme'] }]);

    // One of a company that is there, one of a company that nobody has, one of none.
    for (const email of ['bob@acme.example', 'eve@umbrella.example', 'kim@gmail.com']) {
      await addRow(crm, 'People', { Email: email });
    }
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    // What the portal did meanwhile comes with the next sync, and that is all.
    await syncTwice(crm);
    const apps = await readApps(crm);
    expect(apps.companies.map(({ name, domain }) => [name, domain])).toEqual([
      ['Acme', 'acme.example'],
      ['Umbrella', 'umbrella.example'],
    ]);
    expect(apps.accounts.map(({ Name }) => Name)).toEqual(['Acme', 'Umbrella']);
    expect(apps.people.map(({ Email, Account }) => [Email, Account])).toEqual([
      ['ada@acme.example', ['Acme']],
      ['bob@acme.example', ['Acme']],
      ['eve@umbrella.example', ['Umbrella']],
      ['kim@gmail.com', undefined],
    ]);
    const eve = await contactId(crm, 'eve@umbrella.example');
    expect(Object.values(await typesOf(crm, 'contacts', eve, 'companies'))).toEqual([['279', 'Primary']]);
  });
});
