import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from 'kysely';
import { isInsertion } from './insert-rows.ts';
import type { SqliteRow, SqliteSession } from './sqlite-session.ts';
import { stateError } from './state-error.ts';

export interface SqliteThreadOptions {
  /** Rows that are inserted here before it is opened. */
  readonly afterRows: number;
  /** The same database in a thread of its own, with the settings of this connection. */
  readonly open: (settings: { readonly synchronous: number }) => SqliteSession;
}

/**
 * One connection, lent to one user at a time by Kysely. It begins in this thread, where a few statements take least; once it has
 * much to write, it moves to a thread of its own. `thread`: `null` where it stays.
 */
export class SqliteDriver implements Driver {
  readonly #connection: Connection;
  readonly #thread: SqliteThreadOptions | null;
  #moved = false;

  constructor(session: SqliteSession, thread: SqliteThreadOptions | null) {
    this.#connection = new Connection(session);
    this.#thread = thread;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#thread !== null && !this.#moved && this.#connection.inserted >= this.#thread.afterRows) {
      this.#moved = true;
      await this.#connection.move(this.#thread.open);
    }
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {}

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async destroy(): Promise<void> {
    await this.#connection.close();
  }
}

/** They fail only where something before them has. */
const beginnings = ['begin', 'savepoint member'];
const endings = ['commit', 'rollback'];

/** So many rows are on their way to the thread at most: it may be slower than whoever sends them, and memory stays flat. */
const mostTold = 10_000;

class Connection implements DatabaseConnection {
  #session: SqliteSession;
  #inTransaction = false;
  /** Rows that were inserted so far. */
  inserted = 0;
  /** Rows whose insertion was told, since something was asked last. */
  #told = 0;
  readonly #blanks = new Map<string, Readonly<Record<string, unknown>>>();

  constructor(session: SqliteSession) {
    this.#session = session;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { sql, parameters } = query;
    if (sql === 'begin') this.#inTransaction = true;
    if (endings.includes(sql)) this.#inTransaction = false;
    const insertedRows = isInsertion(query) ? query.insertedRows : 0;
    this.inserted += insertedRows;
    const isTold = this.#inTransaction && (insertedRows > 0 || beginnings.includes(sql));
    try {
      // In a transaction it is enough to hear of a failure before the end.
      if (isTold && this.#told + insertedRows <= mostTold) {
        this.#told += insertedRows;
        this.#session.tell(sql, parameters);
        return { rows: [] };
      }
      this.#told = 0;
      const { columns, rows, changes } = await this.#session.ask(sql, parameters);
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

  /**
   * Outside of a transaction. The file is opened there before it is closed here: whoever closes it last tidies up its log. Where that
   * does not work, it stays here, which is slower and nothing else.
   */
  async move(open: SqliteThreadOptions['open']): Promise<void> {
    const here = this.#session;
    const { rows } = await here.ask('pragma synchronous', []);
    let there: SqliteSession | null = null;
    try {
      there = open({ synchronous: Number(rows[0]?.[0]) });
      await there.ask('pragma user_version', []);
    } catch {
      // Thrown on, it would leave the connection lent for ever.
      await there?.close();
      return;
    }
    this.#session = there;
    await here.close();
  }

  async close(): Promise<void> {
    await this.#session.close();
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
