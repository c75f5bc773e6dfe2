import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

/** What a statement answers: rows as lists of values in the order of the columns. */
export interface SqliteAnswer {
  readonly columns: readonly string[];
  readonly rows: readonly SqliteRow[];
  /** Rows that were inserted, changed or deleted. */
  readonly changes: number;
}

export type SqliteRow = Readonly<Record<number, unknown>>;

const statementCacheSize = 200;

interface Prepared {
  readonly statement: StatementSync;
  /** None: it returns no rows. */
  readonly columns: readonly string[];
}

const none: readonly string[] = [];

/** A database of Node's whose prepared statements are kept by their text. */
export class LocalSqlite {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, Prepared>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  ask(sql: string, parameters: readonly unknown[]): SqliteAnswer {
    const { statement, columns } = this.#prepare(sql);
    const values = parameters as SQLInputValue[];
    if (columns.length > 0) return { columns, rows: statement.all(...values), changes: 0 };
    // A full disk makes SQLite roll back by itself; the roll-back that follows must not hide why.
    const isDone = /^rollback$/i.test(sql) && !this.#database.isTransaction;
    return { columns: none, rows: [], changes: isDone ? 0 : Number(statement.run(...values).changes) };
  }

  close(): void {
    this.#database.close();
  }

  #prepare(sql: string): Prepared {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    // Node is quicker to make arrays than objects, whose shape it looks up for every row.
    statement.setReturnArrays(true);
    const prepared = { statement, columns: statement.columns().map(({ name }) => name) };
    this.#statements.set(sql, prepared);
    const oldest = this.#statements.keys().next().value;
    if (this.#statements.size > statementCacheSize && oldest !== undefined) this.#statements.delete(oldest);
    return prepared;
  }
}
