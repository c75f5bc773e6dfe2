import type { CanonicalValue } from '@linkwright/core';
import type { InMemoryApp } from '@linkwright/core/testing';
import { expect } from 'vitest';
import { companiesSync, contactsSync } from './crm-and-base.ts';
import type { TwoApps } from './two-apps.ts';

type Side = 'left' | 'right';

/** Everything that can be mapped between the CRM and the base. */
export const worldSyncs = {
  companies: { ...companiesSync, associations: [{ left: 'parent', right: 'Parent' }] },
  contacts: {
    ...contactsSync,
    associations: [
      { left: 'companies', right: 'Accounts' },
      { left: 'primary', right: 'Account' },
    ],
  },
};

/** The same things under the names of each app. */
export interface Shape {
  readonly side: Side;
  readonly company: { readonly object: string; readonly name: string; readonly domain: string; readonly phone: string };
  readonly contact: { readonly object: string; readonly email: string; readonly name: string; readonly title: string };
  readonly associations: { readonly companies: string; readonly primary: string; readonly parent: string };
}

export const shapes: Record<Side, Shape> = {
  left: {
    side: 'left',
    company: { object: 'companies', name: 'name', domain: 'domain', phone: 'phone' },
    contact: { object: 'contacts', email: 'email', name: 'name', title: 'title' },
    associations: { companies: 'companies', primary: 'primary', parent: 'parent' },
  },
  right: {
    side: 'right',
    company: { object: 'tblA', name: 'fldName', domain: 'fldSite', phone: 'fldPhone' },
    contact: { object: 'tblP', email: 'fldEmail', name: 'fldFull', title: 'fldTitle' },
    associations: { companies: 'fldAccounts', primary: 'fldAccount', parent: 'fldParent' },
  },
};

const text = (value: CanonicalValue | undefined): string => String(value ?? '');
const digits = (value: CanonicalValue | undefined): string => text(value).replace(/[^\d+]/g, '');

/** What is mapped, told without record ids. */
export function world(app: InMemoryApp, shape: Shape): Record<string, readonly string[]> {
  const { company, contact, associations } = shape;
  const companies = new Map(app.readAll(company.object).map((one) => [one.id, text(one.fields[company.domain])]));
  const contacts = new Map(app.readAll(contact.object).map((one) => [one.id, text(one.fields[contact.email])]));
  const edges = (object: string, field: string): readonly string[] =>
    app
      .readEdges(object, field)
      .map(([from, to]) => `${companies.get(from) ?? contacts.get(from)} → ${companies.get(to)}`)
      .sort();
  const rows = (object: string, fields: readonly string[]): readonly string[] =>
    app
      .readAll(object)
      .map((one) => fields.map((field) => text(one.fields[field])).join(' | '))
      .sort();
  return {
    companies: app
      .readAll(company.object)
      .map(({ fields }) =>
        [text(fields[company.domain]), text(fields[company.name]), digits(fields[company.phone])].join(' | '),
      )
      .sort(),
    contacts: rows(contact.object, [contact.email, contact.name, contact.title]),
    memberships: edges(contact.object, associations.companies),
    primaries: edges(contact.object, associations.primary),
    parents: edges(company.object, associations.parent),
  };
}

export function expectEqualSides(apps: TwoApps): void {
  expect(world(apps.right, shapes.right)).toEqual(world(apps.left, shapes.left));
}
