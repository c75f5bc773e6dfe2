import type { ObjectSyncInput } from '@linkwright/core';
import Airtable from 'airtable';
import { z } from 'zod';
import type { OtherApp } from './bench-pair.ts';
import { inBatches } from './in-batches.ts';
import type { Sample } from './sample.ts';

/** A base that is made through Airtable's metadata API and edited through Airtable's own client. */
export interface BenchAirtable extends OtherApp {
  readonly base: Airtable.Base;
}

/** The set of a contact's companies and its primary one, both as links. */
const syncs: Readonly<Record<string, ObjectSyncInput>> = {
  companies: {
    left: { connection: 'hubspot', object: 'companies' },
    right: { connection: 'other', object: 'Companies' },
    match: { left: 'domain', right: 'Domain', normalize: 'domain' },
    fields: [
      { left: 'name', right: 'Name' },
      { left: 'domain', right: 'Domain' },
    ],
    associations: [],
  },
  contacts: {
    left: { connection: 'hubspot', object: 'contacts' },
    right: { connection: 'other', object: 'Contacts' },
    match: { left: 'email', right: 'Email' },
    fields: [
      { left: 'email', right: 'Email' },
      { left: 'firstname', right: 'First name' },
      { left: 'lastname', right: 'Last name' },
      { left: 'jobtitle', right: 'Job title' },
    ],
    associations: [
      { left: 'companies', right: 'Companies' },
      { left: 'primary_company', right: 'Primary company' },
    ],
  },
};

const baseSchema = z.object({ id: z.string(), tables: z.array(z.object({ id: z.string(), name: z.string() })) });
const accessToken = 'patBench';
const recordsPerBatch = 10;
const text = 'singleLineText';

/** Empty tables Companies and Contacts; a contact links its companies, and its primary one once more. */
export async function createAirtableBase(baseUrl: string): Promise<BenchAirtable> {
  const { id: baseId, tables } = baseSchema.parse(
    await post(`${baseUrl}/v0/meta/bases`, {
      name: 'Bench',
      workspaceId: 'wspBench',
      tables: [
        {
          name: 'Companies',
          fields: [
            { name: 'Name', type: text },
            { name: 'Domain', type: text },
          ],
        },
        {
          name: 'Contacts',
          fields: [
            { name: 'Email', type: 'email' },
            { name: 'First name', type: text },
            { name: 'Last name', type: text },
            { name: 'Job title', type: text },
          ],
        },
      ],
    }),
  );
  const tableId = (wanted: string): string => tables.find(({ name }) => name === wanted)?.id ?? '';
  for (const name of ['Companies', 'Primary company']) {
    await post(`${baseUrl}/v0/meta/bases/${baseId}/tables/${tableId('Contacts')}/fields`, {
      name,
      type: 'multipleRecordLinks',
      options: { linkedTableId: tableId('Companies') },
    });
  }
  return openBase(baseUrl, baseId);
}

function openBase(baseUrl: string, baseId: string): BenchAirtable {
  const base = new Airtable({ apiKey: accessToken, endpointUrl: baseUrl }).base(baseId);

  async function recordsBy(
    table: string,
    column: string,
  ): Promise<ReadonlyMap<string, Airtable.Record<Airtable.FieldSet>>> {
    const records = await base(table).select().all();
    return new Map(records.map((record) => [String(record.get(column)), record]));
  }

  async function updateContacts(
    sample: Sample,
    count: number,
    fieldsOf: (record: Airtable.Record<Airtable.FieldSet>, index: number) => Partial<Airtable.FieldSet>,
  ): Promise<void> {
    const records = await recordsBy('Contacts', 'Email');
    const changes = sample.contacts.slice(0, count).map(({ email }, index) => {
      const record = records.get(email);
      if (!record) throw new Error(`Airtable has no contact ${email}`);
      return { id: record.id, fields: fieldsOf(record, index) };
    });
    for (const batch of inBatches(changes, recordsPerBatch)) await base('Contacts').update([...batch]);
  }

  return {
    settings: { accessToken, baseId, baseUrl },
    syncs,
    base,
    changeContacts: (sample, count, jobTitle) => updateContacts(sample, count, () => ({ 'Job title': jobTitle })),
    async changeAssociations(sample, count) {
      const companies = [...(await recordsBy('Companies', 'Domain')).values()].map(({ id }) => id);
      const linksSchema = z.array(z.string()).default([]);
      await updateContacts(sample, count, (record, index) => {
        const linked = linksSchema.parse(record.get('Companies'));
        const start = (index * 13) % companies.length;
        const added = [...companies.slice(start), ...companies].find((id) => !linked.includes(id));
        return { Companies: [...linked, ...(added === undefined ? [] : [added])] };
      });
    },
  };
}

async function post(url: string, body: object): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
}
