import { describe, expect, it } from 'vitest';
import type { AppView, ContactView } from '../../src/demo/app-view.ts';
import { countPairs, differences, requireInStep, withoutRecords } from '../../src/demo/demo-checks.ts';

const contact = (key: string, companies: readonly string[], jobTitle = ''): ContactView => ({
  id: `id of ${key}`,
  key,
  fields: { 'first name': 'Ann', 'last name': 'Lee', 'e-mail': key, 'job title': jobTitle, phone: '' },
  primary: companies.slice(0, 1),
  companies,
});

const view = (app: AppView['app'], contacts: readonly ContactView[]): AppView => ({
  app,
  companies: [],
  contacts: contacts.map((one) => ({ ...one, id: `${app} ${one.id}` })),
  deals: [],
});

describe('differences', () => {
  it('finds none between apps in step, whose ids differ', () => {
    const people = [contact('ann@example.com', ['acme'])];
    expect(differences(view('HubSpot', people), view('Airtable', people))).toEqual([]);
  });

  it.each([
    ['a missing record', [], /"ann@example\.com": HubSpot has 1, Airtable 0/],
    [
      'a record too many',
      [contact('ann@example.com', []), contact('ann@example.com', [])],
      /HubSpot has 1, Airtable 2/,
    ],
    ['another value', [contact('ann@example.com', ['acme'], 'Buyer')], /"job title":"Buyer"/],
    ['another association', [contact('ann@example.com', ['umbrella'])], /umbrella/],
  ])('tells %s', (_, contacts, expected) => {
    const [left, right] = [view('HubSpot', [contact('ann@example.com', ['acme'])]), view('Airtable', contacts)];
    expect(differences(left, right)).toEqual([expect.stringMatching(expected)]);
    expect(() => requireInStep(left, right)).toThrow(/not in step/);
  });
});

describe('withoutRecords', () => {
  it('leaves out records and what points at them', () => {
    const people = [contact('ann@example.com', ['acme', 'umbrella']), contact('bob@example.com', ['acme'])];
    const left = withoutRecords(view('HubSpot', people), ['bob@example.com', 'umbrella']);
    expect(left.contacts.map(({ key, companies }) => [key, companies])).toEqual([['ann@example.com', ['acme']]]);
    expect(countPairs(left)).toBe(1);
  });
});
