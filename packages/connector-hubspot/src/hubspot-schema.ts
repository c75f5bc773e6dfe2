import {
  type AssociationFieldSchema,
  defineField,
  type FieldOption,
  type FieldSchema,
  type FieldType,
  type ObjectSchema,
  type ObjectSummary,
} from '@linkwright/core';
import type { ObjectCatalogue } from './hubspot-catalogue.ts';
import { fieldTypeOf } from './hubspot-field-codec.ts';
import type { HubspotObject } from './hubspot-objects.ts';
import type { WireProperty } from './hubspot-wire.ts';

/** Types that HubSpot's search cannot find by their whole value. */
const unsearchable: readonly FieldType[] = ['options', 'json', 'multiline'];

export function summaryOf({ id, name, aliases, label, custom }: HubspotObject): ObjectSummary {
  return { id, name, aliases, label, custom };
}

/** The object as the engine sees it. Pure. */
export function describeObject(
  catalogue: ObjectCatalogue,
  /** Properties that the schema of the object requires. */
  expected: readonly string[],
  associations: readonly AssociationFieldSchema[],
): ObjectSchema {
  const { object, properties } = catalogue;
  const { standard, custom, displayProperty } = object;
  // A record without a display value is named by its first texts.
  const first = [displayProperty, ...object.secondaryProperties];
  const leading = first.flatMap((name) => properties.filter((property) => property.name === name));
  const others = properties.filter(({ name }) => !first.includes(name));
  return {
    ...summaryOf(object),
    ...(standard === undefined ? {} : { standard }),
    ...(custom ? { capabilities: { requiresExplicitAssociationSyncs: true } } : {}),
    defaultMatch: object.defaultMatch,
    ...(leading.some(({ name }) => name === displayProperty) ? { displayField: displayProperty } : {}),
    fields: [...leading, ...others].map((property) => describeField(object, property, expected)),
    associations,
  };
}

function describeField(object: HubspotObject, property: WireProperty, expected: readonly string[]): FieldSchema {
  const { name } = property;
  const type = fieldTypeOf(property);
  const unique = property.hasUniqueValue === true || object.uniqueProperties.includes(name);
  return defineField({
    id: name,
    label: property.label === '' ? name : property.label,
    type,
    required: object.required.includes(name),
    // Of HubSpot's own objects no live answer has shown that a create fails without it.
    expected: expected.includes(name) && !object.required.includes(name) ? true : undefined,
    readOnly: property.modificationMetadata?.readOnlyValue === true || property.calculated === true,
    unique,
    options: type === 'option' || type === 'options' ? optionsOf(property) : undefined,
    // Only unique properties can be read by their value; a search may miss what was written a moment ago.
    lookup: unique ? 'consistent' : unsearchable.includes(type) ? 'none' : 'delayed',
    standard: object.standardFields[name],
  });
}

function optionsOf(property: WireProperty): readonly FieldOption[] {
  return [...property.options]
    .sort((a, b) => (a.displayOrder ?? 0) - (b.displayOrder ?? 0))
    .map(({ value, label }) => ({ value, label: label === '' ? value : label }));
}
