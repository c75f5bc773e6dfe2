import type { ObjectSyncInput } from '@linkwright/core';
import type { InMemoryObject } from '@linkwright/core/testing';

/** A CRM with sets and a primary mark, associations in calls of their own; and a base of tables with link fields. */
export const crmObjects: readonly InMemoryObject[] = [
  {
    id: 'companies',
    displayField: 'name',
    fields: [
      { id: 'name', type: 'text' },
      { id: 'domain', type: 'text' },
      { id: 'phone', type: 'phone' },
    ],
    associations: [
      {
        id: 'contacts',
        targets: ['contacts'],
        cardinality: 'many',
        inverse: { object: 'contacts', field: 'companies' },
        changeTouchesRecord: false,
      },
      { id: 'parent', targets: ['companies'], cardinality: 'one', changeTouchesRecord: false },
    ],
  },
  {
    id: 'contacts',
    displayField: 'email',
    fields: [
      { id: 'email', type: 'email' },
      { id: 'name', type: 'text' },
      { id: 'title', type: 'text' },
    ],
    associations: [
      {
        id: 'companies',
        targets: ['companies'],
        cardinality: 'many',
        inverse: { object: 'companies', field: 'contacts' },
        changeTouchesRecord: false,
      },
      {
        id: 'primary',
        targets: ['companies'],
        cardinality: 'one',
        markOn: 'companies',
        changeTouchesRecord: false,
        firstBecomesPrimary: true,
      },
    ],
  },
];

export const baseObjects: readonly InMemoryObject[] = [
  {
    id: 'tblA',
    name: 'Accounts',
    displayField: 'fldName',
    fields: [
      { id: 'fldName', name: 'Name', type: 'text' },
      { id: 'fldSite', name: 'Website', type: 'url' },
      { id: 'fldPhone', name: 'Phone', type: 'phone' },
    ],
    associations: [
      {
        id: 'fldPeople',
        name: 'People',
        targets: ['tblP'],
        cardinality: 'many',
        inverse: { object: 'tblP', field: 'fldAccounts' },
      },
      { id: 'fldParent', name: 'Parent', targets: ['tblA'], cardinality: 'many' },
    ],
  },
  {
    id: 'tblP',
    name: 'People',
    displayField: 'fldFull',
    fields: [
      { id: 'fldEmail', name: 'Email', type: 'email' },
      { id: 'fldFull', name: 'Full name', type: 'text' },
      { id: 'fldTitle', name: 'Title', type: 'text' },
    ],
    associations: [
      {
        id: 'fldAccounts',
        name: 'Accounts',
        targets: ['tblA'],
        cardinality: 'many',
        inverse: { object: 'tblA', field: 'fldPeople' },
      },
      { id: 'fldAccount', name: 'Account', targets: ['tblA'], cardinality: 'many' },
    ],
  },
];

export const baseCapabilities = {
  requiresExplicitAssociationSyncs: true,
  associationWrites: { create: 'inline', update: 'inline' },
} as const;

export const companiesSync: ObjectSyncInput = {
  left: { connection: 'left', object: 'companies' },
  right: { connection: 'right', object: 'Accounts' },
  match: [
    { left: 'domain', right: 'Website', normalize: 'domain' },
    { left: 'name', right: 'Name' },
  ],
  fields: [
    { left: 'name', right: 'Name' },
    { left: 'domain', right: 'Website' },
    { left: 'phone', right: 'Phone' },
  ],
};

export const contactsSync: ObjectSyncInput = {
  left: { connection: 'left', object: 'contacts' },
  right: { connection: 'right', object: 'People' },
  match: { left: 'email', right: 'Email' },
  fields: [
    { left: 'email', right: 'Email' },
    { left: 'name', right: 'Full name' },
    { left: 'title', right: 'Title' },
  ],
};

export const crm = { objects: crmObjects } as const;
export const base = { objects: baseObjects, capabilities: baseCapabilities, inlineAssociations: 'replace' } as const;
