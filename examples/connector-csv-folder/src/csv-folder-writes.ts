import {
  type CreateChange,
  encodeProperties,
  isErrorOfKind,
  type RecordChange,
  type UpdateChange,
  type WriteOutcome,
} from '@linkwright/core';
import { encodeIds, missingTargets } from './csv-folder-associations.ts';
import type { CsvFile, Folder } from './csv-folder-client.ts';
import { values } from './csv-folder-field-codec.ts';
import { recordOf } from './csv-folder-records.ts';

/** All changes of one call, in one new version of the file. What a record is refused for concerns that record alone. */
export function writeChanges(
  folder: Folder,
  name: string,
  changes: readonly RecordChange[],
  random: () => number,
): readonly WriteOutcome[] {
  const file = folder.read(name);
  const outcomes = changes.map((change): WriteOutcome => {
    try {
      return apply(folder, file, change, random);
    } catch (error) {
      if (isErrorOfKind(error, 'record')) return { kind: 'rejected', error };
      throw error;
    }
  });
  if (outcomes.some(({ kind }) => kind === 'written')) folder.save(name, file);
  return outcomes;
}

function apply(folder: Folder, file: CsvFile, change: RecordChange, random: () => number): WriteOutcome {
  if (change.kind !== 'create' && !file.rows.has(change.id)) return { kind: 'gone' };
  if (change.kind === 'archive') {
    file.rows.delete(change.id);
    return { kind: 'written', record: { id: change.id, fields: {} } };
  }
  return writeRow(folder, file, change, change.kind === 'create' ? newId(file, random) : change.id);
}

function writeRow(folder: Folder, file: CsvFile, change: CreateChange | UpdateChange, id: string): WriteOutcome {
  const { schema, rows } = file;
  const refused = missingTargets(folder, schema, change.associations ?? {});
  const properties = encodeProperties(schema, change, values.encode, refused);
  const row: Record<string, string> = { ...rows.get(id), id };
  for (const [column, value] of Object.entries(properties)) row[column] = encodeIds(value);
  rows.set(id, row);
  const asked = { fields: schema.fields.map((field) => field.id), associations: [] };
  return { kind: 'written', record: recordOf(schema, row, asked), refused };
}

/** Never one that a record had before: an id names one record for ever. */
function newId({ rows }: CsvFile, random: () => number): string {
  for (;;) {
    const id = Math.floor(random() * 36 ** 9)
      .toString(36)
      .padStart(9, '0');
    if (!rows.has(id)) return id;
  }
}
