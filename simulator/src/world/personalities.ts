import { type CanonicalValue, roundNumber } from '@linkwright/core';
import type { InMemoryAppOptions, InMemoryAssociation, InMemoryField, InMemoryObject } from '@linkwright/core/testing';
import type { AppSetting, AssociationName, ObjectName, PersonalityName, Story } from '../story/story.ts';

/** Fields of each object by the names that stories use; `note` is never mapped, `token` is the identity field. */
export const fieldNames = {
  company: ['domain', 'name', 'phone', 'grade', 'token', 'note'],
  contact: ['email', 'name', 'title', 'seen', 'score', 'vip', 'tags', 'token', 'note'],
} as const satisfies Record<ObjectName, readonly string[]>;

export const grades = ['Gold', 'Silver', 'Iron'] as const;

/** Where an association starts; all but `owner` lead to companies. */
export const sourceOf: Readonly<Record<AssociationName, ObjectName>> = {
  companies: 'contact',
  primary: 'contact',
  advisor: 'contact',
  parent: 'company',
  owner: 'company',
};
export const targetOf = (name: AssociationName): ObjectName => (name === 'owner' ? 'contact' : 'company');

/** How an app names what all of them have, and what it has at all. */
export interface Personality {
  readonly name: PersonalityName;
  object(name: ObjectName): string;
  field(name: string): string;
  /** `advisor` is there in worlds with labels alone. */
  readonly associations: readonly AssociationName[];
  /** The app's option for a grade or tag. */
  option(label: string): string;
}

const all: readonly AssociationName[] = ['companies', 'primary', 'advisor', 'parent', 'owner'];

export const personalities: Readonly<Record<PersonalityName, Personality>> = {
  /** A CRM: sets with a primary mark, associations that do not touch the record, unique e-mail, a search that lags. */
  crm: {
    name: 'crm',
    object: (name) => (name === 'company' ? 'companies' : 'contacts'),
    field: (name) => name,
    associations: all,
    option: (label) => label.toLowerCase(),
  },
  /** A base of tables: link fields with inverses that travel inline and are replaced whole, and no unique keys. */
  base: {
    name: 'base',
    object: (name) => (name === 'company' ? 'tblCompanies' : 'tblContacts'),
    field: (name) => `fld_${name}`,
    associations: all,
    option: (label) => label,
  },
  /** A workplace database: single targets, times by the minute, writes that name the revision, a unique domain. */
  desk: {
    name: 'desk',
    object: (name) => (name === 'company' ? '7' : '8'),
    field: (name) => `${name}_0`,
    associations: ['primary', 'parent', 'owner'],
    option: (label) => label,
  },
};

/** Fields of a company that a default match key is made of, in order. */
export const standardMatch: readonly string[] = ['domain', 'name'];

export function appOptions(setting: AppSetting, story: Story): Omit<InMemoryAppOptions, 'name' | 'clock'> {
  const personality = personalities[setting.personality];
  const { batch } = setting;
  return {
    // Companies bear standard names where a sync of them is to be derived.
    objects: [
      story.implied ? withStandardNames(companyOf(personality, story)) : companyOf(personality, story),
      contactOf(personality, story),
    ],
    pageSize: setting.page,
    associationReads: setting.reads,
    existsNamesRecord: setting.namesExisting,
    mergersMakeRecords: setting.merging === 'new-record',
    inlineAssociations: setting.personality === 'base' ? 'replace' : 'edit',
    normalize: (_object, field, value) => keep(setting, story, field, value),
    capabilities: {
      requiresExplicitAssociationSyncs: setting.personality !== 'crm',
      echoesWrites: setting.echoes,
      associationWrites:
        setting.personality === 'crm'
          ? { create: 'inline', update: 'separate' }
          : { create: 'inline', update: 'inline' },
      deletions: setting.deletions,
      merges: setting.merging !== undefined,
      conditionalWrites: setting.personality === 'desk',
      lookupDelayMs: setting.personality === 'crm' ? 30_000 : 0,
      batchLimits: {
        read: batch,
        lookup: batch,
        create: batch,
        update: batch,
        archive: batch,
        readAssociations: batch,
        writeAssociations: batch,
      },
    },
  };
}

function keep(setting: AppSetting, story: Story, field: string, value: CanonicalValue): CanonicalValue {
  const own = setting.rewrites ? rewrite(field, value) : value;
  if (!setting.echoes) return tidy(field, own);
  // A check box that is not ticked holds nothing.
  return own === false && story.checkBoxes && setting.personality === 'base' ? null : own;
}

/** Numbers of two places, and texts without blanks at their ends or in rows: what no schema tells. */
function tidy(field: string, value: CanonicalValue): CanonicalValue {
  if (typeof value !== 'string') return value;
  if (field.includes('score')) return roundNumber(value, 2) ?? value;
  return field.includes('title') ? value.trim().replaceAll(/\s+/g, ' ') || null : value;
}

