import type { FieldOption, FieldSchema, FieldType, ObjectSchema, ObjectSummary } from '@linkwright/core';
import { associationFieldsOf } from './hubspot-association-fields.ts';
import type { ObjectCatalogue } from './hubspot-catalogue.ts';
import { fieldTypeOf } from './hubspot-field-codec.ts';
import { type HubspotObject, hubspotObjects } from './hubspot-objects.ts';
import type { WireProperty } from './hubspot-wire.ts';

/** Types that HubSpot's search cannot find by their whole value. */
const unsearchable: readonly FieldType[] = ['options', 'json', 'multiline'];

export function listSummaries(): readonly ObjectSummary[] {
  return hubspotObjects.map(summaryOf);
}

function summaryOf(object: HubspotObject): ObjectSummary {
  return { id: object.id, name: object.id, label: object.label, custom: false };
}

/** The object as the engine sees it. Pure. */
export function describeObject(catalogue: ObjectCatalogue): ObjectSchema {
  const { object } = catalogue;
  return {
    ...summaryOf(object),
    standard: object.standard,
    defaultMatch: object.defaultMatch,
    displayField: object.displayProperty,
    fields: catalogue.properties.map((property) => describeField(object, property)),
    associations: associationFieldsOf(object.id).map((field) => field.schema),
  };
}

function describeField(object: HubspotObject, property: WireProperty): FieldSchema {
  const { name } = property;
  const type = fieldTypeOf(property);
  const unique = property.hasUniqueValue === true || object.uniqueProperties.includes(name);
  const standard = object.standardFields[name];
  return {
    id: name,
    name,
    label: property.label === '' ? name : property.label,
    type,
    required: object.required.includes(name),
    readOnly: property.modificationMetadata?.readOnlyValue === true || property.calculated === true,
    unique,
    ...(type === 'option' || type === 'options' ? { options: optionsOf(property) } : {}),
    // Only unique properties can be read by their value; a search may miss what was written a moment ago.
    lookup: unique ? 'consistent' : unsearchable.includes(type) ? 'none' : 'delayed',
    ...(standard === undefined ? {} : { standard }),
  };
}

function optionsOf(property: WireProperty): readonly FieldOption[] {
  return [...property.options]
    .sort((a, b) => (a.displayOrder ?? 0) - (b.displayOrder ?? 0))
    .map(({ value, label }) => ({ value, label: label === '' ? value : label }));
}
