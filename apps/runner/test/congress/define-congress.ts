import type { Client } from '@hubspot/api-client';
import {
  type AssociationSpec,
  AssociationSpecAssociationCategoryEnum as Category,
} from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec.js';
import { z } from 'zod';
import { type Congress, valuesOf } from './congress-data.ts';
import { fieldsOf, type MappedField, type ObjectName, titles } from './congress-fields.ts';

export interface PortalSchema {
  /** What HubSpot's calls name the objects by. */
  readonly types: Readonly<Record<ObjectName, string>>;
  /** By the name of the relation. */
  readonly specs: ReadonlyMap<string, AssociationSpec>;
}

/** Our properties, a label for each title, and offices as a custom object that is associated with contacts. */
export async function defineCongress(client: Client, { records }: Congress): Promise<PortalSchema> {
  const call = async (path: string, body: object): Promise<unknown> => {
    const response = await client.apiRequest({ method: 'POST', path, body });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const properties = (object: ObjectName) =>
    fieldsOf[object].flatMap((field, index) => propertyOf(field, index === 0, records[object]) ?? []);
  for (const property of properties('members')) {
    await call('/crm/v3/properties/contacts', { ...property, groupName: 'contactinformation' });
  }
  for (const property of properties('committees')) {
    await call('/crm/v3/properties/companies', { ...property, groupName: 'companyinformation' });
  }
  const office = await call('/crm-object-schemas/v3/schemas', {
    name: 'office',
    labels: { singular: 'Office', plural: 'Offices' },
    primaryDisplayProperty: 'office_id',
    requiredProperties: ['office_id'],
    associatedObjects: ['CONTACT'],
    properties: properties('offices'),
  });
  const { v4 } = client.crm.associations;
  const { objectTypeId: offices } = z.object({ objectTypeId: z.string() }).parse(office);
  const specs = new Map<string, AssociationSpec>([
    ['Committees', { associationCategory: Category.HubspotDefined, associationTypeId: 279 }],
    ['Parent', { associationCategory: Category.HubspotDefined, associationTypeId: 14 }],
  ]);
  for (const title of titles) {
    const name = title.toLowerCase().replaceAll(' ', '_');
    const { results } = await v4.schema.definitionsApi.create('contacts', 'companies', { label: title, name });
    specs.set(title, specOf(results));
  }
  specs.set('Member', specOf((await v4.schema.definitionsApi.getAll(offices, 'contacts')).results));
  return { types: { members: 'contacts', committees: 'companies', offices }, specs };
}

/** The first one is that of the direction that was asked about. */
function specOf([first]: readonly { readonly category: string; readonly typeId: number }[]): AssociationSpec {
  if (first === undefined) throw new Error('HubSpot made no association type');
  const associationCategory = first.category === Category.UserDefined ? Category.UserDefined : Category.HubspotDefined;
  return { associationCategory, associationTypeId: first.typeId };
}

function propertyOf(
  { property, column, create }: MappedField,
  isKey: boolean,
  records: Congress['records'][ObjectName],
): object | null {
  if (!create) return null;
  const options = valuesOf(records, column).map((value, displayOrder) => ({
    label: value,
    value,
    displayOrder,
    hidden: false,
  }));
  return {
    name: property,
    label: column,
    type: create.type,
    fieldType: create.fieldType,
    ...(isKey && { hasUniqueValue: true }),
    ...(create.type === 'enumeration' && { options }),
  };
}
