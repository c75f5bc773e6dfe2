import { type AssociationTarget, type CanonicalValue, canonicalDatetime, type SourceRecord } from '@linkwright/core';
import { decodeLinkCell } from './airtable-associations.ts';
import type { AirtableTable } from './airtable-schema.ts';
import type { WireRecord } from './airtable-wire.ts';

/** Ids of what is read of a record. */
export interface Selection {
  readonly fields: readonly string[];
  readonly associations: readonly string[];
}

/**
 * The record with exactly what was asked for. A field that the table does not have (any more), or whose cell is
 * not readable, stays absent; an empty cell is a blank.
 */
export function decodeRecord(table: AirtableTable, record: WireRecord, selection: Selection): SourceRecord {
  const fields: Record<string, CanonicalValue> = {};
  for (const id of selection.fields) {
    const value = table.fields.get(id)?.codec.decode(record.fields[id]);
    if (value !== undefined) fields[id] = value;
  }
  const associations: Record<string, readonly AssociationTarget[]> = {};
  for (const id of selection.associations) {
    const targets = table.links.has(id) ? decodeLinkCell(record.fields[id]) : undefined;
    if (targets !== undefined) associations[id] = targets;
  }
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
