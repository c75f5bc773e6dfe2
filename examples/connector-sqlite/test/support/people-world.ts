import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Fields } from '@linkwright/core';
import type { ConformanceProbe, ConformanceWorld } from '@linkwright/core/testing';

export interface World extends ConformanceWorld {
  readonly database: DatabaseSync;
}

/** A file of its own for each test. */
export async function createWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'linkwright-sqlite-'));
  const file = join(folder, 'crm.db');
  const database = new DatabaseSync(file, { timeout: 5000 });
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = OFF;
    CREATE TABLE companies (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT);
    CREATE TABLE people (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT,
      email TEXT UNIQUE,
      visits INTEGER,
      score REAL,
      subscribed BOOLEAN,
      born DATE,
      seen DATETIME,
      stage TEXT CHECK (stage IN ('lead', 'customer')),
      employer INTEGER REFERENCES companies (id) ON DELETE SET NULL
    );
    CREATE TABLE affiliations (
      person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      company INTEGER NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
      PRIMARY KEY (person, company)
    ) WITHOUT ROWID;
  `);
  return {
    settings: { file },
    objects: { source: 'people', target: 'companies' },
    database,
    async close() {
      database.close();
      await rm(folder, { recursive: true });
    },
  };
}

type Cell = string | number | null;

const cell = (field: string, value: Fields[string] | undefined): Cell => {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === null || value === undefined) return null;
  return field === 'visits' || field === 'score' ? Number(value) : String(value);
};

const shown = (field: string, value: unknown): Fields[string] => {
  if (value === null || value === undefined) return null;
  return field === 'subscribed' ? value === 1 : String(value);
};

/** By statements of its own, on a connection of its own. */
export function probeOf({ database }: World): Partial<ConformanceProbe> {
  const idsOf = (id: string) => database.prepare('SELECT company FROM affiliations WHERE person = ?').all(id);
  return {
    create: async (object, records) =>
      records.map((fields) => {
        const names = Object.keys(fields);
        const statement = `INSERT INTO ${object} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
        const values = names.map((name) => cell(name, fields[name]));
        return String(database.prepare(statement).run(...values).lastInsertRowid);
      }),
    async update(object, id, fields) {
      for (const [name, value] of Object.entries(fields)) {
        database.prepare(`UPDATE ${object} SET ${name} = ? WHERE id = ?`).run(cell(name, value), id);
      }
    },
    remove: async (object, id) => void database.prepare(`DELETE FROM ${object} WHERE id = ?`).run(id),
    async read(object, id, fields) {
      const row = database.prepare(`SELECT * FROM ${object} WHERE id = ?`).get(id);
      return row === undefined ? null : Object.fromEntries(fields.map((field) => [field, shown(field, row[field])]));
    },
    list: async (object) =>
      database
        .prepare(`SELECT id FROM ${object}`)
        .all()
        .map(({ id }) => String(id)),
    async associate(_object, id, field, target) {
      if (!('id' in target)) return;
      if (field === 'employer') database.prepare('UPDATE people SET employer = ? WHERE id = ?').run(target.id, id);
      else database.prepare('INSERT INTO affiliations (person, company) VALUES (?, ?)').run(id, target.id);
    },
    async disassociate(_object, id, field, target) {
      if (!('id' in target)) return;
      if (field === 'employer') database.prepare('UPDATE people SET employer = NULL WHERE id = ?').run(id);
      else database.prepare('DELETE FROM affiliations WHERE person = ? AND company = ?').run(id, target.id);
    },
    async associations(_object, id, field) {
      if (field !== 'employer') return idsOf(id).map(({ company }) => ({ id: String(company) }));
      const employer = database.prepare('SELECT employer FROM people WHERE id = ?').get(id)?.employer ?? null;
      return employer === null ? [] : [{ id: String(employer) }];
    },
  };
}
