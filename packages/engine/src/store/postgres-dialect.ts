import {
  type ColumnDefinitionNode,
  type DataTypeNode,
  type Dialect,
  type Driver,
  type FunctionNode,
  GeneratedNode,
  InsertQueryNode,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  PrimitiveValueListNode,
  type ValuesNode,
} from 'kysely';
import { isDialectNode } from './dialect-node.ts';
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

  textOf(): string {
    return '';
  }

  parametersOf(rows: readonly StoredRow[]): unknown[] {
    return [jsonOf(rows)];
  }
}

const types = { integer: 'bigint', text: 'text' } as const;

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
      this.append(' = any(');
      this.appendValue(meaning.values);
      this.append(typeof meaning.values[0] === 'number' ? '::bigint[])' : '::text[])');
    } else if (meaning.is === 'given') {
      this.append('(select * from unnest(');
      for (const [index, type] of Object.values(meaning.columns).entries()) {
        if (index > 0) this.append(', ');
        this.appendValue(meaning.rows.map((row) => row[index]));
        this.append(`::${types[type]}[]`);
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

  /** Rows of plain values are one parameter, whatever their number; the table knows the types of its columns. */
  protected override visitValues(node: ValuesNode): void {
    const insert = this.parentNode;
    const rows = node.values.filter((row) => PrimitiveValueListNode.is(row));
    if (!insert || !InsertQueryNode.is(insert) || !insert.into || !insert.columns || rows.length < node.values.length) {
      super.visitValues(node);
      return;
    }
    const names = insert.columns.map(({ column }) => column.name);
    this.append('select ');
    this.compileList(insert.columns);
    this.append(' from json_populate_recordset(null::');
    this.visitNode(insert.into);
    this.append(', ');
    this.appendValue(jsonOf(rows.map(({ values }) => Object.fromEntries(names.map((name, at) => [name, values[at]])))));
    this.append('::json)');
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

/** PostgreSQL keeps neither U+0000 nor half a character, and refuses them in JSON too. */
function jsonOf(rows: readonly object[]): string {
  const text = JSON.stringify(rows);
  if (!text.includes('\\u')) return text;
  return text.replace(/\\\\|\\u0000|\\ud[89a-f][\da-f]{2}/g, (found) => (found === '\\\\' ? found : '\\ufffd'));
}
