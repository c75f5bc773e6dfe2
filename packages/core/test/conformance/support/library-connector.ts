import type { DatabaseSync } from 'node:sqlite';
import {
  type AppConnection,
  ConfigurationError,
  type ConnectContext,
  type ConnectorCapabilities,
  ContractError,
  checkpointUnknown,
  defaultCapabilities,
  defineConnector,
  type FieldSchema,
  type Fields,
  type ObjectSchema,
  type RecordChange,
  RecordError,
  type SourceRecord,
  type WriteOutcome,
} from '@linkwright/core';
import { z } from 'zod';
import { columnsOf, openLibrary } from './library-app.ts';

const settings = z.strictObject({ file: z.string() });
const pageSize = 5;

const field = (id: string, type: FieldSchema['type'], lookup: FieldSchema['lookup']): FieldSchema => {
  return { id, name: id, label: id, type, required: false, readOnly: false, unique: false, lookup };
};

/** The same for every file, so that nobody has to ask for it. */
const schemas: readonly ObjectSchema[] = [
  {
    ...{ id: 'books', name: 'books', label: 'Books', custom: false },
    fields: [field('title', 'text', 'consistent'), field('pages', 'integer', 'none'), field('printed', 'date', 'none')],
    associations: [
      {
        ...{ id: 'author', name: 'author', label: 'Author', targets: ['authors'], cardinality: 'one' },
        ...{ readOnly: false, refersBy: 'name', changeTouchesRecord: true },
      },
    ],
  },
  {
    ...{ id: 'authors', name: 'authors', label: 'Authors', custom: false },
    fields: [field('name', 'text', 'consistent')],
    associations: [],
  },
];

export const libraryCapabilities: ConnectorCapabilities = {
  ...defaultCapabilities,
  associationWrites: { create: 'inline', update: 'inline' },
  archive: 'permanent',
  batchLimits: { ...defaultCapabilities.batchLimits, read: 10, lookup: 10, create: 10, update: 10, archive: 10 },
};

/** Has nothing of HTTP: no address, no token, no schema to ask for, no answer that could get lost. */
export const libraryConnector = defineConnector<unknown>({
  contractVersion: 1,
  name: 'library',
  displayName: 'Library',
  settings,
  capabilities: libraryCapabilities,
  rateLimits: { default: { requests: 1_000_000, perMs: 1000 } },
  connect: (given, context) => connect(settings.parse(given).file, context),
});

const rowSchema = z.looseObject({ id: z.number(), changed: z.number() });
type Row = z.infer<typeof rowSchema>;

function connect(file: string, { limits, reportCall }: ConnectContext): AppConnection {
  let opened: DatabaseSync | null = null;

  async function call<Answer>(kind: string, signal: AbortSignal, work: (database: DatabaseSync) => Answer) {
    await limits.acquire('default', 1, signal);
    signal.throwIfAborted();
    reportCall(kind);
    opened ??= openLibrary(file);
    return work(opened);
  }

  return {
    check: (_request, { signal }) => call('check', signal, () => ({ accountId: file, name: 'Library' })),
    listObjects: async () => ({ objects: schemas, complete: true }),
    describeObjects: async ({ objects }) => objects.map(schemaOf),
    async *readChanges({ object, since, fields, associations }, { signal }) {
      let after = since === null ? 0 : positionOf(since);
      const end = await call('sequence', signal, (database) => {
        return z.object({ value: z.number() }).parse(database.prepare('SELECT value FROM sequence').get()).value;
      });
      for (;;) {
        const found = await call('list', signal, (database) =>
          rows(
            database
              .prepare(`SELECT * FROM ${tableOf(object)} WHERE changed > ? AND changed <= ? ORDER BY changed LIMIT ?`)
              .all(after, end, pageSize),
          ),
        );
        const isLast = found.length < pageSize;
        after = isLast ? Math.max(after, end) : (found.at(-1)?.changed ?? end);
        const records = found.map((row) => recordOf(object, row, fields, associations));
        yield { records, deleted: [], checkpoint: JSON.stringify({ v: 1, after }) };
        if (isLast) return;
      }
    },
    readRecords: ({ object, ids, fields, associations }, { signal }) =>
      call('read', signal, (database) =>
        ids.map((id) => {
          const row = rowOf(database, object, id);
          return { id, record: row && recordOf(object, row, fields, associations) };
        }),
      ),
    findByKey: ({ object, keys, fields }, { signal }) =>
      call('find', signal, (database) =>
        keys.map((key) => {
          const names = Object.keys(key).filter((name) => columns(object).includes(name));
          const where = names.map((name) => `${name} IS ?`).join(' AND ');
          const values = names.map((name) => bound(key[name] ?? null));
          const found = database.prepare(`SELECT * FROM ${tableOf(object)} WHERE ${where}`).all(...values);
          return rows(found).map((row) => recordOf(object, row, fields, []));
        }),
      ),
    async *listIds({ object }, { signal }) {
      for (let after = 0; ; ) {
        const page = await call('ids', signal, (database) =>
          rows(
            database.prepare(`SELECT * FROM ${tableOf(object)} WHERE id > ? ORDER BY id LIMIT ?`).all(after, pageSize),
          ),
        );
        yield page.map(({ id }) => String(id));
        if (page.length < pageSize) return;
        after = page.at(-1)?.id ?? after;
      }
    },
    readAssociations: ({ object, associations, ids }, { signal }) =>
      call('read-associations', signal, (database) =>
        ids.map((id) => {
          const row = rowOf(database, object, id);
          return { id, associations: row && (recordOf(object, row, [], associations).associations ?? {}) };
        }),
      ),
    write: ({ object, changes }, { signal }) =>
      call('write', signal, (database) => changes.map((change) => applied(database, object, change))),
    async close() {
      opened?.close();
      opened = null;
    },
  };
}

