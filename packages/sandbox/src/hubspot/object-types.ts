import { unknownObjectType } from './hubspot-errors.ts';
import type { HubspotSettings } from './hubspot-options.ts';
import { companyProperties } from './properties/company-properties.ts';
import { contactProperties } from './properties/contact-properties.ts';
import { dealProperties } from './properties/deal-properties.ts';
import { builtInsOf, type PropertyDefinition } from './properties/property-definition.ts';
import { bookkeepingProperties } from './properties/shared-properties.ts';
import { ticketProperties } from './properties/ticket-properties.ts';

export interface ObjectType {
  /** `0-1`; custom objects have `2-<number>`. */
  readonly id: string;
  readonly singular: string;
  readonly plural: string;
  readonly legacyName: string;
  readonly createdProperty: string;
  /** The one that `updatedAt` repeats. */
  readonly modifiedProperty: string;
  /** Answered when a caller names no properties. */
  readonly defaultProperties: readonly string[];
  /** Of each group a new record needs at least one. */
  readonly requiredProperties: readonly (readonly string[])[];
  /** What the free text of a search looks at. */
  readonly searchedProperties: readonly string[];
  readonly pipeline: { readonly pipelineProperty: string; readonly stageProperty: string } | undefined;
  /** A merge makes a record of its own; otherwise the primary record survives. */
  readonly mergeMakesNewRecord: boolean;
  /** Zero where HubSpot does not modify new records by itself. */
  readonly touchMs: (settings: HubspotSettings) => number;
  /** What a token needs to write records of this type. */
  readonly writeScope: string;
  readonly builtIns: readonly PropertyDefinition[];
  /** Of a type that people of the portal have made. */
  readonly custom?: CustomObject;
}

/** What the schemas API tells of a custom type; everything but the names can be changed. */
export interface CustomObject {
  readonly name: string;
  /** `p123_machine` */
  readonly fullyQualifiedName: string;
  description: string | undefined;
  labels: { readonly singular?: string | undefined; readonly plural?: string | undefined };
  requiredProperties: readonly string[];
  searchableProperties: readonly string[];
  primaryDisplayProperty: string | undefined;
  secondaryDisplayProperties: readonly string[];
  readonly createdAt: number;
  updatedAt: number;
  archivedAt: number | undefined;
}

const never = () => 0;

export const standardObjectTypes: readonly ObjectType[] = [
  {
    id: '0-1',
    singular: 'contact',
    plural: 'contacts',
    legacyName: 'CONTACT',
    createdProperty: 'createdate',
    modifiedProperty: 'lastmodifieddate',
    defaultProperties: ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname'],
    requiredProperties: [['email', 'firstname', 'lastname']],
    searchedProperties: [
      'firstname',
      'lastname',
      'email',
      'phone',
      'hs_additional_emails',
      'fax',
      'mobilephone',
      'company',
    ],
    pipeline: undefined,
    mergeMakesNewRecord: true,
    touchMs: (settings) => settings.contactTouchMs,
    writeScope: 'crm.objects.contacts.write',
    builtIns: contactProperties,
  },
  {
    id: '0-2',
    singular: 'company',
    plural: 'companies',
    legacyName: 'COMPANY',
    createdProperty: 'createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['createdate', 'domain', 'hs_lastmodifieddate', 'hs_object_id', 'name'],
    requiredProperties: [['name', 'domain']],
    searchedProperties: ['website', 'phone', 'name', 'domain'],
    pipeline: undefined,
    mergeMakesNewRecord: true,
    touchMs: (settings) => settings.companyTouchMs,
    writeScope: 'crm.objects.companies.write',
    builtIns: companyProperties,
  },
  {
    id: '0-3',
    singular: 'deal',
    plural: 'deals',
    legacyName: 'DEAL',
    createdProperty: 'createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: [
      'amount',
      'closedate',
      'createdate',
      'dealname',
      'dealstage',
      'hs_lastmodifieddate',
      'hs_object_id',
      'pipeline',
    ],
    requiredProperties: [['dealname'], ['dealstage']],
    searchedProperties: ['dealname', 'pipeline', 'dealstage', 'description', 'dealtype'],
    pipeline: { pipelineProperty: 'pipeline', stageProperty: 'dealstage' },
    mergeMakesNewRecord: false,
    touchMs: never,
    writeScope: 'crm.objects.deals.write',
    builtIns: dealProperties,
  },
  {
    id: '0-5',
    singular: 'ticket',
    plural: 'tickets',
    legacyName: 'TICKET',
    createdProperty: 'createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: [
      'content',
      'createdate',
      'hs_lastmodifieddate',
      'hs_object_id',
      'hs_pipeline',
      'hs_pipeline_stage',
      'hs_ticket_category',
      'hs_ticket_priority',
      'subject',
    ],
    requiredProperties: [['subject'], ['hs_pipeline_stage']],
    searchedProperties: ['subject', 'content', 'hs_pipeline_stage', 'hs_ticket_category', 'hs_ticket_id'],
    pipeline: { pipelineProperty: 'hs_pipeline', stageProperty: 'hs_pipeline_stage' },
    mergeMakesNewRecord: false,
    touchMs: never,
    writeScope: 'tickets',
    builtIns: ticketProperties,
  },
];

/** A type that people make: with no record touched, and nothing known of it but its schema. */
export function customObjectType(typeNumber: number, custom: CustomObject): ObjectType {
  return {
    id: `2-${typeNumber}`,
    singular: custom.fullyQualifiedName,
    plural: custom.fullyQualifiedName,
    legacyName: custom.fullyQualifiedName,
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    get requiredProperties() {
      return custom.requiredProperties.map((name) => [name]);
    },
    get searchedProperties() {
      return custom.searchableProperties;
    },
    pipeline: undefined,
    mergeMakesNewRecord: false,
    touchMs: never,
    writeScope: 'crm.objects.custom.write',
    builtIns: bookkeepingProperties(builtInsOf(`${custom.name}_information`), 'hs_createdate'),
    custom,
  };
}

/** Paths name a type by its id, plural, singular or legacy name, in any case. */
export class ObjectTypes {
  readonly #byName = new Map<string, ObjectType>();
  readonly #byId = new Map<string, ObjectType>();

  constructor(types: readonly ObjectType[]) {
    for (const type of types) this.add(type);
  }

  add(type: ObjectType): void {
    this.#byId.set(type.id, type);
    for (const name of namesOf(type)) this.#byName.set(name, type);
  }

  remove(type: ObjectType): void {
    this.#byId.delete(type.id);
    for (const name of namesOf(type)) this.#byName.delete(name);
  }

  all(): readonly ObjectType[] {
    return [...this.#byId.values()];
  }

  find(name: string): ObjectType | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  get(name: string): ObjectType {
    const type = this.find(name);
    if (type === undefined) throw unknownObjectType(name);
    return type;
  }
}

function namesOf(type: ObjectType): readonly string[] {
  return [type.id, type.singular, type.plural, type.legacyName].map((name) => name.toLowerCase());
}
