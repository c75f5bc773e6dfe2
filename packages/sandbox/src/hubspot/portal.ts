import type { AssociationStore } from './associations/association-store.ts';
import type { AssociationTypes } from './associations/association-types.ts';
import type { PortalEvents } from './events/portal-events.ts';
import type { HubspotSettings } from './hubspot-options.ts';
import type { CustomObject, ObjectType, ObjectTypes } from './object-types.ts';
import type { PipelineStore } from './pipelines/pipeline-store.ts';
import type { PropertyOption } from './properties/property-definition.ts';
import type { PropertyRegistry } from './properties/property-registry.ts';
import type { RecordStore, StoredRecord } from './records/record-store.ts';

export interface Owner {
  readonly id: string;
  readonly userId: number;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly createdAt: number;
  readonly archived: boolean;
}

/** Everything of one type of object in a portal. */
export interface ObjectSpace {
  readonly type: ObjectType;
  readonly properties: PropertyRegistry;
  readonly records: RecordStore;
  readonly pipelines: PipelineStore;
}

/** One HubSpot account. */
export interface Portal {
  readonly id: number;
  readonly types: ObjectTypes;
  readonly associationTypes: AssociationTypes;
  readonly associations: AssociationStore;
  readonly events: PortalEvents;
  readonly owners: readonly Owner[];
  /** Owner ids as the options that an owner property allows. */
  readonly ownerOptions: readonly PropertyOption[];
  /** Custom types that were archived: their names are taken until they are deleted for good. */
  readonly archivedTypes: Set<ObjectType>;
  readonly domainAssociations: DomainAssociations;
  readonly rules: PortalRules;
  /** `typeNumber`: of its id, `2-<number>`. Absent: the next one. */
  addCustomType(custom: CustomObject, typeNumber?: number): ObjectSpace;
  /** By a name as it stands in a path, or the vendor's answer to an unknown one. */
  space(typeName: string): ObjectSpace;
  readonly now: () => number;
  readonly settings: HubspotSettings;
}

/**
 * What people of a portal demand of its records in HubSpot's pages, by type id; names are of properties. There is no API for
 * either.
 */
export interface PortalRules {
  /** What the form for new records requires. */
  readonly required: Map<string, readonly string[]>;
  readonly conditional: Map<string, readonly ConditionalRule[]>;
}

/** While a property has one of these values, others must not be empty. */
export interface ConditionalRule {
  readonly property: string;
  readonly values: readonly string[];
  readonly requires: readonly string[];
}

/**
 * HubSpot's setting "create and associate companies with contacts": some time after a contact is created, or gets another
 * e-mail, it is associated with the company of its e-mail's domain, which is created where there is none.
 */
export interface DomainAssociations {
  enabled: boolean;
  /** A contact was written; `formerEmail` is the one that it had before. */
  notice(portal: Portal, space: ObjectSpace, record: StoredRecord, formerEmail: string | undefined): void;
  /** Does what has fallen due by now. */
  runDue(portal: Portal): void;
}
