import type { AssociationFieldSchema, FieldSchema, FieldType, ObjectSchema } from '@linkwright/core';
import { describe, expect, it } from 'vitest';
import { fieldCompatibility } from '../src/suggest/field-compatibility.ts';
import { proposeSync } from '../src/suggest/propose-sync.ts';
import { referenceLikeness } from '../src/suggest/reference-likeness.ts';
import { suggestAssociations } from '../src/suggest/suggest-associations.ts';
import { suggestFields } from '../src/suggest/suggest-fields.ts';
import { suggestMatch } from '../src/suggest/suggest-match.ts';
import { suggestPairs } from '../src/suggest/suggest-pairs.ts';

const field = (name: string, type: FieldType, more: Partial<FieldSchema> = {}): FieldSchema => ({
  id: `id-${name}`,
  name,
  label: name,
  type,
  required: false,
  readOnly: false,
  unique: false,
  lookup: 'consistent',
  ...more,
});

const object = (name: string, fields: readonly FieldSchema[], more: Partial<ObjectSchema> = {}): ObjectSchema => ({
  id: `id-${name}`,
  name,
  label: name,
  custom: true,
  fields,
  associations: [],
  ...more,
});

const link = (name: string, target: string, more: Partial<AssociationFieldSchema> = {}): AssociationFieldSchema => ({
  id: `id-${name}`,
  name,
  label: name,
  targets: [target],
  cardinality: 'many',
  readOnly: false,
  changeTouchesRecord: true,
  ...more,
});

const option = (...labels: string[]) => ({ options: labels.map((label) => ({ value: label.toLowerCase(), label })) });
const pairs = (
  found: readonly { readonly left: { readonly name: string }; readonly right: { readonly name: string } }[],
) => found.map(({ left, right }) => `${left.name} ↔ ${right.name}`);

describe('fields that look alike', () => {
  it('are found by shared vocabulary, then by name or label without case and punctuation, then by type', () => {
    const left = object('a', [
      field('fn', 'text', { standard: 'Person.givenName' }),
      field('job_title', 'text'),
      field('mail_1', 'email'),
      field('nothing', 'text'),
    ]);
    const right = object('b', [
      field('Kontakt', 'email'),
      field('Job Title', 'text'),
      field('First name', 'text'),
      field('given', 'text', { standard: 'Person.givenName' }),
    ]);
    expect(suggestFields(left, right).map(({ left: a, right: b, reason }) => [a.name, b.name, reason])).toEqual([
      ['fn', 'given', 'both are Person.givenName'],
      ['job_title', 'Job Title', 'same name'],
      ['mail_1', 'Kontakt', 'the only e-mail address of each'],
    ]);
  });

  it('are offered in the direction that types, options and writing allow, or not at all', () => {
    const compatible = (a: FieldSchema, b: FieldSchema) => fieldCompatibility(a, b);
    expect(compatible(field('a', 'text'), field('b', 'text', { readOnly: true }))).toEqual({
      compatible: true,
      direction: 'right-to-left',
      needsTimeZone: false,
    });
    expect(compatible(field('a', 'option', option('Yes')), field('b', 'text'))).toEqual({
      compatible: true,
      direction: 'left-to-right',
      needsTimeZone: false,
    });
    expect(compatible(field('a', 'option', option('Yes')), field('b', 'option', option('YES', 'No')))).toEqual({
      compatible: true,
      direction: 'two-way',
      needsTimeZone: false,
    });
    expect(compatible(field('a', 'option', option('Yes')), field('b', 'option', option('No')))).toMatchObject({
      compatible: false,
    });
    expect(compatible(field('a', 'datetime'), field('b', 'date'))).toMatchObject({ needsTimeZone: true });
    const inZone = field('a', 'datetime', { timeZone: 'America/Phoenix' });
    expect(compatible(inZone, field('b', 'date'))).toMatchObject({ needsTimeZone: false });
    expect(compatible(field('a', 'date'), field('b', 'boolean'))).toEqual({
      compatible: false,
      reason: 'a date is not a yes or no',
    });
  });

  it('are restricted to the shared vocabulary where both connectors use it', () => {
    const fields = [field('email', 'email', { standard: 'Person.email' }), field('score', 'integer')];
    const known = object('contacts', fields, { standard: 'Person' });
    const proposed = proposeSync({ connection: 'x', object: known }, { connection: 'y', object: known });
    expect(pairs(proposed?.fields ?? [])).toEqual(['email ↔ email']);
  });
});

