import type { FieldMapping, ObjectSyncInput } from '@linkwright/core';
import type { InMemoryField, InMemoryObject } from '@linkwright/core/testing';

/** The same people in two apps, with every type of field and no associations. */
const stages = [
  { value: 'new', label: 'New' },
  { value: 'won', label: 'Won' },
  { value: 'lost', label: 'Lost' },
];

const fields: readonly InMemoryField[] = [
  { id: 'email', type: 'email' },
  { id: 'name', type: 'text' },
  { id: 'title', type: 'text' },
  { id: 'city', type: 'text' },
  { id: 'phone', type: 'phone' },
  { id: 'age', type: 'integer' },
  { id: 'seen', type: 'datetime' },
  { id: 'stage', type: 'option', options: stages },
  { id: 'tags', type: 'options', options: stages },
  { id: 'vip', type: 'boolean' },
];

export const contacts: InMemoryObject = { id: 'contacts', displayField: 'email', fields };

export const people: InMemoryObject = {
  id: 'people',
  displayField: 'email',
  fields: fields.map((field) => {
    if (field.id === 'vip') return { ...field, blankIsFalse: true };
    if (field.id === 'seen') return { ...field, precision: 'minute' };
    // `lost` has no partner here.
    if (field.id === 'stage') return { ...field, options: stages.slice(0, 2) };
    return field;
  }),
};

const names = fields.map((field) => field.id);

/** Maps the named fields one to one; `overrides` by field. */
export const mapped = (
  chosen: readonly string[] = names,
  overrides: Record<string, Partial<FieldMapping>> = {},
): FieldMapping[] => chosen.map((name) => ({ left: name, right: name, ...overrides[name] }));

export const peopleSync = (overrides: Partial<ObjectSyncInput> = {}): ObjectSyncInput => ({
  left: { connection: 'left', object: 'contacts' },
  right: { connection: 'right', object: 'people' },
  match: { left: 'email', right: 'email' },
  fields: mapped(),
  ...overrides,
});
