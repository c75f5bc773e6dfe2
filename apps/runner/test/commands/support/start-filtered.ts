import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@hubspot/api-client';
import {
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate.js';
import { startSandbox } from '@linkwright/sandbox';
import Airtable from 'airtable';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { makeAirtableBase } from '../../support/airtable-base.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { isWrite } from './is-write.ts';
import { runHere } from './run-here.ts';

export type Table = 'Accounts' | 'People' | 'Prospects';

const linkedSchema = z.array(z.string()).catch([]);

const text = (name: string) => ({ name, type: 'singleLineText' });
const tables = [
  { name: 'Accounts', fields: [text('Name')] },
  { name: 'People', fields: [{ name: 'Email', type: 'email' }, text('First name')] },
  { name: 'Prospects', fields: [{ name: 'Email', type: 'email' }, text('First name')] },
];
const segments = ['Customer', 'Lead', 'Former'].map((label, displayOrder) => ({
  label,
  value: label.toLowerCase(),
  displayOrder,
  hidden: false,
}));

/**
 * A portal whose contacts have a segment, and a base with two tables of people, linked with accounts: each read and
 * edited through the vendor's own client. Records are told by e-mail address and by name.
 */
export async function startFiltered() {
  const sandbox = await startSandbox({ speed: 1000 });
  onTestFinished(() => sandbox.close());
  const token = 'pat-filtered';
  const client = new Client({ accessToken: token, basePath: sandbox.hubspot.baseUrl, numberOfApiCallRetries: 3 });
  await client.crm.properties.coreApi.create('contacts', {
    name: 'segment',
    label: 'Segment',
    groupName: 'contactinformation',
    type: PropertyCreateTypeEnum.Enumeration,
    fieldType: PropertyCreateFieldTypeEnum.Select,
    options: segments,
  });
  const made = await makeAirtableBase(sandbox.airtable.baseUrl, tables);
  for (const table of ['People', 'Prospects'] as const) await made.addLink(table, 'Accounts', 'Accounts');
  const base = new Airtable({ apiKey: 'patPerson', endpointUrl: sandbox.airtable.baseUrl }).base(made.id);
  const directory = await temporaryFolder();
  const run = (...words: readonly string[]) => runHere(words, directory);

  const contacts = async () =>
    (await client.crm.objects.basicApi.getPage('contacts', 100, undefined, ['email', 'firstname', 'segment'])).results;
  const contactId = async (email: string): Promise<string> =>
    (await contacts()).find(({ properties }) => properties.email === email)?.id ?? '';
  const companies = async () =>
    (await client.crm.objects.basicApi.getPage('companies', 100, undefined, ['name'])).results;
  const rows = (table: Table) => base(table).select().all();
  const rowOf = async (table: Table, name: string): Promise<string> =>
    (await rows(table)).find(({ fields }) => (fields.Email ?? fields.Name) === name)?.id ?? '';

  return {
    sandbox,
    run,
    configure: (...syncs: readonly string[]) =>
      writeFile(
        join(directory, 'linkwright.yaml'),
        [
          'version: 1',
          'connections:',
          '  hubspot:',
          '    connector: "@linkwright/connector-hubspot"',
          `    settings: { accessToken: "${token}", baseUrl: "${sandbox.hubspot.baseUrl}" }`,
          '    limits: { requestsPerSecond: 1000 }',
          '  airtable:',
          '    connector: "@linkwright/connector-airtable"',
          `    settings: { accessToken: "patFiltered", baseId: "${made.id}", baseUrl: "${sandbox.airtable.baseUrl}" }`,
          '    limits: { requestsPerSecond: 1000 }',
          'syncs:',
          ...syncs,
          '',
        ].join('\n'),
      ),
    /** Syncs, and syncs again: nothing may be left to do, and nothing may be sent. Resolves to what the first one told. */
    async settle(): Promise<string> {
      const words = await run('sync');
      if (words.exitCode !== 0) throw new Error(`exit code ${words.exitCode}\n${words.stdout}\n${words.stderr}`);
      sandbox.clearRequests();
      const again = await run('sync');
      const sent = sandbox.requests().filter(isWrite);
      if (again.exitCode !== 0 || sent.length > 0) throw new Error(`not settled\n${again.stdout}\n${again.stderr}`);
      return words.stdout;
    },
    hubspot: {
      /** `email: first name (segment)`, sorted. */
      contacts: async () =>
        (await contacts())
          .map(({ properties: { email, firstname, segment } }) => `${email}: ${firstname ?? ''} (${segment ?? ''})`)
          .sort(),
      /** `email → company`, sorted. */
      async edges() {
        const names = new Map((await companies()).map(({ id, properties }) => [id, properties.name]));
        const found: string[] = [];
        for (const { id, properties } of await contacts()) {
          const { results } = await client.crm.associations.v4.basicApi.getPage('contacts', id, 'companies');
          found.push(...results.map(({ toObjectId }) => `${properties.email} → ${names.get(String(toObjectId))}`));
        }
        return found.sort();
      },
      async addContact(email: string, firstname: string, segment: string, company?: string) {
        const properties = { email, firstname, segment };
        const { id } = await client.crm.objects.basicApi.create('contacts', { properties, associations: [] });
        if (company !== undefined) {
          await client.crm.associations.v4.basicApi.createDefault('contacts', id, 'companies', company);
        }
      },
      addCompany: async (name: string): Promise<string> =>
        (await client.crm.objects.basicApi.create('companies', { properties: { name }, associations: [] })).id,
      async edit(email: string, properties: Record<string, string>) {
        await client.crm.objects.basicApi.update('contacts', await contactId(email), { properties });
      },
      async join(email: string, company: string) {
        const from = await contactId(email);
        await client.crm.associations.v4.basicApi.createDefault('contacts', from, 'companies', company);
      },
    },
    airtable: {
      /** `email: first name`, sorted. */
      people: async (table: Table) =>
        (await rows(table)).map(({ fields }) => `${fields.Email}: ${fields['First name'] ?? ''}`).sort(),
      accounts: async () => (await rows('Accounts')).map(({ fields }) => String(fields.Name)).sort(),
      async edges(table: Table) {
        const names = new Map((await rows('Accounts')).map(({ id, fields }) => [id, fields.Name]));
        return (await rows(table))
          .flatMap(({ fields }) =>
            linkedSchema.parse(fields.Accounts).map((id) => `${fields.Email} → ${names.get(id)}`),
          )
          .sort();
      },
      async add(table: Table, email: string, name: string) {
        await base(table).create([{ fields: { Email: email, 'First name': name } }]);
      },
      async rename(table: Table, email: string, name: string) {
        await base(table).update([{ id: await rowOf(table, email), fields: { 'First name': name } }]);
      },
      async link(table: Table, email: string, ...names: readonly string[]) {
        const ids = await Promise.all(names.map((name) => rowOf('Accounts', name)));
        await base(table).update([{ id: await rowOf(table, email), fields: { Accounts: ids } }]);
      },
    },
  };
}
