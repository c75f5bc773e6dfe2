import { z } from 'zod';
import { HubspotFailure, validationFailure } from '../hubspot-errors.ts';
import type { ObjectSpace } from '../portal.ts';
import { optionsFrom, type PropertyDefinition } from './property-definition.ts';

const mostUnique = 10;

const optionInput = z.looseObject({
  label: z.string(),
  value: z.string(),
  displayOrder: z.number().default(-1),
  hidden: z.boolean().default(false),
  description: z.string().default(''),
});
export const changeableInput = {
  description: z.string().optional(),
  displayOrder: z.number().optional(),
  hidden: z.boolean().optional(),
  formField: z.boolean().optional(),
  options: z.array(optionInput).optional(),
};
export const propertyCreateInput = z.looseObject({
  name: z.string(),
  label: z.string(),
  groupName: z.string(),
  type: z.enum(['bool', 'date', 'datetime', 'enumeration', 'number', 'phone_number', 'string']),
  fieldType: z.enum([
    'booleancheckbox',
    'calculation_equation',
    'checkbox',
    'date',
    'file',
    'html',
    'number',
    'phonenumber',
    'radio',
    'select',
    'text',
    'textarea',
  ]),
  hasUniqueValue: z.boolean().default(false),
  externalOptions: z.boolean().default(false),
  referencedObjectType: z.string().optional(),
  ...changeableInput,
});
/** Adds a property, or throws the vendor's refusal. `sent` may come from a schema, whose properties are checked here. */
export function createProperty(space: ObjectSpace, sent: object, time: number): PropertyDefinition {
  const parsed = propertyCreateInput.safeParse(sent);
  if (!parsed.success)
    throw validationFailure(`Invalid property: ${parsed.error.issues.map(({ path }) => path.join('.')).join(', ')}`);
  const input = parsed.data;
  const name = input.name.toLowerCase();
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    throw validationFailure(
      `Invalid property name ${input.name}: lower-case letters, digits and underscores, and a letter first`,
    );
  }
  if (space.properties.find(name) !== undefined) {
    throw new HubspotFailure(409, {
      message: `Property with name '${name}' already exists`,
      category: 'OBJECT_ALREADY_EXISTS',
    });
  }
  requireGroup(space, input.groupName);
  if (input.hasUniqueValue) {
    if (space.properties.uniqueNames().length >= mostUnique) {
      throw validationFailure(`An object can have at most ${mostUnique} properties with unique values`);
    }
    if (input.type !== 'string' && input.type !== 'number') {
      throw validationFailure(`A property of type ${input.type} cannot have unique values`);
    }
  }
  const options =
    input.options ??
    (input.type === 'bool'
      ? optionsFrom([
          ['true', 'Yes'],
          ['false', 'No'],
        ])
      : []);
  if (new Set(options.map((option) => option.value)).size < options.length) {
    throw validationFailure(`Property ${name} has two options of one value`);
  }
  const definition: PropertyDefinition = {
    name,
    label: input.label,
    type: input.type,
    fieldType: input.fieldType,
    description: input.description ?? '',
    groupName: input.groupName,
    options,
    displayOrder: input.displayOrder ?? -1,
    hidden: input.hidden ?? false,
    formField: input.formField ?? false,
    hasUniqueValue: input.hasUniqueValue,
    hubspotDefined: false,
    calculated: input.fieldType === 'calculation_equation',
    readOnlyValue: input.fieldType === 'calculation_equation',
    externalOptions: input.externalOptions,
    referencedObjectType: input.referencedObjectType,
    createdAt: time,
    updatedAt: time,
    archivedAt: undefined,
  };
  space.properties.definitions.set(name, definition);
  return definition;
}

export function requireGroup(space: ObjectSpace, name: string): void {
  if (space.properties.groups.has(name)) return;
  throw validationFailure(`Property group ${name} does not exist`, { context: { groupName: [name] } });
}
