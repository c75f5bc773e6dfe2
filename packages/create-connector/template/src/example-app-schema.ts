import { defineField, describedObjects } from '@linkwright/core';
import { associations } from './example-app-associations.ts';

/** For people, in messages. */
export const appName = 'Example App';

const stages = ['lead', 'customer'].map((value) => ({ value, label: value }));

const people = {
  ...{ id: 'people', name: 'people', label: 'People', custom: false, standard: 'Person' },
  ...{ displayField: 'name', defaultMatch: ['email'] },
  fields: [
    defineField({ id: 'name', type: 'text', required: true, lookup: 'consistent', standard: 'Person.name' }),
    defineField({ id: 'email', type: 'email', unique: true, lookup: 'consistent', standard: 'Person.email' }),
    defineField({ id: 'birth_date', type: 'date' }),
    defineField({ id: 'visits', type: 'integer' }),
    defineField({ id: 'stage', type: 'option', options: stages }),
  ],
  associations,
};

const companies = {
  ...{ id: 'companies', name: 'companies', label: 'Companies', custom: false, standard: 'Organization' },
  ...{ displayField: 'name', defaultMatch: ['name'] },
  fields: [
    defineField({ id: 'name', type: 'text', required: true, lookup: 'consistent', standard: 'Organization.name' }),
  ],
  associations: [],
};

/** Ids are the API's names. Where people add fields of their own, ask the app for them instead. */
export const objects = describedObjects({ appName, schemas: [people, companies] });
