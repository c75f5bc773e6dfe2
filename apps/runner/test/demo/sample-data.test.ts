import { describe, expect, it } from 'vitest';
import { cast, child, parent, withoutContacts } from '../../src/demo/sample-cast.ts';
import { createSample, type SampleSide } from '../../src/demo/sample-data.ts';

const { hubspot, airtable } = createSample();
const sides: readonly (readonly [string, SampleSide])[] = [
  ['HubSpot', hubspot],
  ['Airtable', airtable],
];

const unionOf = (list: (side: SampleSide) => readonly { readonly key: string }[]): number =>
  new Set([...list(hubspot), ...list(airtable)].map(({ key }) => key)).size;
const emailOf = (contact: { readonly email: string | null }): string => (contact.email ?? '').toLowerCase();

describe('the sample', () => {
  it('is the same every time, and as large as it says', () => {
    expect(createSample()).toEqual({ hubspot, airtable });
    expect([
      unionOf((side) => side.companies),
      unionOf((side) => side.contacts),
      unionOf((side) => side.deals),
    ]).toEqual([60, 400, 80]);
  });

  it.each(sides)('names in %s only what is there', (_, side) => {
    const companies = side.companies.map(({ key }) => key);
    const contacts = side.contacts.map(({ key }) => key);
    expect(new Set(companies).size).toBe(companies.length);
    expect(new Set(contacts).size).toBe(contacts.length);
    expect(companies).toEqual(expect.arrayContaining(side.contacts.flatMap((contact) => [...contact.companies])));
    expect(companies).toEqual(expect.arrayContaining(side.deals.flatMap(({ company }) => company ?? [])));
    expect(contacts).toEqual(expect.arrayContaining(side.deals.flatMap((deal) => [...deal.contacts])));
  });

  it('has a primary company wherever a contact has companies, and mostly not as the first one', () => {
    const several = hubspot.contacts.filter(({ companies }) => companies.length > 1);
    expect(several.length).toBeGreaterThan(40);
    for (const { companies, primary } of hubspot.contacts) {
      expect(companies.length === 0 ? primary === null : companies.includes(primary ?? '')).toBe(true);
    }
    expect(several.filter(({ companies, primary }) => companies[0] !== primary).length).toBeGreaterThan(40);
  });

  it('has e-mail addresses that HubSpot takes once only, and names that differ where there is none', () => {
    const emails = hubspot.contacts.flatMap(({ email }) => (email === null ? [] : [email.toLowerCase()]));
    expect(new Set(emails).size).toBe(emails.length);
    const names = hubspot.contacts.map(({ firstName, lastName }) => `${firstName} ${lastName ?? ''}`);
    expect(new Set(names).size).toBe(names.length);
    const deals = [...hubspot.deals, ...airtable.deals].map(({ name }) => name);
    expect(new Set(deals).size).toBe(deals.length);
  });
});

describe('the nasty cases', () => {
  it('two companies of one name and different domains', () => {
    const namesakes = hubspot.companies.filter(({ name }) => name === 'Nordlicht');
    expect(new Set(namesakes.map(({ domain }) => domain)).size).toBe(2);
  });

  it('a contact without an e-mail, one without any key', () => {
    const without = hubspot.contacts.filter(({ email }) => email === null);
    expect(without.map(({ key }) => key)).toEqual([cast.withoutEmail.key, cast.withoutKey.key]);
    expect(cast.withoutEmail.lastName).not.toBeNull();
    expect(cast.withoutKey.lastName).toBeNull();
  });

  it('accents, CJK, and an i without its dot', () => {
    const written = hubspot.contacts.map(({ firstName, lastName }) => `${firstName} ${lastName ?? ''}`).join(' ');
    for (const script of [
      /\p{Script=Han}/u,
      /\p{Script=Hangul}/u,
      /\p{Script=Hiragana}/u,
      /[ßøłçñ]/,
      /[İı]/,
      /\u0300|ọ/,
    ]) {
      expect(written).toMatch(script);
    }
  });

  it('a company without contacts, a company without a domain, a child company', () => {
    const employers = [...hubspot.contacts, ...airtable.contacts].flatMap(({ companies }) => companies);
    expect(hubspot.companies.map(({ key }) => key)).toContain(withoutContacts);
    expect(employers).not.toContain(withoutContacts);
    expect(hubspot.companies.some(({ domain }) => domain === null)).toBe(true);
    expect(hubspot.companies.find(({ key }) => key === child)?.parent).toBe(parent);
    expect(airtable.companies.map(({ key }) => key)).not.toContain(child);
  });

  it('contacts whose company is not there on the other side', () => {
    const inHubspot = new Set(hubspot.companies.map(({ key }) => key));
    const inAirtable = new Set(airtable.companies.map(({ key }) => key));
    expect(airtable.contacts.some(({ primary }) => primary !== null && !inHubspot.has(primary))).toBe(true);
    const waiting = airtable.contacts.filter(({ key, primary }) => {
      const twin = hubspot.contacts.find((contact) => contact.key === key);
      return primary === null && typeof twin?.primary === 'string' && !inAirtable.has(twin.primary);
    });
    expect(waiting.length).toBeGreaterThan(5);
  });

  it('one e-mail that two people of Airtable and one of HubSpot have', () => {
    const bearers = (side: SampleSide) => side.contacts.filter((contact) => emailOf(contact) === cast.ambiguous.email);
    expect([bearers(hubspot).length, bearers(airtable).length]).toEqual([1, 2]);
  });

  it('a contact with several companies and a primary that is not the first', () => {
    expect(cast.severalCompanies.companies.length).toBeGreaterThan(2);
    expect(cast.severalCompanies.companies[0]).not.toBe(cast.severalCompanies.primary);
  });

  it('a record on both sides with one differing value, and one with blanks on either side', () => {
    const twinOf = ({ key }: { readonly key: string }) => airtable.contacts.find((contact) => contact.key === key);
    expect(twinOf(cast.differing)?.jobTitle).not.toBe(cast.differing.jobTitle);
    expect(twinOf(cast.differing)?.jobTitle).not.toBeNull();
    expect(twinOf(cast.differing)?.email?.toLowerCase()).toBe(cast.differing.email);
    expect([cast.blanks.phone, twinOf(cast.blanks)?.jobTitle]).toEqual([null, null]);
    expect(cast.blanks.jobTitle).not.toBeNull();
    expect(twinOf(cast.blanks)?.phone).not.toBeNull();
  });
});
