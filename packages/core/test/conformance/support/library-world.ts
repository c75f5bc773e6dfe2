import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Fields } from '@linkwright/core';
import type { ConformanceOptions, ConformanceProbe, ConformanceWorld } from '@linkwright/core/testing';
import { columnsOf, openLibrary } from './library-app.ts';
import { libraryConnector } from './library-connector.ts';

interface LibraryWorld extends ConformanceWorld {
  readonly database: DatabaseSync;
}

/** Everything of `testConnector` but its name and its runner. Nothing is excepted. */
export const libraryConformance: Omit<ConformanceOptions<LibraryWorld>, 'name' | 'test'> = {
  connector: libraryConnector,
  settings: { required: ['file'], secrets: [] },
  roles: {
    source: {
      text: 'title',
      fields: { integer: 'pages', date: 'printed' },
      refused: { field: 'pages', value: 'many' },
      one: 'author',
    },
    target: { text: 'name' },
  },
  threePages: 12,
  faults: 'connection',
  async create() {
    const folder = await mkdtemp(join(tmpdir(), 'linkwright-library-'));
    const file = join(folder, 'library.db');
    const database = openLibrary(file);
    return {
      settings: { file },
      objects: { source: 'books', target: 'authors' },
      database,
      async close() {
        database.close();
        await rm(folder, { recursive: true });
      },
    };
  },
  probe: ({ database }) => probeOf(database),
};

type Value = string | null;
const value = (given: Fields[string] | undefined): Value => (typeof given === 'string' ? given : null);

/** By the database's own client. It cannot lose an answer of somebody else's process. */
function probeOf(database: DatabaseSync): Partial<ConformanceProbe> {
  const setAuthor = (id: string, author: Value) =>
    void database.prepare('UPDATE books SET author = ? WHERE id = ?').run(author, id);
  return {
    create: async (object, records) =>
      records.map((fields) => {
        const names = (columnsOf[object] ?? []).filter((name) => fields[name] !== undefined);
        const marks = names.map(() => '?').join(', ');
        const statement = database.prepare(`INSERT INTO ${object} (${names.join(', ')}) VALUES (${marks})`);
        return String(statement.run(...names.map((name) => value(fields[name]))).lastInsertRowid);
      }),
    async update(object, id, fields) {
      for (const [name, given] of Object.entries(fields))
        database.prepare(`UPDATE ${object} SET ${name} = ? WHERE id = ?`).run(value(given), id);
    },
    remove: async (object, id) => void database.prepare(`DELETE FROM ${object} WHERE id = ?`).run(id),
    async read(object, id, fields) {
      const row = database.prepare(`SELECT * FROM ${object} WHERE id = ?`).get(id);
      if (row === undefined) return null;
      return Object.fromEntries(fields.map((name) => [name, row[name] === null ? null : String(row[name])]));
    },
    list: async (object) =>
      database
        .prepare(`SELECT id FROM ${object}`)
        .all()
        .map((row) => String(row.id)),
    associate: async (_object, id, _field, target) => setAuthor(id, 'key' in target ? target.key : null),
    disassociate: async (_object, id) => setAuthor(id, null),
    async associations(_object, id) {
      const author = database.prepare('SELECT author FROM books WHERE id = ?').get(id)?.author;
      return typeof author === 'string' ? [{ key: author }] : [];
    },
  };
}
