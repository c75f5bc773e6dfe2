import type { FieldSchema } from '@linkwright/core';
import type { InMemoryAssociation, InMemoryField, InMemoryObject } from '@linkwright/core/testing';
import type { Variant } from './in-memory-world.ts';

const options = ['gold', 'silver', 'bronze'].map((value) => ({ value, label: value }));

function fieldsOf(lookup: FieldSchema['lookup']): readonly InMemoryField[] {
  return [
    { id: 'name', type: 'text', lookup },
    { id: 'email', type: 'email', unique: true, alternates: true },
    { id: 'key', type: 'text' },
    { id: 'notes', type: 'multiline', lookup: 'none' },
    { id: 'site', type: 'url' },
    { id: 'phone', type: 'phone' },
    { id: 'age', type: 'integer' },
    { id: 'score', type: 'decimal', precision: 2 },
    { id: 'vip', type: 'boolean' },
    { id: 'born', type: 'date' },
    { id: 'met', type: 'datetime', precision: 'minute' },
    { id: 'level', type: 'option', options },
    { id: 'tags', type: 'options', options },
    { id: 'owner', type: 'user' },
    { id: 'extra', type: 'json', lookup: 'none' },
    { id: 'made', type: 'datetime', readOnly: true },
  ];
}

const source: Variant['source'] = {
  text: 'name',
  fields: {
    email: 'email',
    multiline: 'notes',
    url: 'site',
    phone: 'phone',
    integer: 'age',
    decimal: 'score',
    boolean: 'vip',
    date: 'born',
    datetime: 'met',
    option: 'level',
    options: 'tags',
    user: { field: 'owner', value: 'rita@example.com' },
    json: 'extra',
  },
  unique: 'email',
  alternate: 'email',
  identity: 'key',
  refused: { field: 'age', value: 'many' },
};

function objectsWith(
  associations: readonly InMemoryAssociation[],
  more: { readonly inverse?: InMemoryAssociation; readonly lookup?: FieldSchema['lookup'] } = {},
): readonly InMemoryObject[] {
  return [
    { id: 'people', fields: fieldsOf(more.lookup ?? 'consistent'), associations },
    {
      id: 'accounts',
      fields: [
        { id: 'name', type: 'text' },
        { id: 'code', type: 'text' },
      ],
      associations: more.inverse === undefined ? [] : [more.inverse],
    },
  ];
}

/** A set with a mark, both written by calls of their own; a sweep finds deletions. */
export const separate: Variant = {
  name: 'associations separate',
  objects: objectsWith(
    [
      { id: 'accounts', targets: ['accounts'], cardinality: 'many', inverse: { object: 'accounts', field: 'people' } },
      { id: 'main', targets: ['accounts'], cardinality: 'one', markOn: 'accounts', firstBecomesPrimary: true },
      { id: 'employer', targets: ['accounts'], cardinality: 'one', changeTouchesRecord: false },
    ],
    {
      inverse: {
        id: 'people',
        targets: ['people'],
        cardinality: 'many',
        inverse: { object: 'people', field: 'accounts' },
      },
    },
  ),
  source: { ...source, many: 'accounts', mark: 'main', one: 'employer' },
  capabilities: { merges: true, hints: ['pull', 'push'] },
};

/** Links in cells that are replaced whole; a feed of deletions; writes that compare revisions; small batches. */
export const inline: Variant = {
  name: 'associations inline',
  objects: objectsWith([{ id: 'accounts', targets: ['accounts'], cardinality: 'many' }], { lookup: 'delayed' }),
  source: { ...source, many: 'accounts' },
  capabilities: {
    requiresExplicitAssociationSyncs: true,
    associationWrites: { create: 'inline', update: 'inline' },
    deletions: 'feed',
    archive: 'permanent',
    conditionalWrites: true,
    lookupDelayMs: 30_000,
    batchLimits: {
      read: 7,
      lookup: 4,
      create: 6,
      update: 6,
      archive: 6,
      readAssociations: 3,
      writeAssociations: 1,
    },
  },
  exceptions: [
    {
      test: 'has writeAssociations exactly where associations are written separately',
      reason: 'The in-memory connection takes edges in calls of their own in every setting.',
    },
  ],
  app: {
    inlineAssociations: 'replace',
    existsNamesRecord: false,
    listsAllObjects: false,
    associationReads: 'separate',
  },
};

/** A field that holds its target's key; inline with creates only; nothing can be archived. */
export const byKey: Variant = {
  name: 'association by key',
  objects: objectsWith([{ id: 'account', targets: ['accounts'], cardinality: 'one', refersBy: 'code' }]),
  source: { ...source, one: 'account' },
  capabilities: { associationWrites: { create: 'inline', update: 'separate' }, archive: 'none' },
  exceptions: [
    {
      test: 'refuses to archive with an UnsupportedError, since its capabilities say that it cannot',
      reason: 'The in-memory app itself refuses: its connection answers `rejected` with archive-unsupported.',
    },
  ],
};

/** An app that has no associations at all, as a plain list of things has none. */
export const alone: Variant = {
  name: 'no associations',
  objects: objectsWith([]),
  source,
};

/** One record at a time; a merger gives up both ids for a new one. */
export const single: Variant = {
  name: 'one by one',
  objects: objectsWith([{ id: 'accounts', targets: ['accounts'], cardinality: 'many' }]),
  source: { ...source, many: 'accounts' },
  capabilities: {
    merges: true,
    batchLimits: { read: 1, lookup: 1, create: 1, update: 1, archive: 1, readAssociations: 1, writeAssociations: 1 },
  },
  app: { mergersMakeRecords: true },
};
