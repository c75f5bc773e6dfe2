/** What a statement answers: rows as lists of values in the order of the columns. */
export interface SqliteAnswer {
  readonly columns: readonly string[];
  readonly rows: readonly SqliteRow[];
  /** Rows that were inserted, changed or deleted. */
  readonly changes: number;
}

export type SqliteRow = Readonly<Record<number, unknown>>;

/** One connection to a database, which carries out statements one after the other, in the order in which they were given. */
export interface SqliteSession {
  ask(sql: string, parameters: readonly unknown[]): SqliteAnswer | Promise<SqliteAnswer>;
  /**
   * A statement whose answer nobody needs. If it fails, so does every one after it, up to and with the next one that is asked: that one
   * is told why.
   */
  tell(sql: string, parameters: readonly unknown[]): void;
  close(): void | Promise<void>;
}
