import type { DatabaseSync } from 'node:sqlite';
import { type AssociationEdits, type AssociationRefusal, RecordError, type RecordProperties } from '@linkwright/core';
import { z } from 'zod';
import { quoted, type Table } from './sqlite-schema.ts';

const rowsSchema = z.array(z.object({ target: z.bigint() }));

/** The row with the targets that other tables hold, and ids as texts. */
export function withTargets(
  database: DatabaseSync,
  table: Table,
  row: RecordProperties,
  asked: readonly string[],
): RecordProperties {
  const properties: Record<string, unknown> = { ...row };
  for (const id of asked) {
    const join = table.joins.get(id);
    if (join === undefined) {
      properties[id] = row[id] === null || row[id] === undefined ? null : String(row[id]);
      continue;
    }
    const select = `SELECT ${quoted(join.target)} AS target FROM ${quoted(join.name)} WHERE ${quoted(join.own)} = ? ORDER BY 1`;
    const found = rowsSchema.parse(database.prepare(select).all(idOf(row[table.key])));
    properties[id] = found.map(({ target }) => String(target));
  }
  return properties;
}

/** Adds and removes pairs; those that nobody named stay. */
export function writePairs(
  database: DatabaseSync,
  table: Table,
  id: bigint,
  edits: AssociationEdits,
  refused: readonly AssociationRefusal[],
): void {
  for (const [field, { add, remove }] of Object.entries(edits)) {
    const join = table.joins.get(field);
    if (join === undefined) continue;
    const gone = refused.filter((one) => one.field === field).map(({ target }) => idOf(target));
    const [name, own, target] = [join.name, join.own, join.target].map(quoted);
    const pair = `${own} = ? AND ${target} = ?`;
    const taken = database.prepare(`DELETE FROM ${name} WHERE ${pair}`);
    const added = database.prepare(
      `INSERT INTO ${name} (${own}, ${target}) SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM ${name} WHERE ${pair})`,
    );
    for (const one of remove.map(idOf)) if (one !== null) taken.run(id, one);
    for (const one of add.map(idOf)) if (one !== null && !gone.includes(one)) added.run(id, one, id, one);
  }
}

/** Targets that are added and are not there. */
export function missingTargets(
  database: DatabaseSync,
  table: Table,
  keyOf: (table: string) => string,
  edits: AssociationEdits,
): readonly AssociationRefusal[] {
  return table.schema.associations.flatMap(({ id: field, targets: [targetTable = ''] }) => {
    const exists = database.prepare(`SELECT 1 FROM ${quoted(targetTable)} WHERE ${quoted(keyOf(targetTable))} = ?`);
    return (edits[field]?.add ?? []).flatMap((target) => {
      const id = idOf(target);
      if (id !== null && exists.get(id) !== undefined) return [];
      const error = new RecordError(`"${field}" points at a row of ${targetTable} that is not there.`, {
        ...{ code: 'target-missing', category: 'association-target', field },
        remedy: 'Check that the record it points at is still there.',
      });
      return [{ field, target, error }];
    });
  });
}

/** `null`: no number that a row has. */
export function idOf(value: unknown): bigint | null {
  const text = typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : String(value);
  return /^-?\d{1,18}$/.test(text) ? BigInt(text) : null;
}
