import type { ObjectSyncInput } from '@linkwright/core';
import type { InMemoryObject } from '@linkwright/core/testing';
import { type TwoApps, twoApps } from './two-apps.ts';

const options = (...labels: string[]) => labels.map((label) => ({ value: label.toLowerCase(), label }));

const companies: InMemoryObject = {
  id: 'companies',
  displayField: 'name',
  fields: [
    { id: 'name', type: 'text' },
    { id: 'kind', type: 'option', options: options('Partner', 'Rival', 'Former') },
  ],
  associations: [
    {
      id: 'contacts',
      targets: ['contacts'],
      cardinality: 'many',
      inverse: { object: 'contacts', field: 'companies' },
      changeTouchesRecord: false,
    },
  ],
};

const contacts: InMemoryObject = {
  id: 'contacts',
  displayField: 'email',
  fields: [
    { id: 'email', type: 'email' },
    { id: 'name', type: 'text' },
    { id: 'stage', type: 'option', options: options('Lead', 'Customer', 'Former') },
    { id: 'score', type: 'integer' },
  ],
  associations: [
    {
      id: 'companies',
      targets: ['companies'],
      cardinality: 'many',
      inverse: { object: 'companies', field: 'contacts' },
      changeTouchesRecord: false,
    },
    { id: 'employer', targets: ['companies'], cardinality: 'one' },
  ],
};

const table = (id: string, name: string, links: InMemoryObject['associations'] = []): InMemoryObject => ({
  id,
  name,
  displayField: 'fldName',
  fields: [
    { id: 'fldName', name: 'Name', type: 'text' },
    { id: 'fldEmail', name: 'Email', type: 'email' },
    { id: 'fldStage', name: 'Stage', type: 'option', options: options('Lead', 'Customer', 'Former') },
  ],
  associations: links,
});

export const filteredObjects = {
  left: [companies, contacts],
  right: [
    table('tblA', 'Accounts'),
    table('tblB', 'Rivals'),
    table('tblP', 'People', [
      { id: 'fldA', name: 'Accounts', targets: ['tblA'], cardinality: 'many' },
      { id: 'fldB', name: 'Rivals', targets: ['tblB'], cardinality: 'many' },
      { id: 'fldEmployer', name: 'Employer', targets: ['tblA'], cardinality: 'one' },
      { id: 'fldRival', name: 'Rival', targets: ['tblB'], cardinality: 'one' },
    ]),
    table('tblQ', 'Prospects'),
  ],
} as const;

export const companiesTo = (object: string, more: Partial<ObjectSyncInput> = {}): ObjectSyncInput => ({
  left: { connection: 'left', object: 'companies' },
  right: { connection: 'right', object },
  match: { left: 'name', right: 'Name' },
  fields: [{ left: 'name', right: 'Name' }],
  ...more,
});

export const contactsTo = (object: string, more: Partial<ObjectSyncInput> = {}): ObjectSyncInput => ({
  left: { connection: 'left', object: 'contacts' },
  right: { connection: 'right', object },
  match: { left: 'email', right: 'Email' },
  fields: [
    { left: 'email', right: 'Email' },
    { left: 'name', right: 'Name' },
  ],
  ...more,
});

export const filteredApps = (
  syncs: Record<string, ObjectSyncInput>,
  right: Partial<Parameters<typeof twoApps>[0]['right']> = {},
): Promise<TwoApps> =>
  twoApps({
    left: { objects: filteredObjects.left },
    right: {
      objects: filteredObjects.right,
      capabilities: { associationWrites: { create: 'inline', update: 'inline' } },
      inlineAssociations: 'replace',
      ...right,
    },
    syncs,
  });

/** The values of one field of a table or object, sorted. */
export const values = (apps: TwoApps, side: 'left' | 'right', object: string, field: string): readonly unknown[] =>
  apps[side]
    .readAll(object)
    .map((record) => record.fields[field])
    .sort();
