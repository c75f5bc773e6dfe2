import {
  type ColumnDefinitionNode,
  type DataTypeNode,
  type Dialect,
  type Driver,
  type FunctionNode,
  GeneratedNode,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  PrimitiveValueListNode,
  type ValuesNode,
} from 'kysely';
import { isDialectNode } from './dialect-node.ts';
import { arrayText, type ColumnType, columnType } from './postgres-arrays.ts';
import type { StoreAdapter, StoredRow } from './store-adapter.ts';

/** PostgreSQL's own words. */
export const postgresDialect = (driver: Driver): Dialect => ({
  createDriver: () => driver,
  createAdapter: () => new Adapter(),
  createQueryCompiler: () => new Compiler(),
  createIntrospector: (database) => new PostgresIntrospector(database),
});

class Adapter extends PostgresAdapter implements StoreAdapter {
  /** A statement is a round trip. */
  rowsPerInsert(): number {
    return 5000;
  }

  textOf(rows: readonly StoredRow[]): string {
    if (rows.length === 1) return 'one';
    const types: string[] = [];
    for (const name in rows[0]) types.push(columnType(rows, (row) => row[name]) ?? 'none');
    return types.join();
  }

  parametersOf(rows: readonly StoredRow[]): unknown[] {
    const [first] = rows;
    if (first !== undefined && rows.length === 1) return Object.values(first);
    const arrays: string[] = [];
    for (const name in first) {
      const inRow = (row: StoredRow): unknown => row[name];
      if (columnType(rows, inRow) !== null) arrays.push(arrayText(rows.map(inRow)));
    }
    return arrays;
  }
}

const types = { integer: 'bigint', text: 'text' } as const satisfies Record<string, ColumnType>;

class Compiler extends PostgresQueryCompiler {
  protected override visitFunction(node: FunctionNode): void {
    if (!isDialectNode(node)) {
      super.visitFunction(node);
      return;
    }
    const { meaning } = node;
    if (meaning.is === 'among' && meaning.values.length === 0) {
      // The type of a parameter that lists nothing cannot be told.
      this.append('false');
    } else if (meaning.is === 'among') {
      this.visitNode(meaning.column);
      if (typeof meaning.values[0] === 'number') {
        this.append(' = any(');
        this.#appendArray(meaning.values, 'bigint');
        this.append(')');
        return;
      }
      // A list that the planner sees is a search for each of its texts, and it rather compares all that an index holds with all of them.
      this.append(' = any(array(select unnest(');
      this.#appendArray(meaning.values, 'text');
      this.append(')))');
    } else if (meaning.is === 'given') {
      this.append('(select * from unnest(');
      for (const [index, type] of Object.values(meaning.columns).entries()) {
        if (index > 0) this.append(', ');
        this.#appendArray(
          meaning.rows.map((row) => row[index] ?? null),
          types[type],
        );
      }
      this.append(`) as given (${Object.keys(meaning.columns).join(', ')}))`);
    } else if (meaning.is === 'now') {
      this.append('(extract(epoch from clock_timestamp()) * 1000)::bigint');
    } else if (meaning.is === 'marked') {
      this.append('substring(');
      this.appendValue(meaning.marks);
      this.append('::bytea from (');
      this.visitNode(meaning.column);
      this.append(" + 1)::integer for 1) = '\\x01'::bytea");
    }
    // Its tables have no order of rows.
  }

  /**
   * Of rows of plain values each column is one parameter, whatever their number: a list is read in half the time of JSON. A column
   * without any value has no parameter, so the table says what type it is.
   */
  protected override visitValues(node: ValuesNode): void {
    const rows = node.values.filter((row) => PrimitiveValueListNode.is(row));
    const [first] = rows;
    if (first === undefined || rows.length < node.values.length || rows.length < 2) {
      super.visitValues(node);
      return;
    }
    const typed = first.values.map((_, at) => {
      const values = rows.map((row) => row.values[at]);
      return { values, type: columnType(values, (value) => value) };
    });
    this.append(`select ${typed.map(({ type }, at) => (type === null ? 'null' : `c${at}`)).join(', ')} from unnest(`);
    const given = typed.flatMap(({ values, type }, at) => (type === null ? [] : [{ values, type, at }]));
    for (const [index, { values, type }] of given.entries()) {
      if (index > 0) this.append(', ');
      this.#appendArray(values, type);
    }
    this.append(`) as given (${given.map(({ at }) => `c${at}`).join(', ')})`);
  }

  #appendArray(values: readonly unknown[], type: ColumnType): void {
    this.appendValue(arrayText(values));
    this.append(`::${type}[]`);
  }

  /** As in SQLite, an integer has 64 bits, and texts are ordered by their bytes whatever the language of the server is. */
  protected override visitDataType(node: DataTypeNode): void {
    if (node.dataType === 'integer') this.append('bigint');
    else if (node.dataType === 'text') this.append('text collate "C"');
    else super.visitDataType(node);
  }

  /** As in SQLite, a primary key that is an integer numbers the rows by itself. */
  protected override visitColumnDefinition(node: ColumnDefinitionNode): void {
    const type = node.dataType;
    const isNumbered = node.primaryKey === true && 'dataType' in type && type.dataType === 'integer';
    const generated = GeneratedNode.create({ identity: true, byDefault: true });
    super.visitColumnDefinition(isNumbered ? { ...node, generated } : node);
  }
}