describe('a match key', () => {
  it('is what looks like a key on both sides, never a first name', () => {
    const people = (more: readonly FieldSchema[]) =>
      object('people', [field('First name', 'text'), field('Age', 'integer'), ...more]);
    expect(suggestMatch(people([]), people([]))).toEqual([]);
    expect(pairs(suggestMatch(people([field('Email', 'text')]), people([field('Email', 'email')])))).toEqual([
      'Email ↔ Email',
    ]);
    expect(
      pairs(suggestMatch(people([field('Staff number', 'integer')]), people([field('staff_number', 'text')]))),
    ).toEqual(['Staff number ↔ staff_number']);
  });

  it('is nothing that strangers share: a company’s website, code or name in a table of people', () => {
    const shared = [
      field('Website', 'url'),
      field('Company domain name', 'text'),
      field('Name', 'text'),
      field('Company ID', 'text'),
      field('Account number', 'text'),
      field('Postal code', 'text'),
      field('Phone', 'phone'),
    ];
    const people = object('People', shared, { displayField: 'id-Name' });
    expect(suggestMatch(people, people)).toEqual([]);
    const contacts = object('contacts', [...shared, field('email', 'email')], { standard: 'Person' });
    const table = object('People', [...shared, field('Email', 'email'), field('Staff code', 'text')]);
    expect(pairs(suggestMatch(contacts, table))).toEqual(['email ↔ Email']);
    const deals = object('Deals', [field('Email', 'email'), field('Website', 'url')]);
    expect(suggestMatch(deals, deals)).toEqual([]);
  });

  it('is compared as what it holds, even where both types are plain text', () => {
    const firms = object('firms', [field('Website', 'text'), field('Name', 'text')]);
    const proposed = proposeSync({ connection: 'x', object: firms }, { connection: 'y', object: firms });
    expect(proposed?.draft.match).toEqual([
      { left: 'Website', right: 'Website', normalize: 'domain' },
      { left: 'Name', right: 'Name' },
    ]);
  });
});

describe('objects that look alike', () => {
  it('pair once each, by name first', () => {
    const found = suggestPairs(
      [object('contacts', []), object('projects', []), object('rooms', [])],
      [object('Project', []), object('People', []), object('Persons', [])],
    );
    expect(pairs(found)).toEqual(['projects ↔ Project', 'contacts ↔ People']);
  });
});

describe('association fields that look alike', () => {
  const account = (side: string, one: ObjectSchema) => ({ account: side, object: one });
  it('are never the far end of one that is mapped', () => {
    const employer = link('Employer', 'id-firms', { inverse: { object: 'id-firms', field: 'id-Staff' } });
    const staff = link('Staff', 'id-people', { inverse: { object: 'id-people', field: 'id-Employer' } });
    const people = object('people', [], { associations: [employer] });
    const firms = object('firms', [], { associations: [staff] });
    const syncs = [people, firms].map((one) => ({ name: one.name, left: account('l', one), right: account('r', one) }));
    const suggest = (one: ObjectSchema, mapped: Parameters<typeof suggestAssociations>[0]['mapped']) =>
      pairs(
        suggestAssociations({
          left: account('l', one),
          right: account('r', one),
          syncs,
          mapped,
          nameOf: (id) => id,
        }),
      );
    expect(suggest(firms, [])).toEqual(['Staff ↔ Staff']);
    const end = { object: 'id-people', field: 'id-Employer' };
    expect(suggest(firms, [{ left: end, right: end }])).toEqual([]);
    expect(suggest(people, [{ left: end, right: end }])).toEqual([]);
  });

  it('leave a field to the one that bears its name, whichever stands first', () => {
    const contacts = object('contacts', [], {
      associations: [
        link('companies', 'id-companies'),
        link('primary_company', 'id-companies', { cardinality: 'one', markOn: 'id-companies' }),
      ],
    });
    const [single, companies] = [link('Account', 'id-Accounts'), link('Companies', 'id-Accounts')];
    const of = (name: string) => object(name, []);
    const firms = { name: 'firms', left: account('l', of('companies')), right: account('r', of('Accounts')) };
    for (const associations of [
      [single, companies],
      [companies, single],
    ]) {
      const people = object('People', [], { associations });
      const found = suggestAssociations({
        left: account('l', contacts),
        right: account('r', people),
        syncs: [firms],
        mapped: [],
        nameOf: (id) => id,
      });
      expect(pairs(found).toSorted()).toEqual(['companies ↔ Companies', 'primary_company ↔ Account']);
    }
  });
});

describe('a plain field that could name another record', () => {
  const likely = (of: ObjectSchema, syncs: readonly string[]): readonly string[] =>
    of.fields
      .map((one) => ({ name: one.name, likeness: referenceLikeness(one, of, syncs) }))
      .filter(({ likeness }) => likeness > 0)
      .sort((a, b) => b.likeness - a.likeness)
      .map(({ name }) => name);

  it('is never what a record is called itself, nor a count of others', () => {
    const name = field('name', 'text', { label: 'Company name' });
    const companies = object(
      'companies',
      [
        name,
        field('num_associated_contacts', 'integer', { label: 'Number of associated contacts' }),
        field('linkedin_company_page', 'url', { label: 'LinkedIn company page' }),
        field('city', 'text'),
        field('parent_company', 'text', { label: 'Parent company' }),
        field('Main contact', 'text'),
        field('managerId', 'text'),
      ],
      { standard: 'Organization' },
    );
    expect(likely(companies, ['contacts'])).toEqual(['managerId', 'parent_company', 'Main contact']);
    const tasks = object('Tasks', [field('Task', 'text'), field('Task code', 'text')], { displayField: 'id-Task' });
    expect(likely(tasks, ['tasks', 'companies'])).toEqual([]);
  });

  it('is what bears the name of another kind of record, with its name or key first', () => {
    const people = object('People', [
      field('Job title', 'text'),
      field('Employer', 'text'),
      field('company', 'text', { label: 'Company name' }),
      field('Firm', 'text'),
    ]);
    expect(likely(people, ['firms'])).toEqual(['company', 'Employer', 'Firm']);
  });
});
