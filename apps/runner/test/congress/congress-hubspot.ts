import { Client } from '@hubspot/api-client';
import { AssociationSpecAssociationCategoryEnum } from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec.js';
import { type Congress, pairOf, type Values, valuesOf } from './congress-data.ts';
import { committeeFields, type MappedField, memberFields } from './congress-fields.ts';

/** The portal, through HubSpot's own client; records are named by their own keys. */
export interface CongressHubspot {
  load(congress: Congress): Promise<void>;
  read(): Promise<Congress>;
  setMember(member: string, values: Values): Promise<void>;
  setCommittee(committee: string, values: Values): Promise<void>;
  join(pairs: readonly (readonly [member: string, committee: string])[]): Promise<void>;
  leave(pairs: readonly (readonly [member: string, committee: string])[]): Promise<void>;
}

const recordsPerBatch = 100;
const pairsPerBatch = 2000;
const contactToCompany = {
  associationCategory: AssociationSpecAssociationCategoryEnum.HubspotDefined,
  associationTypeId: 279,
};

export function congressHubspot(options: { readonly baseUrl: string; readonly accessToken: string }): CongressHubspot {
  const client = new Client({
    accessToken: options.accessToken,
    basePath: options.baseUrl,
    limiterOptions: { maxConcurrent: 4 },
  });
  const contactIds = new Map<string, string>();
  const companyIds = new Map<string, string>();

  async function defineProperties(
    object: string,
    groupName: string,
    fields: readonly MappedField[],
    records: ReadonlyMap<string, Values>,
  ): Promise<void> {
    for (const { property, column, create } of fields) {
      if (!create) continue;
      const options = valuesOf(records, column).map((value, displayOrder) => ({
        label: value,
        value,
        displayOrder,
        hidden: false,
      }));
      const response = await client.apiRequest({
        method: 'POST',
        path: `/crm/v3/properties/${object}`,
        body: {
          name: property,
          label: column,
          groupName,
          type: create.type,
          fieldType: create.fieldType,
          ...(create.unique && { hasUniqueValue: true }),
          ...(create.type === 'enumeration' && { options }),
        },
      });
      if (!response.ok) throw new Error(`property ${property}: ${response.status} ${await response.text()}`);
    }
  }

  async function create(
    object: 'contacts' | 'companies',
    fields: readonly MappedField[],
    records: ReadonlyMap<string, Values>,
    ids: Map<string, string>,
  ): Promise<void> {
    for (const batch of inBatches([...records], recordsPerBatch)) {
      // Answers come in an order of their own; the trace id tells which is which.
      const inputs = batch.map(([key, values]) => ({
        properties: withoutBlanks(toProperties(fields, values)),
        objectWriteTraceId: key,
        associations: [],
      }));
      const { results } = await client.crm[object].batchApi.create({ inputs });
      for (const { objectWriteTraceId, id } of results) ids.set(objectWriteTraceId ?? '', id);
    }
  }

  return {
    async load(congress) {
      await defineProperties('contacts', 'contactinformation', memberFields, congress.members);
      await defineProperties('companies', 'companyinformation', committeeFields, congress.committees);
      await create('companies', committeeFields, congress.committees, companyIds);
      await create('contacts', memberFields, congress.members, contactIds);
      await this.join([...congress.pairs].map(splitPair));
    },

    async read() {
      const properties = (fields: readonly MappedField[]): string[] => fields.map(({ property }) => property);
      const contacts = await client.crm.contacts.getAll(100, undefined, properties(memberFields));
      const companies = await client.crm.companies.getAll(100, undefined, properties(committeeFields));
      const codes = new Map(companies.map(({ id, properties: { committee_code: code } }) => [id, code ?? id]));
      const members = new Map(contacts.map(({ id, properties: { bioguide_id: bioguide } }) => [id, bioguide ?? id]));
      const pairs = new Set<string>();
      const inputs = contacts.map(({ id }) => ({ id }));
      const { results } = await client.crm.associations.v4.batchApi.getPage('contacts', 'companies', { inputs });
      for (const { _from, to } of results) {
        for (const { toObjectId } of to) {
          pairs.add(pairOf(members.get(String(_from.id)) ?? '?', codes.get(String(toObjectId)) ?? '?'));
        }
      }
      return {
        members: byKey(contacts, memberFields),
        committees: byKey(companies, committeeFields),
        pairs,
      };
    },

    async setMember(member, values) {
      const properties = toProperties(memberFields, values);
      await client.crm.contacts.basicApi.update(idOf(contactIds, member), { properties });
    },

    async setCommittee(committee, values) {
      const properties = toProperties(committeeFields, values);
      await client.crm.companies.basicApi.update(idOf(companyIds, committee), { properties });
    },

    async join(pairs) {
      for (const batch of inBatches(pairs, pairsPerBatch)) {
        const inputs = batch.map(([member, committee]) => ({
          _from: { id: idOf(contactIds, member) },
          to: { id: idOf(companyIds, committee) },
          types: [contactToCompany],
        }));
        await client.crm.associations.v4.batchApi.create('contacts', 'companies', { inputs });
      }
    },

    async leave(pairs) {
      const inputs = pairs.map(([member, committee]) => ({
        _from: { id: idOf(contactIds, member) },
        to: [{ id: idOf(companyIds, committee) }],
      }));
      await client.crm.associations.v4.batchApi.archive('contacts', 'companies', { inputs });
    },
  };
}

export function splitPair(pair: string): readonly [member: string, committee: string] {
  const [member = '', committee = ''] = pair.split(' ');
  return [member, committee];
}

function byKey(
  records: readonly { readonly properties: Readonly<Record<string, string | null>> }[],
  fields: readonly MappedField[],
): Map<string, Values> {
  return new Map(
    records.map(({ properties }) => [
      properties[fields[0]?.property ?? ''] ?? '',
      Object.fromEntries(fields.map(({ property, column }) => [column, properties[property] || null])),
    ]),
  );
}

/** An empty text clears a property. */
function toProperties(fields: readonly MappedField[], values: Values): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap(({ property, column }) => (column in values ? [[property, values[column] ?? '']] : [])),
  );
}

function withoutBlanks(properties: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== ''));
}

function idOf(ids: ReadonlyMap<string, string>, key: string): string {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`HubSpot has no record for ${key}`);
  return id;
}

export function inBatches<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
