import { Client } from '@hubspot/api-client';
import { AssociationSpecAssociationCategoryEnum as Category } from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec.js';
import { inBatches } from './in-batches.ts';
import type { Sample } from './sample.ts';

/** A portal that is filled and edited through HubSpot's own client. */
export interface BenchHubspot {
  readonly baseUrl: string;
  readonly accessToken: string;
  readonly client: Client;
  load(sample: Sample): Promise<void>;
  /** Gives so many contacts, from the first on, another job title. */
  changeContacts(sample: Sample, count: number, jobTitle: string): Promise<void>;
  /** Associates so many contacts, from the first on, with one more company. */
  addCompanies(sample: Sample, count: number): Promise<void>;
  /** Makes another company the primary one of so many contacts, from the first on. */
  moveCompanies(sample: Sample, count: number): Promise<void>;
}

const recordsPerBatch = 100;
const pairsPerBatch = 1000;
const primary = { associationCategory: Category.HubspotDefined, associationTypeId: 1 };

export function openHubspot(baseUrl: string, accessToken: string): BenchHubspot {
  // The client's own pacing (9 calls a second) would only make filling the portal slow.
  const client = new Client({ accessToken, basePath: baseUrl, limiterOptions: { maxConcurrent: 4 } });
  const contactIds = new Map<string, string>();
  const companyIds = new Map<string, string>();

  async function create(
    object: 'contacts' | 'companies',
    records: readonly (readonly [key: string, properties: Record<string, string>])[],
    ids: Map<string, string>,
  ): Promise<void> {
    for (const batch of inBatches(records, recordsPerBatch)) {
      const inputs = batch.map(([key, properties]) => ({ properties, objectWriteTraceId: key, associations: [] }));
      const { results } = await client.crm[object].batchApi.create({ inputs });
      for (const { objectWriteTraceId, id } of results) ids.set(objectWriteTraceId ?? '', id);
    }
  }

  async function associate(pairs: readonly (readonly [email: string, domain: string])[]): Promise<void> {
    for (const batch of inBatches(pairs, pairsPerBatch)) {
      const inputs = batch.map(([email, domain]) => ({
        _from: { id: idOf(contactIds, email) },
        to: { id: idOf(companyIds, domain) },
      }));
      await client.crm.associations.v4.batchApi.createDefault('contacts', 'companies', { inputs });
    }
  }

  return {
    baseUrl,
    accessToken,
    client,
    async load({ companies, contacts }) {
      await create(
        'companies',
        companies.map(({ name, domain }) => [domain, { name, domain }]),
        companyIds,
      );
      await create(
        'contacts',
        contacts.map(({ email, firstName, lastName, jobTitle }) => [
          email,
          { email, firstname: firstName, lastname: lastName, jobtitle: jobTitle },
        ]),
        contactIds,
      );
      // HubSpot makes the first company that a contact gets its primary one.
      await associate(contacts.flatMap(({ email, companies: [first] }) => (first ? [[email, first] as const] : [])));
      await associate(
        contacts.flatMap(({ email, companies: [, ...others] }) => others.map((domain) => [email, domain] as const)),
      );
    },
    async changeContacts({ contacts }, count, jobTitle) {
      for (const batch of inBatches(contacts.slice(0, count), recordsPerBatch)) {
        const inputs = batch.map(({ email }) => ({
          id: idOf(contactIds, email),
          properties: { jobtitle: jobTitle },
        }));
        await client.crm.contacts.batchApi.update({ inputs });
      }
    },
    addCompanies: ({ contacts, companies }, count) =>
      associate(
        contacts.slice(0, count).map((contact, index) => {
          const free = companies.findLast(({ domain }) => !contact.companies.includes(domain));
          const other = companies[(index * 11 + 5) % companies.length];
          const chosen = other && !contact.companies.includes(other.domain) ? other : free;
          return [contact.email, chosen?.domain ?? ''] as const;
        }),
      ),
    async moveCompanies({ contacts, companies }, count) {
      const moves = contacts.slice(0, count).map(({ email }, index) => ({
        _from: { id: idOf(contactIds, email) },
        to: { id: idOf(companyIds, companies[(index * 11 + 5) % companies.length]?.domain ?? '') },
        types: [primary],
      }));
      for (const inputs of inBatches(moves, pairsPerBatch)) {
        await client.crm.associations.v4.batchApi.create('contacts', 'companies', { inputs: [...inputs] });
      }
    },
  };
}

function idOf(ids: ReadonlyMap<string, string>, key: string): string {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`HubSpot has no record for ${key}`);
  return id;
}
