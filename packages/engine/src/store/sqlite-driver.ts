import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from 'kysely';
import type { LocalSqlite, SqliteRow } from './local-sqlite.ts';
import { stateError } from './state-error.ts';

/** One connection, lent to one user at a time by Kysely. */
export class SqliteDriver implements Driver {
  readonly #connection: Connection;
  readonly #sqlite: LocalSqlite;

  constructor(sqlite: LocalSqlite) {
    this.#sqlite = sqlite;
    this.#connection = new Connection(sqlite);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {}

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    // One that has read first is refused its first write, without any wait, where another process has written in between.
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async destroy(): Promise<void> {
    this.#sqlite.close();
  }
}

class Connection implements DatabaseConnection {
  readonly #sqlite: LocalSqlite;
  readonly #blanks = new Map<string, Readonly<Record<string, unknown>>>();

  constructor(sqlite: LocalSqlite) {
    this.#sqlite = sqlite;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    try {
      const { columns, rows, changes } = this.#sqlite.ask(sql, parameters);
      if (columns.length === 0) return { rows: [], numAffectedRows: BigInt(changes) };
      // Kysely knows by the query what its rows are.
      return { rows: this.#asObjects(columns, rows) as Row[] };
    } catch (error) {
      throw stateError(error);
    }
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery<Row>(query);
  }

  #asObjects(columns: readonly string[], rows: readonly SqliteRow[]): readonly Record<string, unknown>[] {
    const names = columns.join();
    const blank = this.#blanks.get(names) ?? blankRow(columns);
    this.#blanks.set(names, blank);
    return rows.map((row) => toObject(blank, columns, row));
  }
}

/** Every row is a copy of one that has all its columns: one that gets them one after the other leaves twice its size as garbage. */
const blankRow = (columns: readonly string[]): Readonly<Record<string, unknown>> =>
  Object.freeze(JSON.parse(JSON.stringify(Object.fromEntries(columns.map((name) => [name, null])))));

function toObject(
  blank: Readonly<Record<string, unknown>>,
  columns: readonly string[],
  values: Readonly<Record<number, unknown>>,
): Record<string, unknown> {
  const row = { ...blank };
  for (let index = 0; index < columns.length; index += 1) row[columns[index] ?? ''] = values[index];
  return row;
}
