import { ConfigurationError, type FieldSchema, type ObjectSchema } from '@linkwright/core';
import { affiliations, employer } from './example-app-associations.ts';

/** For people, in messages. */
export const appName = 'Example App';

/** Ids are the names of the API; `standard` names are what default mappings to other apps are made from. */
function field(id: string, label: string, type: FieldSchema['type'], more: Partial<FieldSchema> = {}): FieldSchema {
  return { id, name: id, label, type, required: false, readOnly: false, unique: false, lookup: 'none', ...more };
}

/** What every account of the app has. Ask the app instead where people add fields of their own. */
export const schemas: readonly ObjectSchema[] = [
  {
    id: 'people',
    name: 'people',
    label: 'People',
    custom: false,
    standard: 'Person',
    displayField: 'name',
    defaultMatch: ['email'],
    fields: [
      field('name', 'Name', 'text', { required: true, lookup: 'consistent', standard: 'Person.name' }),
      field('email', 'E-mail', 'email', { unique: true, lookup: 'consistent', standard: 'Person.email' }),
      field('birth_date', 'Date of birth', 'date'),
      field('visits', 'Visits', 'integer'),
      field('stage', 'Stage', 'option', {
        options: [
          { value: 'lead', label: 'Lead' },
          { value: 'customer', label: 'Customer' },
        ],
      }),
    ],
    associations: [employer, affiliations],
  },
  {
    id: 'companies',
    name: 'companies',
    label: 'Companies',
    custom: false,
    standard: 'Organization',
    displayField: 'name',
    defaultMatch: ['name'],
    fields: [field('name', 'Name', 'text', { required: true, lookup: 'consistent', standard: 'Organization.name' })],
    associations: [],
  },
];

export function schemaOf(object: string): ObjectSchema {
  const schema = schemas.find(({ id }) => id === object);
  if (schema !== undefined) return schema;
  throw new ConfigurationError(`${appName} has no object "${object}".`, {
    code: 'unknown-object',
    remedy: `It has ${schemas.map(({ id }) => id).join(' and ')}.`,
  });
}
