import { type HubspotObject, hubspotObjects } from './hubspot-objects.ts';
import type { WireSchema } from './hubspot-wire.ts';

/** The objects that people of a portal have made, named by their schemas. Pure. */
export function customObjectsOf(schemas: readonly WireSchema[]): readonly HubspotObject[] {
  const taken = new Set(hubspotObjects.map(({ name }) => name));
  return schemas.flatMap((schema) => {
    const { objectTypeId, fullyQualifiedName } = schema;
    if (schema.archived === true || objectTypeId === undefined) return [];
    // A custom object may be called like one of HubSpot's own.
    const name = taken.has(schema.name) && fullyQualifiedName !== undefined ? fullyQualifiedName : schema.name;
    taken.add(name);
    return [customObject(schema, objectTypeId, name)];
  });
}

function customObject(schema: WireSchema, id: string, name: string): HubspotObject {
  const qualified = schema.fullyQualifiedName === undefined ? [] : [schema.fullyQualifiedName];
  return {
    id,
    typeId: id,
    name,
    aliases: qualified.filter((alias) => alias !== name),
    label: schema.labels.plural || schema.labels.singular || schema.name,
    custom: true,
    legacyNames: [...qualified, id],
    inlineNames: [...qualified, id, schema.name],
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    displayProperty: schema.primaryDisplayProperty ?? 'hs_object_id',
    secondaryProperties: schema.secondaryDisplayProperties,
    defaultMatch: [],
    required: schema.requiredProperties,
    uniqueProperties: [],
    standardFields: {},
    pipeline: { pipelineProperty: 'hs_pipeline', stageProperty: 'hs_pipeline_stage' },
  };
}
