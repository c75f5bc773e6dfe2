import type { AirtableChangeSet } from './airtable-change-set.ts';
import type { FieldState, LinkState, RecordState, TableState } from './airtable-state.ts';

/** When and by whom a write is made. */
export interface Edit {
  /** Milliseconds since 1970 of a whole second. */
  readonly at: number;
  readonly userId: string;
  /** What it changes is noted there. Absent: nobody is told. */
  readonly changes?: AirtableChangeSet;
}

/** Record times move, and the time of the cell, unless the write is the one that makes the record. */
export function touch(record: RecordState, fieldId: string, edit: Edit): void {
  record.modifiedAt = edit.at;
  record.modifiedBy = edit.userId;
  record.cellsModifiedAt.set(fieldId, edit.at);
  edit.changes?.change(record.id, fieldId);
}

/**
 * Replaces the links of one cell and keeps the other side in step: it loses and gains this record, at the end of its cell,
 * and counts as modified too. Gives whether the cell changed.
 */
export function setLinks(
  record: RecordState,
  field: FieldState,
  link: LinkState,
  ids: readonly string[],
  edit: Edit,
): boolean {
  const before = record.links.get(field.id) ?? new Set<string>();
  const after = new Set(ids);
  if (sameOrder(before, after)) return false;
  if (after.size === 0) record.links.delete(field.id);
  else record.links.set(field.id, after);
  for (const id of before) if (!after.has(id)) dropSource(link, id, record.id, edit);
  for (const id of after) if (!before.has(id)) addSource(link, id, record.id, edit);
  return true;
}

/** Takes a record that is about to go out of every link cell that shows it. */
export function unlinkEverywhere(table: TableState, record: RecordState, edit: Edit): void {
  for (const field of table.fields.values()) {
    const { link } = field;
    if (link === undefined) continue;
    for (const id of record.links.get(field.id) ?? []) dropSource(link, id, record.id, edit);
    for (const sourceId of link.sources.get(record.id) ?? []) {
      const source = table.records.get(sourceId);
      if (source !== undefined && source !== record) dropLink(source, field, record.id, edit);
    }
    link.sources.delete(record.id);
  }
}

function addSource(link: LinkState, targetId: string, sourceId: string, edit: Edit): void {
  const { inverse, sources, target } = link;
  if (inverse === undefined) {
    const known = sources.get(targetId);
    if (known === undefined) sources.set(targetId, new Set([sourceId]));
    else known.add(sourceId);
    return;
  }
  const linked = target.records.get(targetId);
  if (linked === undefined) return;
  const cell = linked.links.get(inverse.id);
  if (cell === undefined) linked.links.set(inverse.id, new Set([sourceId]));
  else cell.add(sourceId);
  touch(linked, inverse.id, edit);
}

function dropSource(link: LinkState, targetId: string, sourceId: string, edit: Edit): void {
  const { inverse, sources, target } = link;
  if (inverse === undefined) {
    sources.get(targetId)?.delete(sourceId);
    return;
  }
  const linked = target.records.get(targetId);
  if (linked !== undefined) dropLink(linked, inverse, sourceId, edit);
}

function dropLink(record: RecordState, field: FieldState, id: string, edit: Edit): void {
  const cell = record.links.get(field.id);
  if (cell?.delete(id) !== true) return;
  if (cell.size === 0) record.links.delete(field.id);
  touch(record, field.id, edit);
}

function sameOrder(before: ReadonlySet<string>, after: ReadonlySet<string>): boolean {
  if (before.size !== after.size) return false;
  const others = after.values();
  for (const id of before) if (others.next().value !== id) return false;
  return true;
}
