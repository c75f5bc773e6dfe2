import { AssociationStore } from './associations/association-store.ts';
import { AssociationTypes } from './associations/association-types.ts';
import { PortalEvents } from './events/portal-events.ts';
import type { HubspotSettings } from './hubspot-options.ts';
import { customObjectType, type ObjectType, ObjectTypes, standardObjectTypes } from './object-types.ts';
import { PipelineStore } from './pipelines/pipeline-store.ts';
import type { ObjectSpace, Owner, Portal } from './portal.ts';
import { optionsFrom } from './properties/property-definition.ts';
import { PropertyRegistry } from './properties/property-registry.ts';
import { createDomainAssociations } from './records/domain-associations.ts';
import { createPortalRules } from './records/portal-rules.ts';
import { RecordStore } from './records/record-store.ts';

export function createPortal(id: number, now: () => number, settings: HubspotSettings): Portal {
  const types = new ObjectTypes(standardObjectTypes);
  const associationTypes = new AssociationTypes();
  const events = new PortalEvents(id, now);
  const spaces = new Map<ObjectType, ObjectSpace>();
  const addSpace = (type: ObjectType): ObjectSpace => {
    const space = {
      type,
      properties: new PropertyRegistry(type.builtIns),
      records: new RecordStore(settings.searchLagMs, (change) => events.note({ ...change, objectTypeId: type.id })),
      pipelines: new PipelineStore(type.plural),
    };
    spaces.set(type, space);
    return space;
  };
  for (const type of types.all()) addSpace(type);
  let nextTypeNumber = firstTypeNumber;
  const owners = createOwners(id, now(), settings);
  return {
    id,
    types,
    associationTypes,
    events,
    associations: new AssociationStore(associationTypes, settings.firstCompanyBecomesPrimary, (change) =>
      events.note(change),
    ),
    owners,
    archivedTypes: new Set(),
    domainAssociations: createDomainAssociations(settings),
    rules: createPortalRules(),
    addCustomType(custom, typeNumber = nextTypeNumber) {
      const type = customObjectType(typeNumber, custom);
      nextTypeNumber = Math.max(nextTypeNumber, typeNumber + 1);
      types.add(type);
      return addSpace(type);
    },
    ownerOptions: optionsFrom(
      owners.filter((owner) => !owner.archived).map((owner) => [owner.id, `${owner.firstName} ${owner.lastName}`]),
    ),
    space(typeName) {
      const type = types.get(typeName);
      const space = spaces.get(type);
      if (space === undefined) throw new Error(`no space for the object type ${type.id}`);
      return space;
    },
    now,
    settings,
  };
}

export const firstTypeNumber = 4_400_001;

export function createOwners(portalId: number, createdAt: number, settings: HubspotSettings): readonly Owner[] {
  return settings.owners.map((owner, index) => ({
    // Owner ids and user ids differ, and both differ between portals.
    id: String(400_000_000 + portalId + index),
    userId: 9_000_000 + (portalId % 900_000) + index,
    email: owner.email,
    firstName: owner.firstName,
    lastName: owner.lastName,
    createdAt,
    archived: owner.archived ?? false,
  }));
}
