import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStore, type Store } from '../src/index.ts';
import type { Database } from '../src/store/database.ts';
import { insertRows } from '../src/store/insert-rows.ts';
import { LocalSqlite } from '../src/store/local-sqlite.ts';
import { SqliteStoreDialect } from '../src/store/sqlite-dialect.ts';
import { SqliteDriver } from '../src/store/sqlite-driver.ts';
import type { SqliteSession } from '../src/store/sqlite-session.ts';
import { SqliteThread } from '../src/store/sqlite-thread.ts';

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'linkwright-thread-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'state.db');
}

async function open(file: string, threadAfterRows = 0): Promise<Store> {
  const store = await openStore(file, { threadAfterRows, busyTimeoutMs: 20 });
  onTestFinished(() => store.close());
  return store;
}

/** Inserts accounts, and does something else in the same transaction after that. */
const put = (store: Store, names: readonly string[], after = async (): Promise<void> => undefined): Promise<void> =>
  store.transaction(async (database) => {
    const rows = names.map((connection) => ({ connection, account: 'a' }));
    await insertRows(database, 'accounts', rows, (chunk) => database.insertInto('accounts').values(chunk));
    await after();
  });

async function accounts(store: Store): Promise<readonly string[]> {
  const rows = await store.database.selectFrom('accounts').select('connection').orderBy('connection').execute();
  return rows.map(({ connection }) => connection);
}

const names = (count: number, prefix = 'n'): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(6, '0')}`);

const outcomes = async (works: readonly Promise<unknown>[]): Promise<readonly unknown[]> =>
  (await Promise.allSettled(works)).map((one) => (one.status === 'rejected' ? String(one.reason.message) : 'done'));

const isUnique = 'UNIQUE constraint failed: accounts.connection';

test('what fails after nobody waited for it any more is told to the transaction that it was part of, and takes back that one alone', async () => {
  const store = await open(newFile());
  await put(store, ['taken']);
  const works = [put(store, ['a']), put(store, ['b', 'taken']), put(store, ['c'])];
  expect(await outcomes(works)).toEqual(['done', isUnique, 'done']);
  expect(await accounts(store)).toEqual(['a', 'c', 'taken']);
});

test('the first of a group that fails takes back all that share its commit, and tells them', async () => {
  const store = await open(newFile());
  await put(store, ['taken']);
  const works = [put(store, ['taken']), put(store, ['b'])];
  expect(await outcomes(works)).toEqual([isUnique, isUnique]);
  await put(store, ['c']);
  expect(await accounts(store)).toEqual(['c', 'taken']);
});

test('a transaction that gives up by itself is told its own reason, whatever has failed in it', async () => {
  const store = await open(newFile());
  await put(store, ['taken']);
  const giveUp = (): Promise<void> => Promise.reject(new Error('gave up'));
  expect(await outcomes([put(store, ['taken'], giveUp)])).toEqual(['gave up']);
  expect(await outcomes([put(store, ['a']), put(store, ['taken'], giveUp)])).toEqual(['done', 'gave up']);
  await put(store, ['b']);
  expect(await accounts(store)).toEqual(['a', 'b', 'taken']);
});

test('after a failure nothing more of its transaction is carried out', async () => {
  const store = await open(newFile());
  await put(store, ['taken']);
  const more = store.transaction(async (database) => {
    for (const name of ['taken', 'x', 'y']) {
      await insertRows(database, 'accounts', [{ connection: name, account: 'a' }], (chunk) =>
        database.insertInto('accounts').values(chunk),
      );
    }
  });
  expect(await outcomes([more])).toEqual([isUnique]);
  expect(await accounts(store)).toEqual(['taken']);
});

test('a preview takes back what it has inserted, and goes on after what has failed in it', async () => {
  const store = await open(newFile());
  await put(store, ['taken']);
  const seen = await store.preview(async (inner) => {
    await put(inner, ['a']);
    return accounts(inner);
  });
  expect(seen).toEqual(['a', 'taken']);
  await store.preview((inner) => put(inner, ['taken']));
  await put(store, ['b']);
  expect(await accounts(store)).toEqual(['b', 'taken']);
});

test('a full disk, and another program that holds the file, are told as they are without a thread', async () => {
  const file = newFile();
  const store = await open(file);
  await put(store, ['a']);
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(store.database);
  await sql.raw(`pragma max_page_count = ${rows[0]?.page_count ?? 0}`).execute(store.database);
  await expect(put(store, names(5000, 'long'.repeat(50)))).rejects.toMatchObject({
    kind: 'retryable',
    code: 'state-disk-full',
  });
  await sql`pragma max_page_count = 1000000`.execute(store.database);
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  other.exec('begin immediate');
  await expect(put(store, ['b'])).rejects.toMatchObject({ kind: 'retryable', code: 'state-busy' });
  other.exec('rollback');
  await put(store, ['b']);
  expect(await accounts(store)).toEqual(['a', 'b']);
});

test('the file moves to the thread once many rows were inserted, whole and with what was set for the connection', async () => {
  const file = newFile();
  const store = await open(file, 1000);
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare');
  onTestFinished(() => prepare.mockRestore());
  const preparedHere = async (count: number): Promise<boolean> => {
    prepare.mockClear();
    await put(store, names(count, `${(await accounts(store)).length}-`));
    return prepare.mock.calls.some(([text]) => text.startsWith('insert into "accounts"'));
  };
  expect(await preparedHere(999)).toBe(true);
  expect(await preparedHere(2)).toBe(true);
  expect(await preparedHere(3)).toBe(false);
  expect(await accounts(store)).toHaveLength(1004);
  const { rows } = await sql<{ timeout: number }>`pragma busy_timeout`.execute(store.database);
  expect(rows).toEqual([{ timeout: 20 }]);
});

test.each([
  [
    'begin',
    (): SqliteSession => {
      throw new Error('no threads here');
    },
  ],
  ['open the file', () => new SqliteThread({ file: join(tmpdir(), 'linkwright-none', 'state.db'), settings: '' })],
])('where the thread cannot %s, the file stays in this one', async (_what, open) => {
  const driver = new SqliteDriver(new LocalSqlite(new DatabaseSync(':memory:')), { afterRows: 2, open });
  const database = new Kysely<Database>({ dialect: new SqliteStoreDialect(driver) });
  onTestFinished(() => database.destroy());
  await sql`create table documents (name text, content text)`.execute(database);
  for (const name of ['a', 'b', 'c', 'd']) {
    await insertRows(database, 'documents', [{ name, content: '' }], (rows) =>
      database.insertInto('documents').values(rows),
    );
  }
  expect(await database.selectFrom('documents').selectAll().execute()).toHaveLength(4);
});

test('more than the thread keeps up with arrives whole, and is on the disk once the store is closed', async () => {
  const file = newFile();
  const store = await open(file);
  const many = names(60_000);
  await put(store, many);
  await store.close();
  expect(existsSync(`${file}-wal`)).toBe(false);
  const again = await open(file);
  expect(await accounts(again)).toEqual(many);
  await expect(store.database.selectFrom('accounts').selectAll().execute()).rejects.toThrow();
});