/** Where a story's app lower-cases e-mails, trims and cuts texts, and prints telephone numbers its own way. */
function rewrite(field: string, value: CanonicalValue): CanonicalValue {
  if (typeof value !== 'string') return value;
  if (field.includes('email')) return value.toLowerCase();
  if (field.includes('name') || field.includes('title')) return value.trim().slice(0, 100) || null;
  if (field.includes('phone') && /\d/.test(value)) return value.replaceAll(/[ ()-]/g, '');
  return value;
}

function companyOf(personality: Personality, story: Story): InMemoryObject {
  const { field, name } = personality;
  const isCrm = name === 'crm';
  const fields: InMemoryField[] = [
    { id: field('domain'), type: isCrm ? 'text' : 'url', lookup: lookupOf(name), unique: name === 'desk' },
    { id: field('name'), type: 'text', lookup: lookupOf(name) },
    { id: field('phone'), type: 'phone' },
    { id: field('grade'), type: 'option', options: optionsOf(personality) },
    { id: field('token'), type: 'text', unique: true },
    { id: field('note'), type: 'text' },
  ];
  const associations: InMemoryAssociation[] = [
    pointer(personality, 'parent', 'company', story),
    pointer(personality, 'owner', 'contact', story),
  ];
  return { id: personality.object('company'), displayField: field('name'), fields, associations };
}

function withStandardNames(company: InMemoryObject): InMemoryObject {
  const names = new Map([
    ['domain', 'Organization.url'],
    ['name', 'Organization.name'],
    ['phone', 'Organization.telephone'],
  ]);
  const fields = company.fields.map((field): InMemoryField => {
    const standard = names.get(field.id);
    return { ...field, ...(standard !== undefined && { standard }), ...(field.id === 'domain' && { type: 'url' }) };
  });
  return { ...company, standard: 'Organization', defaultMatch: standardMatch, fields };
}

function contactOf(personality: Personality, story: Story): InMemoryObject {
  const { field, name } = personality;
  const fields: InMemoryField[] = [
    { id: field('email'), type: 'email', unique: name === 'crm' },
    { id: field('name'), type: 'text', lookup: lookupOf(name) },
    { id: field('title'), type: 'text' },
    { id: field('seen'), type: 'datetime', ...(name === 'desk' && { precision: 'minute' as const }) },
    { id: field('score'), type: 'decimal', ...(name === 'base' && { precision: 1 }) },
    { id: field('vip'), type: 'boolean', ...(story.checkBoxes && name === 'base' && { blankIsFalse: true as const }) },
    { id: field('tags'), type: 'options', options: optionsOf(personality) },
    { id: field('token'), type: 'text', unique: true },
    { id: field('note'), type: 'text' },
  ];
  const associations: InMemoryAssociation[] = [];
  if (personality.associations.includes('companies')) {
    associations.push({
      id: field('companies'),
      targets: [personality.object('company')],
      cardinality: 'many',
      changeTouchesRecord: name !== 'crm',
    });
  }
  associations.push(
    name === 'crm'
      ? {
          id: field('primary'),
          targets: [personality.object('company')],
          cardinality: 'one',
          markOn: field('companies'),
          changeTouchesRecord: false,
          firstBecomesPrimary: true,
        }
      : pointer(personality, 'primary', 'company', story),
  );
  if (story.labels !== 'none' && personality.associations.includes('advisor')) {
    associations.push({
      id: field('advisor'),
      targets: [personality.object('company')],
      cardinality: 'many',
      changeTouchesRecord: name !== 'crm',
      ...(name === 'crm' && { markOn: field('companies') }),
    });
  }
  return { id: personality.object('contact'), displayField: field('email'), fields, associations };
}

/** What a look-up of a workplace database copies from its target. */
export const lookedUp: Readonly<Record<ObjectName, string>> = { company: 'domain', contact: 'email' };

/** Single targets, except in a base, whose link fields hold several although people keep one in them. */
function pointer(
  personality: Personality,
  name: AssociationName,
  target: ObjectName,
  { lookups }: Story,
): InMemoryAssociation {
  return {
    id: personality.field(name),
    targets: [personality.object(target)],
    cardinality: personality.name === 'base' ? 'many' : 'one',
    changeTouchesRecord: personality.name !== 'crm',
    ...(lookups && personality.name === 'desk' && { refersBy: personality.field(lookedUp[target]) }),
  };
}

const lookupOf = (name: PersonalityName): 'delayed' | 'consistent' => (name === 'crm' ? 'delayed' : 'consistent');

const optionsOf = (personality: Personality) => grades.map((label) => ({ value: personality.option(label), label }));
