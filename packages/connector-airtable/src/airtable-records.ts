import { canonicalDatetime, type Selection, type SourceRecord, whereReadable } from '@linkwright/core';
import { decodeLinkCell } from './airtable-associations.ts';
import type { AirtableTable } from './airtable-schema.ts';
import type { WireRecord } from './airtable-wire.ts';

/**
 * The record with exactly what was asked for. A field that the table does not have (any more), or whose cell is
 * not readable, stays absent; an empty cell is a blank.
 */
export function decodeRecord(table: AirtableTable, record: WireRecord, selection: Selection): SourceRecord {
  const { fields: cells } = record;
  const fields = whereReadable(selection.fields, (id) => table.fields.get(id)?.codec.decode(cells[id]));
  const associations = whereReadable(selection.associations, (id) =>
    table.links.has(id) ? decodeLinkCell(cells[id]) : undefined,
  );
  const createdAt = canonicalDatetime(record.createdTime);
  return { id: record.id, fields, associations, ...(createdAt === null ? {} : { createdAt }) };
}

/** The ids to ask Airtable for: those that the table has; the primary field where none is left, since none means all. */
export function requestedIds(table: AirtableTable, selection: Selection): readonly string[] {
  const ids = [
    ...selection.fields.filter((id) => table.fields.has(id)),
    ...selection.associations.filter((id) => table.links.has(id)),
  ];
  return ids.length === 0 ? [table.primaryFieldId] : [...new Set(ids)];
}
