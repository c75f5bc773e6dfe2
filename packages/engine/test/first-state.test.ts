import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../src/index.ts';
import type { Database } from '../src/store/database.ts';
import { migrations } from '../src/store/migrations.ts';
import { SqliteStoreDialect } from '../src/store/sqlite-dialect.ts';
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
  const database = new Kysely<Database>({ dialect: new SqliteStoreDialect(made) });
  onTestFinished(() => database.destroy());
  await migrations[0]?.(database);
  const remedy =
    'a state that is out there stays as it is: add a migration. Before the first release: pnpm --filter @linkwright/engine fixture';
  expect(tablesOf(made), remedy).toEqual(tablesOf(released));
});
