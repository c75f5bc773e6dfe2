import { isoTime } from '../hubspot-times.ts';
import type { ObjectType } from '../object-types.ts';
import type { Portal } from '../portal.ts';
import { propertyBody } from '../properties/property-definition.ts';

/** A type as the schemas API shows it, with its properties and the associations of both directions. */
export function schemaBody(portal: Portal, type: ObjectType): object {
  // A type that was archived has no space any more.
  const definitions =
    portal.types.find(type.id) === undefined ? [] : portal.space(type.id).properties.definitions.values();
  const properties = [...definitions].filter(({ archivedAt }) => archivedAt === undefined).map(propertyBody);
  return { ...typeDefinitionBody(portal, type), properties, associations: associationsOf(portal, type) };
}

export function typeDefinitionBody(portal: Portal, type: ObjectType): object {
  const { custom } = type;
  const own = custom ?? standardDefinition(type);
  return {
    id: type.id.slice(type.id.indexOf('-') + 1),
    objectTypeId: type.id,
    fullyQualifiedName: own.fullyQualifiedName,
    name: own.name,
    ...(custom?.description === undefined ? {} : { description: custom.description }),
    labels: own.labels,
    ...(own.primaryDisplayProperty === undefined ? {} : { primaryDisplayProperty: own.primaryDisplayProperty }),
    secondaryDisplayProperties: own.secondaryDisplayProperties,
    searchableProperties: own.searchableProperties,
    requiredProperties: [...new Set([...own.requiredProperties, ...(portal.rules.required.get(type.id) ?? [])])],
    allowsSensitiveProperties: false,
    archived: custom?.archivedAt !== undefined,
    restorable: true,
    metaType: custom === undefined ? 'HUBSPOT' : 'PORTAL_SPECIFIC',
    ...(custom === undefined ? {} : { portalId: portal.id }),
    createdAt: isoTime(own.createdAt),
    updatedAt: isoTime(own.updatedAt),
  };
}

function standardDefinition(type: ObjectType) {
  const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  return {
    fullyQualifiedName: type.legacyName,
    name: type.legacyName,
    labels: { singular: capital(type.singular), plural: capital(type.plural) },
    primaryDisplayProperty: type.searchedProperties[0],
    secondaryDisplayProperties: [],
    searchableProperties: type.searchedProperties,
    requiredProperties: [],
    createdAt: 0,
    updatedAt: 0,
  };
}

/** Both directions of an association that people defined have one name. Ids are texts here, and say no category. */
function associationsOf(portal: Portal, type: ObjectType): readonly object[] {
  return portal.associationTypes
    .all()
    .filter(({ from, to }) => from === type.id || to === type.id)
    .map(({ typeId, from, to, name }) => ({
      id: String(typeId),
      fromObjectTypeId: from,
      toObjectTypeId: to,
      name,
      createdAt: null,
      updatedAt: null,
    }));
}
