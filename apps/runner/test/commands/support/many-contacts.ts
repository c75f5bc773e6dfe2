import { associationTypes } from './fill-crm.ts';
import type { Crm } from './start-crm.ts';

/** What both apps should hold of a contact, by its address. */
export interface Expected {
  first: string;
  title: string;
  /** Name of the primary company. */
  company: string;
}

/** Contacts by e-mail as an app shows them, one line each; a second one of the same address is a line of its own. */
export type Shown = readonly string[];

export const lineOf = (email: string, { first, title, company }: Expected): string =>
  `${email} ${first} | ${title} | ${company}`;

export function chunksOf<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

export const companyName = (index: number): string => `Company ${index}`;
const domainOf = (name: string): string => `${name.toLowerCase().replace(' ', '')}.example`;

/** Ids by name. */
export async function addCompanies({ hubspot }: Crm, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (const chunk of chunksOf(names, 100)) {
    const inputs = chunk.map((name) => ({ properties: { name, domain: domainOf(name) }, associations: [] }));
    const { results } = await hubspot.crm.companies.batchApi.create({ inputs });
    for (const { id, properties } of results) ids.set(properties.name ?? '', id);
  }
  return ids;
}

export async function addContacts(
  { hubspot }: Crm,
  contacts: readonly (readonly [email: string, expected: Expected])[],
  companies: ReadonlyMap<string, string>,
): Promise<void> {
  for (const chunk of chunksOf(contacts, 100)) {
    const inputs = chunk.map(([email, { first, title, company }]) => ({
      properties: { email, firstname: first, jobtitle: title },
      associations: [{ to: { id: companies.get(company) ?? '' }, types: [associationTypes.contactToPrimaryCompany] }],
    }));
    await hubspot.crm.contacts.batchApi.create({ inputs });
  }
}

/** Ids by name. */
export async function addAccounts({ base }: Crm, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (const chunk of chunksOf(names, 10)) {
    const rows = await base('Accounts').create(
      chunk.map((name) => ({ fields: { Name: name, Website: `https://${domainOf(name)}` } })),
    );
    for (const row of rows) ids.set(String(row.fields.Name), row.id);
  }
  return ids;
}

export async function addPeople(
  { base }: Crm,
  people: readonly (readonly [email: string, expected: Expected])[],
  accounts: ReadonlyMap<string, string>,
): Promise<void> {
  for (const chunk of chunksOf(people, 10)) {
    await base('People').create(
      chunk.map(([email, { first, title, company }]) => ({
        fields: { Email: email, 'First name': first, 'Job title': title, Account: [accounts.get(company) ?? ''] },
      })),
    );
  }
}

/** Contacts of HubSpot, each with its primary companies. */
export async function readContacts({ hubspot }: Crm): Promise<{ readonly contacts: Shown; readonly companies: Shown }> {
  const { companies, contacts, associations } = hubspot.crm;
  const firms = await companies.getAll(100, undefined, ['name']);
  const names = new Map(firms.map(({ id, properties }) => [id, properties.name ?? '']));
  const people = await contacts.getAll(100, undefined, ['email', 'firstname', 'jobtitle']);
  const primaries = new Map<string, string[]>();
  for (const chunk of chunksOf(people, 1000)) {
    const { results } = await associations.v4.batchApi.getPage('contacts', 'companies', {
      inputs: chunk.map(({ id }) => ({ id })),
    });
    for (const { _from, to } of results) {
      const primary = to.filter(({ associationTypes: types }) => types.some(({ typeId }) => typeId === 1));
      primaries.set(
        String(_from.id),
        primary.map(({ toObjectId }) => names.get(String(toObjectId)) ?? '?'),
      );
    }
  }
  return {
    contacts: people
      .map(({ id, properties: { email, firstname, jobtitle } }) =>
        lineOf(email ?? '', {
          first: firstname ?? '',
          title: jobtitle ?? '',
          company: (primaries.get(id) ?? []).join(),
        }),
      )
      .sort(),
    companies: [...names.values()].sort(),
  };
}

/** Rows of Airtable, each with the names of its accounts. */
export async function readPeople({ base }: Crm): Promise<{ readonly people: Shown; readonly accounts: Shown }> {
  const accounts = await base('Accounts').select().all();
  const names = new Map(accounts.map(({ id, fields }) => [id, String(fields.Name)]));
  const people = await base('People').select().all();
  return {
    people: people
      .map(({ fields }) => {
        const linked = Array.isArray(fields.Account) ? fields.Account.map((id) => names.get(String(id)) ?? '?') : [];
        return lineOf(String(fields.Email), {
          first: String(fields['First name'] ?? ''),
          title: String(fields['Job title'] ?? ''),
          company: linked.join(),
        });
      })
      .sort(),
    accounts: [...names.values()].sort(),
  };
}
