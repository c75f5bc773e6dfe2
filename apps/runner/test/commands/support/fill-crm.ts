import { AssociationSpecAssociationCategoryEnum } from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec.js';
import type { Crm } from './start-crm.ts';

type Properties = Readonly<Record<string, string>>;

const hubspotDefined = (associationTypeId: number) => ({
  associationCategory: AssociationSpecAssociationCategoryEnum.HubspotDefined,
  associationTypeId,
});

/** HubSpot's own association types, by what they mean. */
export const associationTypes = {
  contactToCompany: hubspotDefined(279),
  contactToPrimaryCompany: hubspotDefined(1),
  dealToPrimaryCompany: hubspotDefined(5),
  dealToContact: hubspotDefined(3),
  childToParentCompany: hubspotDefined(14),
};

export async function addCompany({ hubspot }: Crm, properties: Properties): Promise<string> {
  return (await hubspot.crm.companies.basicApi.create({ properties: { ...properties }, associations: [] })).id;
}

/** `companies`: ids; HubSpot makes the first one the primary company. */
export async function addContact(
  { hubspot }: Crm,
  properties: Properties,
  companies: readonly string[] = [],
): Promise<string> {
  const { id } = await hubspot.crm.contacts.basicApi.create({ properties: { ...properties }, associations: [] });
  for (const company of companies)
    await associate({ hubspot }, ['contacts', id], ['companies', company], 'contactToCompany');
  return id;
}

export async function associate(
  { hubspot }: Pick<Crm, 'hubspot'>,
  from: readonly [object: string, id: string],
  to: readonly [object: string, id: string],
  type: keyof typeof associationTypes,
): Promise<void> {
  await hubspot.crm.associations.v4.basicApi.create(...from, ...to, [associationTypes[type]]);
}

/** Ends every association of the two records, whatever its types. */
export async function disassociate(
  { hubspot }: Pick<Crm, 'hubspot'>,
  from: readonly [object: string, id: string],
  to: readonly [object: string, id: string],
): Promise<void> {
  await hubspot.crm.associations.v4.basicApi.archive(...from, ...to);
}

export async function contactId({ hubspot }: Crm, email: string): Promise<string> {
  return (await hubspot.crm.contacts.basicApi.getById(email, undefined, undefined, undefined, undefined, 'email')).id;
}

/** The id of the only row of a table with this value. */
export async function rowId({ base }: Crm, table: string, field: string, value: string): Promise<string> {
  const rows = await base(table).select().all();
  const [row, second] = rows.filter(({ fields }) => fields[field] === value);
  if (!row || second) throw new Error(`${table} has not exactly one row with ${field} ${value}`);
  return row.id;
}

/** Sets what a field of a row of Airtable holds; links as ids. */
export async function editRow(
  { base }: Crm,
  table: string,
  id: string,
  fields: Readonly<Record<string, string | string[]>>,
): Promise<void> {
  await base(table).update([{ id, fields: { ...fields } }]);
}

/** Adds a row and gives its id. */
export async function addRow(
  { base }: Crm,
  table: string,
  fields: Readonly<Record<string, string | number | string[]>>,
): Promise<string> {
  const [row] = await base(table).create([{ fields: { ...fields } }]);
  if (!row) throw new Error(`Airtable made no row in ${table}`);
  return row.id;
}
