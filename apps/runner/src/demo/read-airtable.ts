import { z } from 'zod';
import type { AirtableApi, AirtableRecord } from './airtable-api.ts';
import { type AppView, companyKey, contactKey, domainOf, keyOf } from './app-view.ts';

const cellSchema = z.union([z.string(), z.number()]).transform(String).catch('');
const linksSchema = z.array(z.string()).catch([]);

/** Everything that the base holds, read through Airtable's own API. */
export async function readAirtable(api: AirtableApi, baseId: string): Promise<AppView> {
  const accounts = await api.list(baseId, 'Accounts');
  const people = await api.list(baseId, 'People');
  const deals = await api.list(baseId, 'Deals');

  const companyFields = new Map(accounts.map((record) => [record.id, fieldsOfCompany(record)]));
  const contactFields = new Map(people.map((record) => [record.id, fieldsOfContact(record)]));
  const companyName = keyOf(companyFields, companyKey);
  const contactName = keyOf(contactFields, contactKey);

  return {
    app: 'Airtable',
    companies: accounts.map((record) => {
      const fields = fieldsOfCompany(record);
      return { id: record.id, key: companyKey(fields), fields, parent: targets(record, 'Parent', companyName) };
    }),
    contacts: people.map((record) => {
      const fields = fieldsOfContact(record);
      return {
        id: record.id,
        key: contactKey(fields),
        fields,
        primary: targets(record, 'Account', companyName),
        companies: targets(record, 'Companies', companyName),
      };
    }),
    deals: deals.map((record) => {
      const value = valuesOf(record);
      return {
        id: record.id,
        key: value('Name'),
        fields: {
          name: value('Name'),
          amount: value('Amount'),
          stage: value('Stage'),
          'close date': value('Close date'),
        },
        company: targets(record, 'Account', companyName),
        contacts: targets(record, 'People', contactName),
      };
    }),
  };
}

/** An empty cell is left out of Airtable's answers. */
const valuesOf =
  (record: AirtableRecord) =>
  (name: string): string =>
    cellSchema.parse(record.fields[name]);

function fieldsOfCompany(record: AirtableRecord): AppView['companies'][number]['fields'] {
  const value = valuesOf(record);
  return {
    name: value('Name'),
    domain: domainOf(value('Website')),
    city: value('City'),
    phone: value('Phone'),
  };
}

function fieldsOfContact(record: AirtableRecord): AppView['contacts'][number]['fields'] {
  const value = valuesOf(record);
  return {
    'first name': value('First name'),
    'last name': value('Last name'),
    'e-mail': value('Email').toLowerCase(),
    'job title': value('Job title'),
    phone: value('Phone'),
  };
}

function targets(record: AirtableRecord, field: string, name: (id: string) => string): readonly string[] {
  return linksSchema.parse(record.fields[field]).map(name).toSorted();
}
