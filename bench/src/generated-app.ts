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

/** What the person of this number is called, the same in every app. `edition`: how often the title has been set, from 1. */
export const generatedFields = (number: number, edition = 1): Fields => ({
  email: `person-${number}@example.com`,
  name: `Person ${number}`,
  title: edition === 1 ? `Title ${number % 50}` : `Title ${number % 50}${editionMark}${edition}`,
  note: null,
});

export interface GeneratedApp {
  readonly connected: ConnectedApp;
  /** Records that are there. */
  count(): number;
  /** Those of them whose title is of the latest edition that this app has seen. */
  countLatest(): number;
  /** Somebody gives the first so many records, or all of them, the title of the next edition; of 250 at most. */
  edit(records?: number): void;
}

/**
 * An app that answers at once and holds one byte for each record: what a record is like follows from its number and its
 * edition. So what a process needs while it syncs a million records is the engine's own. It refuses a second copy of a person, and
 * values that are not those of the person.
 */
export function generatedApp(name: string, options: { readonly most: number; readonly full: boolean }): GeneratedApp {
  /** By number: the edition, 0 of a record that is not there. */
  const held = new Uint8Array(options.most).fill(options.full ? 1 : 0);
  let count = options.full ? options.most : 0;
  let latest = 1;
  let edits = 0;
  const has = (number: number): boolean => (held[number] ?? 0) > 0;
  const put = (number: number, edition: number): void => {
    count += Number(edition > 0) - Number(has(number));
    held[number] = edition;
    latest = Math.max(latest, edition);
  };
  const numberOf = (id: string): number => Number(id.slice(name.length + 1));

  const show = (number: number, fields = generatedFields(number, held[number])): SourceRecord => ({
    id: `${name}-${number}`,
    fields,
    associations: {},
    createdAt: '2026-01-01T00:00:00.000Z',
    modifiedAt: '2026-01-01T00:00:00.000Z',
  });
  const write = (number: number, fields: Fields, wanted: Fields, edition: number): WriteOutcome => {
    const differing = Object.keys(wanted).find((field) => fields[field] !== wanted[field]);
    if (differing !== undefined) throw new Error(`${name} got ${JSON.stringify(fields)}`);
    put(number, edition);
    return { kind: 'written', record: show(number, wanted) };
  };
  const create = (fields: Fields): WriteOutcome => {
    const number = Number(/^person-(\d+)@/.exec(String(fields.email))?.[1]);
    if (has(number)) throw new Error(`${name} got a second ${JSON.stringify(fields)}`);
    const edition = editionOf(fields.title);
    return write(number, fields, generatedFields(number, edition), edition);
  };
  const update = (number: number, fields: Fields): WriteOutcome => {
    if (!has(number)) return { kind: 'gone' };
    const edition = fields.title === undefined ? (held[number] ?? 1) : editionOf(fields.title);
    const wanted = generatedFields(number, edition);
    return write(number, { ...wanted, ...fields }, wanted, edition);
  };
  const archive = (id: string): WriteOutcome => {
    if (!has(numberOf(id))) return { kind: 'gone' };
    put(numberOf(id), 0);
    return { kind: 'written', record: { id, fields: {} } };
  };
  const apply = (change: RecordChange): WriteOutcome => {
    if (change.kind === 'create') return create(change.fields);
    return change.kind === 'update' ? update(numberOf(change.id), change.fields) : archive(change.id);
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
      // What was written here is not told again, as of an app that is asked for what others have changed.
      const end = `${options.most} ${edits}`;
      if (since === end) {
        yield { records: [], deleted: [], checkpoint: end };
        return;
      }
      for (const { numbers, through } of pages()) {
        yield { records: numbers.map((number) => show(number)), deleted: [], checkpoint: `${through} ${edits}` };
      }
    },
    readRecords: async ({ ids }) =>
      ids.map((id) => {
        const number = numberOf(id);
        return { id, record: has(number) ? show(number) : null };
      }),
    findByKey: async () => unsupported(),
    async *listIds() {
      for (const { numbers } of pages()) yield numbers.map((number) => `${name}-${number}`);
    },
    readAssociations: async () => unsupported(),
    write: async ({ changes }) => changes.map(apply),
    close: async () => undefined,
  };
  return {
    connected: { displayName: name, account: `generated:${name}`, capabilities, app },
    count: () => count,
    countLatest: () => held.reduce((sum, edition) => sum + Number(edition === latest), 0),
    edit(records = options.most) {
      edits += 1;
      for (let number = 0; number < records; number += 1) if (has(number)) put(number, edits + 1);
    },
  };
}

const editionMark = ', edition ';

/** As a title tells. */
function editionOf(title: Fields[string] | undefined): number {
  const text = String(title);
  const at = text.indexOf(editionMark);
  return at === -1 ? 1 : Number(text.slice(at + editionMark.length));
}

function unsupported(): never {
  throw new UnsupportedError('What is measured here does not ask for this.', { code: 'not-generated' });
}
