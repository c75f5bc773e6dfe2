import {
  type AppConnection,
  type ConnectorCapabilities,
  type Fields,
  type ObjectSchema,
  type RecordChange,
  type SourceRecord,
  UnsupportedError,
  type WriteOutcome,
} from '@linkwright/core';
import type { ConnectedApp } from '@linkwright/engine';

export const generatedObject = 'people';
const pageSize = 1000;

const capabilities: ConnectorCapabilities = {
  requiresExplicitAssociationSyncs: false,
  associationWrites: { create: 'inline', update: 'inline' },
  deletions: 'sweep',
  archive: 'reversible',
  conditionalWrites: false,
  lookupDelayMs: 0,
  batchLimits: {
    read: 100,
    lookup: 100,
    create: 100,
    update: 100,
    archive: 100,
    readAssociations: 100,
    writeAssociations: 100,
  },
};

const schema: ObjectSchema = {
  id: generatedObject,
  name: generatedObject,
  label: 'People',
  custom: false,
  displayField: 'email',
  fields: (
    [
      ['email', 'email'],
      ['name', 'text'],
      ['title', 'text'],
      ['note', 'text'],
    ] as const
  ).map(([id, type]) => ({
    id,
    name: id,
    label: id,
    type,
    required: false,
    readOnly: false,
    unique: false,
    lookup: 'consistent',
  })),
  associations: [],
};

/** What the person of this number is called, the same in every app. */
export const generatedFields = (number: number): Fields => ({
  email: `person-${number}@example.com`,
  name: `Person ${number}`,
  title: `Title ${number % 50}`,
  note: null,
});

export interface GeneratedApp {
  readonly connected: ConnectedApp;
  count(): number;
}

/**
 * An app that answers at once and holds one bit for each record: what a record is like follows from its number. So what
 * a process needs while it syncs a million records is the engine's own. It refuses a second copy of a person, and
 * values that are not those of the person.
 */
export function generatedApp(name: string, options: { readonly most: number; readonly full: boolean }): GeneratedApp {
  const held = new Uint8Array(Math.ceil(options.most / 8));
  let count = 0;
  const has = (number: number): boolean => ((held[number >> 3] ?? 0) & (1 << (number & 7))) !== 0;
  const add = (number: number): void => {
    held[number >> 3] = (held[number >> 3] ?? 0) | (1 << (number & 7));
    count += 1;
  };
  if (options.full) for (let number = 0; number < options.most; number += 1) add(number);

  const show = (number: number): SourceRecord => ({
    id: `${name}-${number}`,
    fields: generatedFields(number),
    associations: {},
    createdAt: '2026-01-01T00:00:00.000Z',
    modifiedAt: '2026-01-01T00:00:00.000Z',
  });
  const create = ({ fields }: { readonly fields: Fields }): WriteOutcome => {
    const number = Number(/^person-(\d+)@/.exec(String(fields.email))?.[1]);
    const wanted = generatedFields(number);
    const differing = Object.keys(wanted).find((field) => fields[field] !== wanted[field]);
    if (differing !== undefined || has(number)) throw new Error(`${name} got ${JSON.stringify(fields)}`);
    add(number);
    return { kind: 'written', record: show(number) };
  };
  function* pages(): Generator<{ readonly numbers: readonly number[]; readonly through: number }> {
    for (let through = 0; through < options.most; ) {
      const numbers: number[] = [];
      for (; through < options.most && numbers.length < pageSize; through += 1) if (has(through)) numbers.push(through);
      yield { numbers, through };
    }
  }
  const app: AppConnection = {
    check: async () => ({ accountId: `generated:${name}`, name }),
    listObjects: async () => ({ objects: [schema], complete: true }),
    describeObjects: async ({ objects }) => objects.map(() => schema),
    async *readChanges({ since }) {
      // Nobody edits anything: after the first read there is nothing to tell.
      if (since === String(options.most)) {
        yield { records: [], deleted: [], checkpoint: since };
        return;
      }
      for (const { numbers, through } of pages()) {
        yield { records: numbers.map(show), deleted: [], checkpoint: String(through) };
      }
    },
    readRecords: async ({ ids }) =>
      ids.map((id) => {
        const number = Number(id.slice(name.length + 1));
        return { id, record: has(number) ? show(number) : null };
      }),
    findByKey: async () => unsupported(),
    async *listIds() {
      for (const { numbers } of pages()) yield numbers.map((number) => `${name}-${number}`);
    },
    readAssociations: async () => unsupported(),
    write: async ({ changes }) =>
      changes.map((change: RecordChange) => (change.kind === 'create' ? create(change) : unsupported())),
    close: async () => undefined,
  };
  return { connected: { displayName: name, account: `generated:${name}`, capabilities, app }, count: () => count };
}

function unsupported(): never {
  throw new UnsupportedError('A first sync and a comparison do not ask for this.', { code: 'not-generated' });
}
