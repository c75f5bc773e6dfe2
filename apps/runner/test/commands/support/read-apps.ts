import type { FieldSet, Records } from 'airtable';
import { z } from 'zod';
import type { Crm } from './start-crm.ts';

/** What both apps hold, read with the vendors' own clients, in names that do not change between runs. */
export interface Apps {
  readonly companies: readonly HubspotCompany[];
  readonly contacts: readonly HubspotContact[];
  readonly deals: readonly HubspotDeal[];
  readonly accounts: readonly AirtableRow[];
  readonly people: readonly AirtableRow[];
  readonly opportunities: readonly AirtableRow[];
}

interface HubspotCompany {
  readonly name: string;
  readonly domain: string;
  readonly parent: string;
}

interface HubspotContact {
  readonly email: string;
  readonly firstname: string;
  /** Names of all associated companies, and of those that bear the mark of the primary one. */
  readonly companies: readonly string[];
  readonly primary: readonly string[];
}

interface HubspotDeal {
  readonly dealname: string;
  readonly dealstage: string;
  readonly contacts: readonly string[];
  readonly primary: readonly string[];
}

/** Texts as they are, links as the names of their targets. */
type AirtableRow = Readonly<Record<string, unknown>>;

const primaryTypes: Readonly<Record<string, number>> = { contacts: 1, deals: 5 };
const parentType = 14;

export async function readApps(crm: Crm): Promise<Apps> {
  const { crm: api } = crm.hubspot;
  const companies = await api.companies.getAll(100, undefined, ['name', 'domain']);
  const contacts = await api.contacts.getAll(100, undefined, ['email', 'firstname']);
  const deals = await api.deals.getAll(100, undefined, ['dealname', 'dealstage']);
  const names = new Map<string, string>();
  for (const { id, properties } of companies) names.set(`companies ${id}`, properties.name ?? '');
  for (const { id, properties } of contacts) names.set(`contacts ${id}`, properties.email ?? '');
  const targets = async (from: string, to: string, ids: readonly string[], typeId?: number) => {
    const found = new Map<string, string[]>();
    if (ids.length === 0) return found;
    const { results } = await api.associations.v4.batchApi.getPage(from, to, { inputs: ids.map((id) => ({ id })) });
    for (const { _from, to: ends } of results) {
      const wanted = ends.filter(
        ({ associationTypes }) => typeId === undefined || associationTypes.some((type) => type.typeId === typeId),
      );
      found.set(String(_from.id), wanted.map(({ toObjectId }) => names.get(`${to} ${toObjectId}`) ?? '?').sort());
    }
    return found;
  };
  const idsOf = (records: readonly { readonly id: string }[]): readonly string[] => records.map(({ id }) => id);
  const parents = await targets('companies', 'companies', idsOf(companies), parentType);
  const employers = await targets('contacts', 'companies', idsOf(contacts));
  const primaries = await targets('contacts', 'companies', idsOf(contacts), primaryTypes.contacts);
  const dealContacts = await targets('deals', 'contacts', idsOf(deals));
  const dealPrimaries = await targets('deals', 'companies', idsOf(deals), primaryTypes.deals);

  const rows = {
    accounts: await crm.base('Accounts').select().all(),
    people: await crm.base('People').select().all(),
    opportunities: await crm.base('Deals').select().all(),
  };
  return {
    companies: sorted(
      companies.map(({ id, properties: { name, domain } }) => ({
        name: name ?? '',
        domain: domain ?? '',
        parent: parents.get(id)?.join() ?? '',
      })),
    ),
    contacts: sorted(
      contacts.map(({ id, properties: { email, firstname } }) => ({
        email: email ?? '',
        firstname: firstname ?? '',
        companies: employers.get(id) ?? [],
        primary: primaries.get(id) ?? [],
      })),
    ),
    deals: sorted(
      deals.map(({ id, properties: { dealname, dealstage } }) => ({
        dealname: dealname ?? '',
        dealstage: dealstage ?? '',
        contacts: dealContacts.get(id) ?? [],
        primary: dealPrimaries.get(id) ?? [],
      })),
    ),
    ...withNames(rows),
  };
}

type Rows = Records<FieldSet>;
const linkSchema = z.array(z.string().regex(/^rec[A-Za-z0-9]{14}$/));

function withNames(rows: { readonly accounts: Rows; readonly people: Rows; readonly opportunities: Rows }) {
  const names = new Map([
    ...rows.accounts.map((row) => [row.id, String(row.fields.Name)] as const),
    ...rows.people.map((row) => [row.id, String(row.fields.Email)] as const),
    ...rows.opportunities.map((row) => [row.id, String(row.fields.Name)] as const),
  ]);
  const tell = (value: unknown): unknown => {
    const links = linkSchema.safeParse(value);
    return links.success ? links.data.map((id) => names.get(id) ?? '?').sort() : value;
  };
  const read = (table: Rows): AirtableRow[] =>
    sorted(
      table.map(({ fields }) => Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, tell(value)]))),
    );
  return { accounts: read(rows.accounts), people: read(rows.people), opportunities: read(rows.opportunities) };
}

/** Apps list records in orders of their own. */
const sorted = <Item>(items: readonly Item[]): Item[] =>
  items.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
