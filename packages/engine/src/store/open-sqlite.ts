import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import { checkState, emptyLog, isLeftOpen } from './check-state.ts';
import type { Database } from './database.ts';
import { takeTurn } from './file-turns.ts';
import { type AroundCommits, groupTransactions } from './group-transactions.ts';
import { LocalSqlite } from './local-sqlite.ts';
import { migrate, type SchemaVersion } from './migrate.ts';
import { privateFile } from './private-file.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import { SqliteDriver } from './sqlite-driver.ts';
import { stateError } from './state-error.ts';
import { type Store, type StoreOptions, storeOn } from './store.ts';

/**
 * How often this process has each file open and has found it sound. The log that lies beside such a file is its own, and says nothing of
 * a process that died; a run looks into the state some ten times, and each time the whole file would be read.
 */
const soundHere = new Map<string, number>();

/** `:memory:` keeps everything in memory, for tests. */
export async function openSqlite(file: string, options: StoreOptions): Promise<Store> {
  const { reading = false, busyTimeoutMs = 10_000 } = options;
  const inMemory = file === ':memory:';
  if (!inMemory) privateFile(file);
  const path = resolve(file);
  const isSound = soundHere.has(path);
  const leftOpen = !inMemory && !isSound && isLeftOpen(file);
  let opened: SqliteDriver | null = null;
  try {
    const local = new DatabaseSync(file);
    const driver = new SqliteDriver(new LocalSqlite(local));
    const database = new Kysely<Database>({ dialect: sqliteDialect(driver) });
    opened = driver;
    // The cache: KiB.
    local.exec(`pragma busy_timeout = ${busyTimeoutMs}; pragma journal_mode = wal; pragma synchronous = full;
      pragma cache_size = -12288; pragma temp_store = memory; ${inMemory ? '' : 'pragma wal_autocheckpoint = 0;'}`);
    if (!inMemory && !reading && !isSound) await checkState(database, file, leftOpen);
    await migrate(database, userVersion);
    const compact = async (): Promise<void> => {
      await sql`vacuum`.execute(database);
      await sql`pragma wal_checkpoint(truncate)`.execute(database);
    };
    const turn = (): Promise<() => void> => takeTurn(path, busyTimeoutMs);
    const around = inMemory ? {} : { turn, before: waitForDisk(), after: emptyLog(database, file) };
    const store = storeOn(database, groupTransactions(database, around), compact);
    return inMemory || reading ? store : whileSound(path, store);
  } catch (error) {
    await opened?.destroy();
    throw stateError(error);
  }
}

function whileSound(path: string, store: Store): Store {
  let isOpen = true;
  soundHere.set(path, (soundHere.get(path) ?? 0) + 1);
  return {
    ...store,
    async close() {
      if (isOpen) {
        isOpen = false;
        const others = (soundHere.get(path) ?? 1) - 1;
        if (others === 0) soundHere.delete(path);
        else soundHere.set(path, others);
      }
      await store.close();
    },
  };
}

/**
 * Of what could be done again the log is written and not waited for. It lies there in the order of the commits, so that one that is
 * waited for brings along all before it.
 */
function waitForDisk(): NonNullable<AroundCommits['before']> {
  let level = 'full';
  return async (held, { repeatable }) => {
    const wanted = repeatable ? 'normal' : 'full';
    if (wanted !== level) await sql.raw(`pragma synchronous = ${wanted}`).execute(held);
    level = wanted;
  };
}

const userVersion: SchemaVersion = {
  async read(database) {
    const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(database);
    return rows[0]?.user_version ?? 0;
  },
  async write(database, version) {
    await sql.raw(`pragma user_version = ${version}`).execute(database);
  },
  async hold() {},
};
