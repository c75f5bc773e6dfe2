import type { DatabaseSync } from 'node:sqlite';
import {
  type AssociationRefusal,
  decodeProperties,
  encodeProperties,
  isErrorOfKind,
  type RecordChange,
  type WriteOutcome,
} from '@linkwright/core';
import { z } from 'zod';
import { idOf, missingTargets, writePairs } from './sqlite-associations.ts';
import { connectorError, takenColumn } from './sqlite-errors.ts';
import { cellOf, values } from './sqlite-field-codec.ts';
import { quoted, type Table } from './sqlite-schema.ts';

const rowSchema = z.record(z.string(), z.unknown());

/** One change in a transaction of its own: all of it, or nothing. What concerns the whole database is thrown. */
export function writeChange(
  database: DatabaseSync,
  table: Table,
  change: RecordChange,
  keyOf: (table: string) => string,
): WriteOutcome {
  database.exec('BEGIN IMMEDIATE');
  try {
    const outcome = apply(database, table, change, keyOf);
    database.exec('COMMIT');
    return outcome;
  } catch (error) {
    database.exec('ROLLBACK');
    const column = takenColumn(error);
    if (column !== null && change.kind !== 'archive')
      return { kind: 'exists', id: holderOf(database, table, column, change) };
    const known = connectorError(error);
    if (isErrorOfKind(known, 'record')) return { kind: 'rejected', error: known };
    throw known;
  }
}

function apply(
  database: DatabaseSync,
  table: Table,
  change: RecordChange,
  keyOf: (table: string) => string,
): WriteOutcome {
  const where = `WHERE ${quoted(table.key)} = ?`;
  const known = change.kind === 'create' ? null : idOf(change.id);
  if (change.kind !== 'create') {
    if (known === null || database.prepare(`SELECT 1 FROM ${quoted(table.name)} ${where}`).get(known) === undefined) {
      return { kind: 'gone' };
    }
  }
  if (change.kind === 'archive') {
    database.prepare(`DELETE FROM ${quoted(table.name)} ${where}`).run(known);
    return { kind: 'written', record: { id: change.id, fields: {} } };
  }
  const edits = change.associations ?? {};
  const refused = missingTargets(database, table, keyOf, edits);
  const row = rowSchema.parse(
    database.prepare(statementOf(table, change, refused, known)).get(...valuesOf(table, change, refused)),
  );
  const id = idOf(row[table.key]);
  if (id !== null) writePairs(database, table, id, edits, refused);
  const asked = { fields: table.schema.fields.map((field) => field.id), associations: [] };
  return {
    kind: 'written',
    record: { id: String(id), ...decodeProperties(table.schema, row, asked, values.decode) },
    refused,
  };
}

/** Columns and their values: fields, and associations that are a column of the table. */
function cellsOf(
  table: Table,
  change: Exclude<RecordChange, { kind: 'archive' }>,
  refused: readonly AssociationRefusal[],
): readonly (readonly [string, unknown])[] {
  const properties = encodeProperties(table.schema, change, values.encode, refused);
  return Object.entries(properties).filter(([id]) => !table.joins.has(id));
}

const valueSchema = z.union([z.string(), z.number(), z.bigint(), z.null()]);

const valuesOf = (...given: Parameters<typeof cellsOf>) =>
  cellsOf(...given).map(([, value]) => valueSchema.parse(value));

function statementOf(
  table: Table,
  change: Exclude<RecordChange, { kind: 'archive' }>,
  refused: readonly AssociationRefusal[],
  id: bigint | null,
): string {
  const columns = cellsOf(table, change, refused).map(([column]) => quoted(column));
  const [name, key] = [quoted(table.name), quoted(table.key)];
  if (change.kind === 'update') {
    const sets = [`${key} = ${key}`, ...columns.map((column) => `${column} = ?`)];
    return `UPDATE ${name} SET ${sets.join(', ')} WHERE ${key} = ${id} RETURNING *`;
  }
  if (columns.length === 0) return `INSERT INTO ${name} DEFAULT VALUES RETURNING *`;
  return `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')}) RETURNING *`;
}

/** The row that has the value already. */
function holderOf(
  database: DatabaseSync,
  table: Table,
  column: string,
  { fields }: Exclude<RecordChange, { kind: 'archive' }>,
): string | null {
  const field = table.schema.fields.find(({ id }) => id === column);
  const value = field && fields[column];
  if (field === undefined || value === undefined) return null;
  const select = `SELECT ${quoted(table.key)} AS id FROM ${quoted(table.name)} WHERE ${quoted(column)} = ?`;
  const row = z.object({ id: z.bigint() }).safeParse(database.prepare(select).get(cellOf(field, value) ?? null));
  return row.success ? String(row.data.id) : null;
}
