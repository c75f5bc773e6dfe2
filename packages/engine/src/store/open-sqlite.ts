import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import { checkState, isLeftOpen } from './check-state.ts';
import type { Database } from './database.ts';
import { takeTurn } from './file-turns.ts';
import { type AroundCommits, groupTransactions } from './group-transactions.ts';
import { LocalSqlite } from './local-sqlite.ts';
import { logMover, logOf } from './log-mover.ts';
import { logOnDisk } from './log-on-disk.ts';
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
    local.exec(`pragma busy_timeout = ${busyTimeoutMs}`);
    const log = keepsLog(local) ? logOnDisk(logOf(file)) : null;
    // A log is brought to the disk beside this thread, and not waited for in it. The cache: KiB.
    local.exec(`pragma synchronous = ${log === null ? 'full' : 'normal'};
      pragma cache_size = -12288; pragma temp_store = memory; ${inMemory ? '' : 'pragma wal_autocheckpoint = 0;'}`);
    const mover = logMover(local, database, { file, busyTimeoutMs });
    if (!inMemory && !reading && !isSound) await checkState(database, mover, { file, leftOpen });
    await migrate(database, userVersion);
    const compact = async (): Promise<void> => {
      await sql`vacuum`.execute(database);
      await sql`pragma wal_checkpoint(truncate)`.execute(database);
    };
    const turn = (isPreview: boolean) => (): Promise<() => void> =>
      takeTurn(path, { patienceMs: busyTimeoutMs, isPreview });
    const around: AroundCommits = inMemory
      ? {}
      : { turn: turn(false), after: () => mover.committed(), ...(log && { onDisk: () => log.reached() }) };
    const transaction = groupTransactions(database, around);
    const opening = storeOn(database, { transaction, compact, ...(!inMemory && { turn: turn(true) }) });
    const close = async (): Promise<void> => {
      await log?.close();
      await opening.close();
    };
    const store = { ...opening, close };
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

/** Writes to a log beside the file first. Some file systems do not take one; there SQLite itself waits for the disk. */
const keepsLog = (database: DatabaseSync): boolean =>
  database.prepare('pragma journal_mode = wal').get()?.journal_mode === 'wal';

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
