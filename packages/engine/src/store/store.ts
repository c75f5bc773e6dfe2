import { DatabaseSync } from 'node:sqlite';
import { ConfigurationError } from '@linkwright/core';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { checkState, emptyLog, isLeftOpen } from './check-state.ts';
import type { Database } from './database.ts';
import { groupTransactions, type Transact } from './group-transactions.ts';
import { migrations } from './migrations.ts';
import { nodeSqlite } from './node-sqlite.ts';
import { privateFile } from './private-file.ts';
import { stateError } from './state-error.ts';

/** The state of all syncs of one configuration file. */
export interface Store {
  /** For reads. Writes go through `transaction`. */
  readonly database: Kysely<Database>;
  /**
   * One page, or one answer, is one transaction. Concurrent ones run one after the other and may share a commit; the
   * promise resolves after it.
   */
  transaction<Result>(work: (database: Kysely<Database>) => Promise<Result>): Promise<Result>;
  /**
   * Runs the same code on the same state and takes everything back at the end: what `plan` is made of. Its
   * transactions are visible inside only.
   */
  preview<Result>(work: (store: Store) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** Beside a process that may be writing: whether the file is sound is that one's business. Default false. */
  readonly reading?: boolean;
  /** How long another program's lock is waited for, in milliseconds. Default 10,000. */
  readonly busyTimeoutMs?: number;
}

/** `:memory:` keeps everything in memory, for tests. */
export async function openStore(file: string, options: StoreOptions = {}): Promise<Store> {
  const { reading = false, busyTimeoutMs = 10_000 } = options;
  const inMemory = file === ':memory:';
  if (!inMemory) privateFile(file);
  const leftOpen = !inMemory && isLeftOpen(file);
  let connection: DatabaseSync | null = null;
  try {
    connection = new DatabaseSync(file);
    connection.exec(`pragma busy_timeout = ${busyTimeoutMs}; pragma journal_mode = wal; pragma synchronous = full;`);
    connection.exec('pragma cache_size = -32768; pragma temp_store = memory;');
    if (!inMemory && !reading) checkState(connection, file, leftOpen);
    const database = new Kysely<Database>({ dialect: new SqliteDialect({ database: nodeSqlite(connection) }) });
    await migrate(database);
    return storeOn(database, groupTransactions(database, inMemory ? null : emptyLog(connection, file)));
  } catch (error) {
    connection?.close();
    throw stateError(error);
  }
}

function storeOn(database: Kysely<Database>, transaction: Transact): Store {
  return {
    database,
    transaction,
    async preview(work) {
      // Kysely's connection is held for the whole preview, so nothing else can slip into the open transaction.
      return database.connection().execute(async (held) => {
        await sql`begin`.execute(held);
        try {
          return await work(storeOn(held, (inner) => inner(held)));
        } finally {
          await sql`rollback`.execute(held);
        }
      });
    },
    close: () => database.destroy(),
  };
}

async function migrate(database: Kysely<Database>): Promise<void> {
  const row = await sql<{ user_version: number }>`pragma user_version`.execute(database);
  const version = row.rows[0]?.user_version ?? 0;
  if (version > migrations.length) {
    throw new ConfigurationError(
      `The state was written by a newer Linkwright (its version ${version}, this program knows ${migrations.length}).`,
      { code: 'state-too-new', remedy: 'Update linkwright, or restore a backup of the state folder.' },
    );
  }
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    await database.transaction().execute(async (transaction) => {
      await migration(transaction);
      await sql.raw(`pragma user_version = ${index + 1}`).execute(transaction);
    });
  }
}
