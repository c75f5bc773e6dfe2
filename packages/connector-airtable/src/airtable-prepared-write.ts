import {
  type AssociationEdit,
  type AssociationEdits,
  type AssociationRefusal,
  encodeFields,
  type RecordChange,
  resultingIds,
  unknownField,
  withoutRefusedTargets,
} from '@linkwright/core';
import { refusedTarget } from './airtable-associations.ts';
import type { AirtableTable } from './airtable-schema.ts';
import { isRecordId } from './airtable-wire.ts';

/** A change on its way to Airtable. */
export interface PreparedWrite {
  /** Place of the change in the request, and so of its outcome. */
  readonly index: number;
  readonly change: RecordChange;
  /** By field id, without the links. */
  readonly cells: Readonly<Record<string, unknown>>;
  /** By link field; a target that Airtable refuses is taken out again. */
  edits: AssociationEdits;
  readonly refused: AssociationRefusal[];
}

/** The change in Airtable's form. Throws a `RecordError` where it cannot have one. */
export function prepareWrite(table: AirtableTable, change: RecordChange, index: number): PreparedWrite {
  if (change.kind === 'archive') return { index, change, cells: {}, edits: {}, refused: [] };
  const object = { appName: 'Airtable', name: table.schema.name, fields: table.fields };
  const all = Object.entries(encodeFields(object, change.fields));
  // A record begins empty, so its blanks need not be sent.
  const sent = all.filter(([id]) => change.kind === 'update' || change.fields[id] !== null);
  const prepared = { index, change, cells: Object.fromEntries(sent), edits: change.associations ?? {}, refused: [] };
  for (const [id] of editsOf(change)) if (!table.links.has(id)) throw unknownField(object, id);
  dropTargets(table, prepared, (_field, id) => !isRecordId(id));
  return prepared;
}

/** Record ids by link field, as its cell shall hold them afterwards: Airtable replaces it whole, and refuses duplicates. */
export function linksOf({ change, edits }: PreparedWrite): ReadonlyMap<string, readonly string[]> {
  const links = Object.entries(edits).map(([field, edit]) => [field, resultingIds(edit)] as const);
  return new Map(links.filter(([, ids]) => ids.length > 0 || change.kind === 'update'));
}

/** Cells and links as they are sent. */
export function cellsOf(write: PreparedWrite): Readonly<Record<string, unknown>> {
  return { ...write.cells, ...Object.fromEntries(linksOf(write)) };
}

/** The edits of a change, by link field. */
export function editsOf(change: RecordChange): readonly (readonly [string, AssociationEdit])[] {
  return change.kind === 'archive' ? [] : Object.entries(change.associations ?? {});
}

/** Takes targets out of link cells. Answers whether there was anything to take out. */
export function dropTargets(
  table: AirtableTable,
  write: PreparedWrite,
  isRefused: (field: string, id: string) => boolean,
): boolean {
  let dropped = false;
  const { edits, refused } = withoutRefusedTargets(write.edits, (field, target) => {
    const link = table.links.get(field);
    if (link === undefined || !isRefused(field, 'id' in target ? target.id : '')) return null;
    dropped = true;
    return refusedTarget(link, target);
  });
  write.edits = edits;
  write.refused.push(...refused);
  return dropped;
}
