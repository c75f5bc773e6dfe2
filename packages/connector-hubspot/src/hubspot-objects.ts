/** What is known of an object type without asking HubSpot. */
export interface HubspotObject {
  /** The plural name, which HubSpot's paths take and the configuration says. */
  readonly id: string;
  readonly label: string;
  /** How HubSpot names the type in error texts (`CONTACT=5 is not valid`). */
  readonly legacyName: string;
  readonly standard: string;
  /** HubSpot's own name of the property, which is not the same for all types. */
  readonly createdProperty: string;
  readonly modifiedProperty: string;
  readonly displayProperty: string;
  readonly defaultMatch: readonly string[];
  /** Properties without which HubSpot refuses a create. */
  readonly required: readonly string[];
  /** Unique although the property itself does not say so. */
  readonly uniqueProperties: readonly string[];
  /** Shared vocabulary by property. */
  readonly standardFields: Readonly<Record<string, string>>;
  readonly hasPipelines: boolean;
}

const contacts: HubspotObject = {
  id: 'contacts',
  label: 'Contacts',
  legacyName: 'CONTACT',
  standard: 'Person',
  createdProperty: 'createdate',
  modifiedProperty: 'lastmodifieddate',
  displayProperty: 'email',
  defaultMatch: ['email'],
  required: [],
  uniqueProperties: ['email'],
  standardFields: {
    email: 'Person.email',
    firstname: 'Person.givenName',
    lastname: 'Person.familyName',
    phone: 'Person.telephone',
    jobtitle: 'Person.jobTitle',
    fax: 'Person.faxNumber',
    address: 'Person.streetAddress',
    city: 'Person.addressLocality',
    state: 'Person.addressRegion',
    zip: 'Person.postalCode',
    country: 'Person.addressCountry',
  },
  hasPipelines: false,
};

const companies: HubspotObject = {
  id: 'companies',
  label: 'Companies',
  legacyName: 'COMPANY',
  standard: 'Organization',
  createdProperty: 'createdate',
  modifiedProperty: 'hs_lastmodifieddate',
  displayProperty: 'name',
  defaultMatch: ['domain', 'name'],
  required: [],
  uniqueProperties: [],
  standardFields: {
    name: 'Organization.name',
    domain: 'Organization.url',
    phone: 'Organization.telephone',
    description: 'Organization.description',
    numberofemployees: 'Organization.numberOfEmployees',
    address: 'Organization.streetAddress',
    city: 'Organization.addressLocality',
    state: 'Organization.addressRegion',
    zip: 'Organization.postalCode',
    country: 'Organization.addressCountry',
  },
  hasPipelines: false,
};

const deals: HubspotObject = {
  id: 'deals',
  label: 'Deals',
  legacyName: 'DEAL',
  standard: 'Deal',
  createdProperty: 'createdate',
  modifiedProperty: 'hs_lastmodifieddate',
  displayProperty: 'dealname',
  // Deals have no natural key: two of one name are nothing unusual.
  defaultMatch: [],
  required: ['dealname', 'dealstage'],
  uniqueProperties: [],
  standardFields: {
    dealname: 'Deal.name',
    dealstage: 'Deal.stage',
    pipeline: 'Deal.pipeline',
    amount: 'Deal.amount',
    closedate: 'Deal.closeDate',
    description: 'Deal.description',
  },
  hasPipelines: true,
};

export const hubspotObjects: readonly HubspotObject[] = [contacts, companies, deals];

export function findHubspotObject(id: string): HubspotObject | undefined {
  return hubspotObjects.find((object) => object.id === id);
}

/** Scopes that a key needs so that these objects can be kept in step. */
export function requiredScopes(objects: readonly string[]): readonly string[] {
  const scopes = objects.flatMap((object) => [
    `crm.objects.${object}.read`,
    `crm.objects.${object}.write`,
    `crm.schemas.${object}.read`,
  ]);
  return [...new Set([...scopes, 'crm.objects.owners.read'])];
}