function applied(database: DatabaseSync, object: string, change: RecordChange): WriteOutcome {
  const table = tableOf(object);
  if (change.kind !== 'create' && rowOf(database, object, change.id) === null) return { kind: 'gone' };
  if (change.kind === 'archive') {
    database.prepare(`DELETE FROM ${table} WHERE id = ?`).run(change.id);
    return { kind: 'written', record: { id: change.id, fields: {} } };
  }
  const edit = change.associations?.author;
  const missing = (edit?.add ?? []).filter((target) => {
    return !('key' in target) || database.prepare('SELECT 1 FROM authors WHERE name = ?').get(target.key) === undefined;
  });
  const kept = (edit?.result ?? []).flatMap((target) =>
    'key' in target && !missing.includes(target) ? target.key : [],
  );
  const values = { ...change.fields, ...(edit && { author: kept[0] ?? null }) };
  const names = Object.keys(values);
  const parameters = Object.values(values).map(bound);
  try {
    const marks = names.map(() => '?').join(', ');
    const statement =
      change.kind === 'update'
        ? `UPDATE ${table} SET ${['id = id', ...names.map((name) => `${name} = ?`)].join(', ')} WHERE id = ${Number(change.id)} RETURNING *`
        : `INSERT INTO ${table} (${names.join(', ')}) VALUES (${marks}) RETURNING *`;
    const row = rowSchema.parse(database.prepare(statement).get(...parameters));
    const refused = missing.map((target) => ({ field: 'author', target, error: noSuchAuthor() }));
    const record = recordOf(object, row, columns(object), []);
    return { kind: 'written', record, ...(refused.length > 0 && { refused }) };
  } catch (error) {
    const named = names.find((name) => String(error).includes(`.${name}`));
    const remedy = 'Correct the value.';
    const options = { code: 'refused', category: 'invalid-value', remedy, cause: error } as const;
    return { kind: 'rejected', error: new RecordError(String(error), { ...options, ...(named && { field: named }) }) };
  }
}

const noSuchAuthor = (): RecordError =>
  new RecordError('There is no such author.', {
    code: 'refused-association-target',
    category: 'association-target',
    remedy: 'Add the author first.',
  });

function recordOf(object: string, row: Row, fields: readonly string[], associations: readonly string[]): SourceRecord {
  const shown: Fields = Object.fromEntries(
    fields.filter((name) => columns(object).includes(name)).map((name) => [name, textOf(row[name])]),
  );
  const author = textOf(row.author);
  const targets = associations.includes('author') ? { author: author === null ? [] : [{ key: author }] } : undefined;
  return { id: String(row.id), fields: shown, ...(targets && { associations: targets }) };
}

const textOf = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

const bound = (value: Fields[string]): string | null => (typeof value === 'string' ? value : null);

const rows = (values: readonly unknown[]): readonly Row[] => values.map((value) => rowSchema.parse(value));

function rowOf(database: DatabaseSync, object: string, id: string): Row | null {
  const row = database.prepare(`SELECT * FROM ${tableOf(object)} WHERE id = ?`).get(id);
  return row === undefined ? null : rowSchema.parse(row);
}

const columns = (object: string): readonly string[] => columnsOf[tableOf(object)] ?? [];

const tableOf = (object: string): string => schemaOf(object).id;

function schemaOf(object: string): ObjectSchema {
  const schema = schemas.find(({ id }) => id === object);
  if (schema !== undefined) return schema;
  const remedy = 'There are books and authors.';
  throw new ConfigurationError(`There is no object "${object}".`, { code: 'unknown-object', remedy });
}

const checkpointSchema = z.object({ v: z.literal(1), after: z.number() });

function positionOf(checkpoint: string): number {
  try {
    return checkpointSchema.parse(JSON.parse(checkpoint)).after;
  } catch (cause) {
    throw new ContractError('The checkpoint is not of this version.', { code: checkpointUnknown, cause });
  }
}
