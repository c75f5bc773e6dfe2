import type { CellDraft } from './airtable-cell-draft.ts';
import { failure, invalidValue, rowDoesNotExist } from './airtable-errors.ts';
import { isId } from './airtable-ids.ts';
import { namesIn } from './airtable-names-in.ts';
import type { FieldState, LinkState } from './airtable-state.ts';

/** The record ids that a link cell is to hold, in their order. With typecast, texts are names of linked records. */
export function readLinks(draft: CellDraft, field: FieldState, link: LinkState, sent: unknown): readonly string[] {
  if (sent === null || sent === '') return [];
  const items = draft.typecast && typeof sent === 'string' ? (isId('rec', sent) ? [sent] : namesIn(sent)) : sent;
  if (!Array.isArray(items)) throw invalidValue(field.name);
  const ids = items.map((item: unknown) => {
    if (typeof item !== 'string') throw invalidValue(field.name);
    return readLink(draft, link, item);
  });
  if (new Set(ids).size < ids.length) {
    throw failure(422, 'INVALID_VALUE_FOR_COLUMN', `Field "${field.name}" cannot accept duplicate record ids`);
  }
  return ids;
}

function readLink(draft: CellDraft, link: LinkState, item: string): string {
  const { target } = link;
  if (target.records.has(item)) return item;
  if (draft.typecast && !isId('rec', item)) return draft.recordNamed(target, item);
  if (!isId('rec', item)) throw failure(422, 'INVALID_RECORD_ID', `Value "${item}" is not a valid record ID.`);
  const holder = target.base.tableOfRecord.get(item);
  if (holder === undefined) throw rowDoesNotExist(item);
  throw failure(
    422,
    'ROW_TABLE_DOES_NOT_MATCH_LINKED_TABLE',
    `Record ID ${item} belongs to table ${holder.id}, but the field links to table ${target.id}`,
  );
}
