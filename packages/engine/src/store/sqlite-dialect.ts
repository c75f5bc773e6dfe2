import {
  type Dialect,
  type Driver,
  type FunctionNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { isDialectNode } from './dialect-node.ts';
import type { StoreAdapter, StoredRow } from './store-adapter.ts';

/** SQLite's own words. */
export const sqliteDialect = (driver: Driver): Dialect => ({
  createDriver: () => driver,
  createAdapter: () => new Adapter(),
  createQueryCompiler: () => new Compiler(),
  createIntrospector: (database) => new SqliteIntrospector(database),
});

class Adapter extends SqliteAdapter implements StoreAdapter {
  /** Of many more parameters, which are bound one by one, a statement takes longer for each row. */
  rowsPerInsert(columns: number): number {
    return Math.floor(5000 / columns);
  }

  textOf(rows: readonly StoredRow[]): string {
    return String(rows.length);
  }

  parametersOf(rows: readonly StoredRow[]): unknown[] {
    const [first] = rows;
    if (first === undefined) return [];
    const values = new Array<unknown>(rows.length * Object.keys(first).length);
    let at = 0;
    for (const row of rows) {
      for (const name in row) {
        values[at] = row[name];
        at += 1;
      }
    }
    return values;
  }
}

class Compiler extends SqliteQueryCompiler {
  protected override visitFunction(node: FunctionNode): void {
    if (!isDialectNode(node)) {
      super.visitFunction(node);
      return;
    }
    const { meaning } = node;
    if (meaning.is === 'among') {
      this.visitNode(meaning.column);
      const range = rangeOf(meaning.values);
      if (range !== null) {
        this.append(' between ');
        this.appendValue(range.first);
        this.append(' and ');
        this.appendValue(range.last);
        return;
      }
      // Building and preparing a list of hundreds of parameters takes longer than finding their rows.
      this.append(' in (select value from json_each(');
      this.appendValue(asJson(meaning.values));
      this.append('))');
    } else if (meaning.is === 'given') {
      const columns = Object.keys(meaning.columns).map((name, index) => `value ->> ${index} as ${name}`);
      this.append(`(select ${columns.join(', ')} from json_each(`);
      this.appendValue(asJson(meaning.rows));
      this.append('))');
    } else if (meaning.is === 'now') {
      this.append("cast(unixepoch('subsec') * 1000 as integer)");
    } else if (meaning.is === 'marked') {
      this.append('substr(');
      this.appendValue(meaning.marks);
      this.append(', ');
      this.visitNode(meaning.column);
      this.append(" + 1, 1) = x'01'");
    } else {
      this.append('without rowid');
    }
  }
}

/** Numbers that follow one another, as records have them that were first seen together. `null`: these do not, or are too few. */
function rangeOf(values: readonly (string | number)[]): { readonly first: number; readonly last: number } | null {
  const [first] = values;
  if (typeof first !== 'number' || values.length < 2) return null;
  for (let index = 1; index < values.length; index += 1) if (values[index] !== first + index) return null;
  return { first, last: first + values.length - 1 };
}

/** A text loses halves of characters, as a bound one would; JSON writes them as escapes. */
function asJson(values: readonly unknown[]): string {
  const json = JSON.stringify(values);
  return json.includes('\\ud') ? JSON.stringify(values, sound) : json;
}

const sound = (_name: string, value: unknown): unknown => (typeof value === 'string' ? value.toWellFormed() : value);
