import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../src/index.ts';
import type { Database } from '../src/store/database.ts';
import { LocalSqlite } from '../src/store/local-sqlite.ts';
import { migrations } from '../src/store/migrations.ts';
import { sqliteDialect } from '../src/store/sqlite-dialect.ts';
import { SqliteDriver } from '../src/store/sqlite-driver.ts';
import { expectKept } from './support/expect-kept.ts';
import { fixture } from './support/first-state.ts';

test('a state file of the first release is opened, brought up to date, and keeps all its links', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'linkwright-first-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'state.db');
  const database = new DatabaseSync(file);
  database.exec(readFileSync(fixture('sqlite.sql'), 'utf8'));
  database.close();
  const store = await openStore(file);
  onTestFinished(() => store.close());
  await expectKept(store);
});

const tablesOf = (database: DatabaseSync): unknown[] =>
  database.prepare('select name, sql from sqlite_master order by name').all();

test('the first migration makes the tables that the first release made', async () => {
  const released = new DatabaseSync(':memory:');
  released.exec(readFileSync(fixture('sqlite.sql'), 'utf8'));
  const made = new DatabaseSync(':memory:');
  const database = new Kysely<Database>({
    dialect: sqliteDialect(new SqliteDriver(new LocalSqlite(made))),
  });
  onTestFinished(() => database.destroy());
  await migrations[0]?.(database);
  const remedy = 'a state that is out there stays as it is: add a migration';
  expect(tablesOf(made), remedy).toEqual(tablesOf(released));
});

/** SHA-256 of files that never change, their lines ended by a line feed: states that the first migration has made are out there. */
const frozen = {
  '../src/store/first-tables.ts': '6cd4f1f3e90b550a170922633bbfe1cff2e43f3cd8a6577f48df0659827e0633',
  './fixtures/first-state/sqlite.sql': '71d254c1d4d1c6f0a9c22850875f9d974751fcb48172767845464c65e262bbdd',
  './fixtures/first-state/postgres.sql': 'cf5a47853520c2fac27e144abc006c9d0f87044e2a1f997c254319eeed4205bc',
  './fixtures/first-state/apps.json': 'e2e608f072745f0e7b8637da8c8316ef951b6a1fc92d5fe0daa054d5ee81baa4',
};

test('the first migration, and the state that it made, stay to the letter as they are', () => {
  const found = Object.keys(frozen).map((file) => {
    // A checkout on Windows may end lines otherwise.
    const text = readFileSync(new URL(file, import.meta.url), 'utf8').replaceAll('\r\n', '\n');
    return [file, createHash('sha256').update(text).digest('hex')];
  });
  expect(Object.fromEntries(found), 'what is to be different is a migration of its own').toEqual(frozen);
});
