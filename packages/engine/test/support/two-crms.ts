import type { ObjectSyncInput } from '@linkwright/core';
import type { InMemoryApp, InMemoryObject } from '@linkwright/core/testing';
import { type TwoApps, twoApps } from './two-apps.ts';

/** A CRM whose objects, fields and association fields bear standard names, so that two of it share their defaults. */
export const standardObjects: readonly InMemoryObject[] = [
  {
    id: 'contacts',
    standard: 'Person',
    displayField: 'email',
    defaultMatch: ['email'],
    fields: [
      { id: 'email', type: 'email', standard: 'Person.email' },
      { id: 'name', type: 'text', standard: 'Person.name' },
    ],
    associations: [
      {
        id: 'primary',
        targets: ['companies'],
        cardinality: 'one',
        standard: 'Person.worksFor',
        markOn: 'companies',
        changeTouchesRecord: false,
        firstBecomesPrimary: true,
      },
      {
        id: 'companies',
        targets: ['companies'],
        cardinality: 'many',
        standard: 'Person.affiliation',
        inverse: { object: 'companies', field: 'contacts' },
        changeTouchesRecord: false,
      },
      {
        id: 'deals',
        targets: ['deals'],
        cardinality: 'many',
        standard: 'Person.deals',
        inverse: { object: 'deals', field: 'contacts' },
      },
    ],
  },
  {
    id: 'companies',
    standard: 'Organization',
    displayField: 'name',
    defaultMatch: ['domain', 'name'],
    fields: [
      { id: 'name', type: 'text', standard: 'Organization.name' },
      { id: 'domain', type: 'text', standard: 'Organization.url' },
      { id: 'phone', type: 'text', standard: 'Organization.telephone' },
      { id: 'note', type: 'text' },
    ],
    associations: [
      {
        id: 'contacts',
        targets: ['contacts'],
        cardinality: 'many',
        standard: 'Organization.members',
        inverse: { object: 'contacts', field: 'companies' },
        changeTouchesRecord: false,
      },
      { id: 'parent', targets: ['companies'], cardinality: 'one', standard: 'Organization.parentOrganization' },
    ],
  },
  {
    id: 'deals',
    standard: 'Deal',
    displayField: 'title',
    fields: [{ id: 'title', type: 'text', standard: 'Deal.name' }],
    associations: [
      {
        id: 'contacts',
        targets: ['contacts'],
        cardinality: 'many',
        standard: 'Deal.contacts',
        inverse: { object: 'contacts', field: 'deals' },
      },
    ],
  },
];

const pairOf = (object: string): Pick<ObjectSyncInput, 'left' | 'right'> => ({
  left: { connection: 'left', object },
  right: { connection: 'right', object },
});

/** Everything by default. */
export const contactsAlone: ObjectSyncInput = pairOf('contacts');
export const companiesToo: ObjectSyncInput = pairOf('companies');
export const dealsToo: ObjectSyncInput = { ...pairOf('deals'), match: { left: 'title', right: 'title' } };

export const twoCrms = (
  syncs: Record<string, ObjectSyncInput> = { contacts: contactsAlone },
  options: Partial<Omit<Parameters<typeof twoApps>[0], 'syncs'>> = {},
): Promise<TwoApps> =>
  twoApps({ left: { objects: standardObjects }, right: { objects: standardObjects }, ...options, syncs });

/** What an app holds, without record ids: companies as they are, contacts with the names of their companies. */
export function crmOf(app: InMemoryApp) {
  const names = new Map(app.readAll('companies').map(({ id, fields }) => [id, String(fields.name)]));
  const targets = (id: string, field: string): string[] =>
    app
      .readEdges('contacts', field)
      .filter(([from]) => from === id)
      .map(([, to]) => names.get(to) ?? '?')
      .sort();
  return {
    companies: app
      .readAll('companies')
      .map(({ fields }) => String(fields.name))
      .sort(),
    contacts: Object.fromEntries(
      app
        .readAll('contacts')
        .map(({ id, fields }) => [
          String(fields.email),
          `${targets(id, 'primary').join()} of ${targets(id, 'companies').join(', ')}`,
        ])
        .sort(),
    ),
  };
}
