import {
  type AssociationEdit,
  type AssociationRefusal,
  type AssociationTarget,
  type Fields,
  type RecordChange,
  RecordError,
} from '@linkwright/core';
import { encodeLinks, refusedTarget } from './airtable-associations.ts';
import type { AirtableTable } from './airtable-schema.ts';

/** A change on its way to Airtable. */
export interface PreparedWrite {
  /** Place of the change in the request, and so of its outcome. */
  readonly index: number;
  readonly change: RecordChange;
  /** By field id, without the links. */
  readonly cells: Readonly<Record<string, unknown>>;
  /** Record ids by link field; a target that Airtable refuses is taken out again. */
  readonly links: Map<string, readonly string[]>;
  readonly refused: AssociationRefusal[];
}

/** The change in Airtable's form, or why it cannot have one. */
export function prepareWrite(table: AirtableTable, change: RecordChange, index: number): PreparedWrite | RecordError {
  if (change.kind === 'archive') return { index, change, cells: {}, links: new Map(), refused: [] };
  const cells = encodeFields(table, change.fields, change.kind === 'create');
  if (cells instanceof RecordError) return cells;
  const prepared: PreparedWrite = { index, change, cells, links: new Map(), refused: [] };
  for (const [id, edit] of Object.entries(change.associations ?? {})) {
    const link = table.links.get(id);
    if (link === undefined) return unknownFieldError(table, id);
    const { ids, unfit } = encodeLinks(edit);
    if (ids.length > 0 || change.kind === 'update') prepared.links.set(id, ids);
    for (const target of unfit) prepared.refused.push({ field: id, target, error: refusedTarget(link, target) });
  }
  return prepared;
}

/** Cells and links as they are sent. */
export function cellsOf({ cells, links }: PreparedWrite): Readonly<Record<string, unknown>> {
  return { ...cells, ...Object.fromEntries(links) };
}

/** The edits of a change, by link field. */
export function editsOf(change: RecordChange): readonly (readonly [string, AssociationEdit])[] {
  return change.kind === 'archive' ? [] : Object.entries(change.associations ?? {});
}

/**
 * Takes a target out of a link cell. The change's own additions are reported; a link that Airtable showed and that has
 * gone meanwhile is no refusal. Answers whether there was anything to take out.
 */
export function dropTarget(table: AirtableTable, write: PreparedWrite, field: string, id: string): boolean {
  const ids = write.links.get(field);
  if (ids === undefined || !ids.includes(id)) return false;
  write.links.set(
    field,
    ids.filter((candidate) => candidate !== id),
  );
  const link = table.links.get(field);
  const edit = editsOf(write.change).find(([candidate]) => candidate === field)?.[1];
  if (link !== undefined && edit?.add.some((target) => isTarget(target, id)) === true) {
    write.refused.push({ field, target: { id }, error: refusedTarget(link, { id }) });
  }
  return true;
}

function isTarget(target: AssociationTarget, id: string): boolean {
  return 'id' in target && target.id === id;
}

function encodeFields(
  table: AirtableTable,
  fields: Fields,
  isCreate: boolean,
): Readonly<Record<string, unknown>> | RecordError {
  const cells: Record<string, unknown> = {};
  for (const [id, value] of Object.entries(fields)) {
    const field = table.fields.get(id);
    if (field === undefined) return unknownFieldError(table, id);
    if (field.codec.readOnly) {
      return new RecordError(`"${field.name}" of "${table.schema.name}" cannot be written: Airtable fills it itself.`, {
        code: 'field-read-only',
        category: 'read-only',
        field: id,
        remedy: 'Map it away from Airtable only, or map another field.',
      });
    }
    const encoded = field.codec.encode(value);
    if ('problem' in encoded) {
      return new RecordError(`"${field.name}" of "${table.schema.name}" does not take the value: ${encoded.problem}.`, {
        code: 'invalid-value',
        category: 'invalid-value',
        field: id,
        remedy: 'Correct the value in the other app, or map the field to one of another type.',
      });
    }
    // A record begins empty, so its blanks need not be sent.
    if (!isCreate || value !== null) cells[id] = encoded.cell;
  }
  return cells;
}

function unknownFieldError(table: AirtableTable, id: string): RecordError {
  return new RecordError(`The Airtable table "${table.schema.name}" has no field ${id} to write to.`, {
    code: 'unknown-field',
    category: 'other',
    field: id,
    remedy: 'Run `linkwright check`: it names the mappings whose field is gone.',
  });
}
