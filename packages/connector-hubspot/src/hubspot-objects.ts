import type { StandardField, StandardObject } from '@linkwright/core';

/** An object type as the connector knows it: HubSpot's own by heart, those of a portal from its schemas. */
export interface HubspotObject {
  /** As HubSpot's paths take it: the plural name, of a custom object its type id (`2-3604285`). Never changes. */
  readonly id: string;
  /** `0-1`, `2-3604285` */
  readonly typeId: string;
  /** What the configuration says. */
  readonly name: string;
  /** What it may say as well. */
  readonly aliases: readonly string[];
  readonly label: string;
  readonly custom: boolean;
  /** How HubSpot names the type in error texts (`CONTACT=5 is not valid`). */
  readonly legacyNames: readonly string[];
  /** How a record's inline associations name it. */
  readonly inlineNames: readonly string[];
  readonly standard?: StandardObject;
  /** HubSpot's own name of the property, which is not the same for all types. */
  readonly createdProperty: string;
  readonly modifiedProperty: string;
  readonly displayProperty: string;
  /** What a person is shown beside it. */
  readonly secondaryProperties: readonly string[];
  readonly defaultMatch: readonly string[];
  /** Properties without which HubSpot refuses a create. */
  readonly required: readonly string[];
  /** Unique although the property itself does not say so. */
  readonly uniqueProperties: readonly string[];
  /** By property, the one that lists further values which are unique together with it, and by which a record is found too. */
  readonly alternateProperties?: Readonly<Record<string, string>>;
  /** Shared vocabulary by property. */
  readonly standardFields: Readonly<Record<string, StandardField>>;
  /** Properties whose options are pipelines and their stages. */
  readonly pipeline?: { readonly pipelineProperty: string; readonly stageProperty: string };
}

function ofHubspot(
  id: string,
  typeId: string,
  label: string,
  legacyName: string,
): Pick<
  HubspotObject,
  'id' | 'typeId' | 'name' | 'aliases' | 'label' | 'custom' | 'legacyNames' | 'inlineNames' | 'secondaryProperties'
> {
  return {
    id,
    typeId,
    name: id,
    aliases: [typeId],
    label,
    custom: false,
    legacyNames: [legacyName],
    inlineNames: [id],
    secondaryProperties: [],
  };
}

const contacts: HubspotObject = {
  ...ofHubspot('contacts', '0-1', 'Contacts', 'CONTACT'),
  standard: 'Person',
  createdProperty: 'createdate',
  modifiedProperty: 'lastmodifieddate',
  displayProperty: 'email',
  defaultMatch: ['email'],
  required: [],
  uniqueProperties: ['email'],
  // A company's `hs_additional_domains` are none: another company may have them, and no look-up goes by them.
  alternateProperties: { email: 'hs_additional_emails' },
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
};

const companies: HubspotObject = {
  ...ofHubspot('companies', '0-2', 'Companies', 'COMPANY'),
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
};

const deals: HubspotObject = {
  ...ofHubspot('deals', '0-3', 'Deals', 'DEAL'),
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
  pipeline: { pipelineProperty: 'pipeline', stageProperty: 'dealstage' },
};

const tickets: HubspotObject = {
  ...ofHubspot('tickets', '0-5', 'Tickets', 'TICKET'),
  standard: 'Ticket',
  createdProperty: 'createdate',
  modifiedProperty: 'hs_lastmodifieddate',
  displayProperty: 'subject',
  // Tickets have no natural key: two of one subject are nothing unusual.
  defaultMatch: [],
  required: ['subject', 'hs_pipeline_stage'],
  uniqueProperties: [],
  standardFields: {
    subject: 'Ticket.name',
    content: 'Ticket.description',
    hs_pipeline: 'Ticket.pipeline',
    hs_pipeline_stage: 'Ticket.stage',
    hs_ticket_priority: 'Ticket.priority',
    hs_ticket_category: 'Ticket.category',
    source_type: 'Ticket.source',
    hs_resolution: 'Ticket.resolution',
  },
  pipeline: { pipelineProperty: 'hs_pipeline', stageProperty: 'hs_pipeline_stage' },
};

export const hubspotObjects: readonly HubspotObject[] = [contacts, companies, deals, tickets];

export function findHubspotObject(id: string): HubspotObject | undefined {
  return hubspotObjects.find((object) => object.id === id);
}

/** Scopes that a key needs so that these objects can be kept in step; what HubSpot does not define is a custom object. */
export function requiredScopes(objects: readonly string[]): readonly string[] {
  const scopes = objects.flatMap((object) => {
    // One scope reads and writes tickets, and their schema.
    if (object === 'tickets') return ['tickets'];
    const kind = findHubspotObject(object) === undefined ? 'custom' : object;
    return [`crm.objects.${kind}.read`, `crm.objects.${kind}.write`, `crm.schemas.${kind}.read`];
  });
  return [...new Set([...scopes, 'crm.objects.owners.read'])];
}
