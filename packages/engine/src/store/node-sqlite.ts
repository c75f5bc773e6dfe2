import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { stateError } from './state-error.ts';

const statementCacheSize = 200;

/** Gives Node's own SQLite the shape that Kysely's dialect expects; prepared statements are kept by their text. */
export function nodeSqlite(database: DatabaseSync): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => database.close(),
    prepare(sql) {
      const known = statements.get(sql);
      if (known) return known;
      const statement = translated(() => database.prepare(sql));
      // A full disk makes SQLite roll back by itself; the roll-back that follows must not hide why.
      const isRollback = /^rollback$/i.test(sql);
      const columns = statement.columns().map(({ name }) => name);
      const blank = blankRow(columns);
      // Node is quicker to make arrays than objects, whose shape it looks up for every row.
      statement.setReturnArrays(true);
      const prepared: SqliteStatement = {
        reader: columns.length > 0,
        all: (parameters) =>
          translated(() => statement.all(...(parameters as SQLInputValue[]))).map((row) =>
            toObject(blank, columns, row),
          ),
        run: (parameters) =>
          isRollback && !database.isTransaction
            ? { changes: 0, lastInsertRowid: 0 }
            : translated(() => statement.run(...(parameters as SQLInputValue[]))),
        *iterate(parameters) {
          const rows = translated(() => statement.iterate(...(parameters as SQLInputValue[])));
          for (const row of rows) yield toObject(blank, columns, row);
        },
      };
      statements.set(sql, prepared);
      const oldest = statements.keys().next().value;
      if (statements.size > statementCacheSize && oldest !== undefined) statements.delete(oldest);
      return prepared;
    },
  };
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

function translated<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw stateError(error);
  }
}
