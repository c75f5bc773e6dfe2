import { type HubspotCall, isOfSeptember2026 } from '../hubspot-router.ts';
import { isoTime } from '../hubspot-times.ts';
import type { ObjectType } from '../object-types.ts';
import { propertyBody } from '../properties/property-definition.ts';

/** A type as the schemas API shows it, with its properties and the associations of both directions. */
export function schemaBody(call: HubspotCall, type: ObjectType): object {
  const { portal } = call;
  // A type that was archived has no space any more.
  const definitions =
    portal.types.find(type.id) === undefined ? [] : portal.space(type.id).properties.definitions.values();
  const properties = [...definitions].filter(({ archivedAt }) => archivedAt === undefined).map(propertyBody);
  return { ...typeDefinitionBody(call, type), properties, associations: associationsOf(call, type) };
}

export function typeDefinitionBody(call: HubspotCall, type: ObjectType): object {
  const { portal } = call;
  const { custom } = type;
  // Not described of 2026-09.
  const more = {
    restorable: true,
    metaType: custom === undefined ? 'HUBSPOT' : 'PORTAL_SPECIFIC',
    ...(custom === undefined ? {} : { portalId: portal.id }),
  };
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
    ...(isOfSeptember2026(call) ? {} : more),
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
function associationsOf(call: HubspotCall, type: ObjectType): readonly object[] {
  return call.portal.associationTypes
    .all()
    .filter(({ from, to }) => from === type.id || to === type.id)
    .map(({ typeId, from, to, name }) => ({
      id: String(typeId),
      fromObjectTypeId: from,
      toObjectTypeId: to,
      name,
      ...(isOfSeptember2026(call) ? {} : { createdAt: null, updatedAt: null }),
    }));
}
