import { existsSync, realpathSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { type CallOptions, ConfigurationError, type ConnectContext, nearest } from '@linkwright/core';
import { connectorError } from './sqlite-errors.ts';
import { readTables, type Table } from './sqlite-schema.ts';

/** How long another program's write is waited for. */
const busyTimeoutMs = 5000;

export interface Client {
  /** One visit to the database: counted and paced like the call of any other app. */
  call<Answer>(kind: string, options: CallOptions, work: (database: DatabaseSync) => Answer): Promise<Answer>;
  tableOf(object: string, options: CallOptions): Promise<Table>;
  tables(options: CallOptions): Promise<ReadonlyMap<string, Table>>;
  /** Stays the same however the settings name the file. */
  address(): string;
  close(): void;
}

export function createClient(file: string, { limits, reportCall }: ConnectContext): Client {
  let opened: DatabaseSync | null = null;

  function open(): DatabaseSync {
    if (!existsSync(file)) {
      const remedy = 'Correct `file` of the connection; it is found from the folder in which the command runs.';
      throw new ConfigurationError(`There is no database at ${file}.`, { code: 'database-missing', remedy });
    }
    const database = new DatabaseSync(file, { timeout: busyTimeoutMs, readBigInts: true });
    database.exec('PRAGMA foreign_keys = ON');
    return database;
  }

  async function call<Answer>(kind: string, { signal }: CallOptions, work: (database: DatabaseSync) => Answer) {
    await limits.acquire('default', 1, signal);
    signal.throwIfAborted();
    reportCall(kind);
    try {
      opened ??= open();
      return work(opened);
    } catch (error) {
      throw connectorError(error);
    }
  }

  const tables: Client['tables'] = (options) => call('describe', options, readTables);
  return {
    call,
    tables,
    async tableOf(object, options) {
      const known = await tables(options);
      const table = known.get(object);
      if (table !== undefined) return table;
      const near = nearest(object, [...known.keys()]);
      const advice = near === null ? `It has: ${[...known.keys()].join(', ')}.` : `Did you mean "${near}"?`;
      throw new ConfigurationError(`The database has no table "${object}" with an INTEGER PRIMARY KEY.`, {
        code: 'unknown-object',
        remedy: advice,
      });
    },
    address: () => realpathSync(file),
    close() {
      opened?.close();
      opened = null;
    },
  };
}
