import { decodeProperties, type ObjectSchema, type Selection, type SourceRecord } from '@linkwright/core';
import { decodeIds } from './csv-folder-associations.ts';
import { values } from './csv-folder-field-codec.ts';

export function recordOf(schema: ObjectSchema, row: Readonly<Record<string, string>>, asked: Selection): SourceRecord {
  const targets = schema.associations.map((association) => {
    return [association.id, decodeIds(association, row[association.id] ?? '')] as const;
  });
  const properties = { ...row, ...Object.fromEntries(targets) };
  return { id: row.id ?? '', ...decodeProperties(schema, properties, asked, values.decode) };
}
