import type { ObjectSyncInput } from '@linkwright/core';
import type { InMemoryObject } from '@linkwright/core/testing';
import { only, type TwoApps, twoApps } from './two-apps.ts';

type Side = 'left' | 'right';

/** The set of a contact's companies, and three marks on it: one that holds a single company, two labels. */
export const markFields = ['set', 'primary', 'advisor', 'partner'] as const;
export type MarkField = (typeof markFields)[number];

const silent = { changeTouchesRecord: false } as const;

const crm: readonly InMemoryObject[] = [
  { id: 'companies', displayField: 'name', fields: [{ id: 'name', type: 'text' }] },
  {
    id: 'contacts',
    displayField: 'email',
    fields: [{ id: 'email', type: 'email' }],
    associations: [
      { id: 'set', targets: ['companies'], cardinality: 'many', ...silent },
      {
        id: 'primary',
        targets: ['companies'],
        cardinality: 'one',
        markOn: 'set',
        firstBecomesPrimary: true,
        ...silent,
      },
      { id: 'advisor', targets: ['companies'], cardinality: 'many', markOn: 'set', ...silent },
      { id: 'partner', targets: ['companies'], cardinality: 'many', markOn: 'set', ...silent },
    ],
  },
];

/** The other app knows no marks: four link fields that have nothing to do with each other. */
const tables: readonly InMemoryObject[] = [
  { id: 'Accounts', displayField: 'name', fields: [{ id: 'name', type: 'text' }] },
  {
    id: 'People',
    displayField: 'email',
    fields: [{ id: 'email', type: 'email' }],
    associations: markFields.map((id) => ({ id, targets: ['Accounts'], cardinality: 'many' })),
  },
];

export type Shown = Readonly<Record<MarkField, readonly string[]>>;

/** One contact and its person, the companies A, B, C and their accounts, all linked, with nothing pointing anywhere. */
export interface OneContact {
  readonly apps: TwoApps;
  /** Another list of mappings is another file for the same state. */
  syncs(mappings: readonly MarkMapping[], rightField?: RightField): Record<string, ObjectSyncInput>;
  add(side: Side, field: MarkField, name: string): void;
  remove(side: Side, field: MarkField, name: string): void;
  /** Names of the companies by field, read from the app. */
  shown(side: Side): Shown;
}

export interface MarkMapping {
  readonly field: MarkField;
  readonly direction?: 'two-way' | 'left-to-right' | 'right-to-left';
  readonly owner?: Side;
  readonly keepMarks?: boolean;
}

export const everyField: readonly MarkMapping[] = markFields.map((field) => ({ field }));

export async function oneContact(
  mappings: readonly MarkMapping[] = everyField,
  /** `marks`: both apps know sets and marks. */
  right: 'tables' | 'marks' = 'tables',
  batch = 100,
  associationReads: 'inline' | 'separate' = 'inline',
): Promise<OneContact> {
  const capabilities = {
    batchLimits: { read: 100, lookup: 100, create: 100, update: 100, archive: 100, readAssociations: 100 },
  };
  const limits = { ...capabilities.batchLimits, writeAssociations: batch };
  const objects = right === 'marks' ? crm : tables;
  const names = { contact: objects[1]?.id ?? '', company: objects[0]?.id ?? '' };
  const inline = { associationWrites: { create: 'inline', update: 'inline' } } as const;
  const apps = await twoApps({
    left: { objects: crm, capabilities: { batchLimits: limits }, associationReads },
    right: {
      associationReads,
      objects,
      capabilities: { batchLimits: limits, ...(right === 'tables' && inline) },
      ...(right === 'tables' && { inlineAssociations: 'replace' as const }),
    },
    syncs: syncsOf(mappings, names),
  });
  for (const name of ['A', 'B', 'C']) apps.left.create('companies', { name });
  apps.left.create('contacts', { email: 'ada@x.example' });
  await apps.sync();
  const object = { left: 'contacts', right: names.contact };
  const companies = { left: 'companies', right: names.company };
  const contact = { left: only(apps.left, 'contacts').id, right: only(apps.right, names.contact).id };
  const company = (side: Side, name: string): string =>
    apps[side].readAll(companies[side]).find((record) => record.fields.name === name)?.id ?? '';
  return {
    apps,
    syncs: (other, rightField) => syncsOf(other, names, rightField),
    add(side, field, name) {
      const target = company(side, name);
      // People keep one account in this field, although the app would take several.
      if (field === 'primary') {
        for (const [, held] of apps[side].readEdges(object[side], 'primary')) {
          if (held !== target) apps[side].disassociate(object[side], contact[side], 'primary', held);
        }
      }
      apps[side].associate(object[side], contact[side], field, target);
    },
    remove: (side, field, name) => apps[side].disassociate(object[side], contact[side], field, company(side, name)),
    shown(side) {
      const named = new Map(apps[side].readAll(companies[side]).map((one) => [one.id, String(one.fields.name)]));
      const of = (field: MarkField) =>
        apps[side]
          .readEdges(object[side], field)
          .map(([, target]) => named.get(target) ?? target)
          .sort();
      return { set: of('set'), primary: of('primary'), advisor: of('advisor'), partner: of('partner') };
    },
  };
}

/** Where a field is mapped to one of another name. */
type RightField = Partial<Record<MarkField, MarkField>>;

function syncsOf(
  mappings: readonly MarkMapping[],
  right: { readonly contact: string; readonly company: string },
  rightField: RightField = {},
): Record<string, ObjectSyncInput> {
  return {
    companies: {
      left: { connection: 'left', object: 'companies' },
      right: { connection: 'right', object: right.company },
      match: { left: 'name', right: 'name' },
      fields: [{ left: 'name', right: 'name' }],
    },
    contacts: {
      left: { connection: 'left', object: 'contacts' },
      right: { connection: 'right', object: right.contact },
      match: { left: 'email', right: 'email' },
      fields: [{ left: 'email', right: 'email' }],
      associations: mappings.map(({ field, ...rules }) => ({
        left: field,
        right: rightField[field] ?? field,
        ...rules,
      })),
    },
  };
}
