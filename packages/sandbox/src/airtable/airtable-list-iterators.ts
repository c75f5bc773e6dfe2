import { failure } from './airtable-errors.ts';
import { isId, type NewId } from './airtable-ids.ts';
import type { TableState } from './airtable-state.ts';

export interface ListIterators {
  /**
   * The ids of one page, and the offset of the next one where there is one. Without an offset, `collect` settles the ids
   * and their order for all pages to come.
   */
  page(
    table: TableState,
    offset: string | undefined,
    size: number,
    collect: () => readonly string[],
  ): { readonly ids: readonly string[]; readonly next: string | undefined };
}

interface ListIterator {
  readonly table: TableState;
  readonly ids: readonly string[];
  /** Where the page begins that an offset's record id stands for. */
  readonly starts: Map<string, number>;
  lastUsed: number;
}

/** Iterators are forgotten when nobody has asked for a page in a while. */
export function createListIterators(newId: NewId, now: () => number, idleMs: number): ListIterators {
  const iterators = new Map<string, ListIterator>();

  function pageAt(id: string, iterator: ListIterator, start: number, size: number) {
    const end = start + size;
    const ids = iterator.ids.slice(start, end);
    const following = iterator.ids[end];
    if (following === undefined) return { ids, next: undefined };
    iterator.starts.set(following, end);
    return { ids, next: `${id}/${following}` };
  }

  function forgetIdle(): void {
    for (const [id, { lastUsed }] of iterators) if (now() - lastUsed > idleMs) iterators.delete(id);
  }

  return {
    page(table, offset, size, collect) {
      forgetIdle();
      if (offset === undefined) {
        const iterator: ListIterator = { table, ids: collect(), starts: new Map(), lastUsed: now() };
        const id = newId('itr');
        if (iterator.ids.length > size) iterators.set(id, iterator);
        return pageAt(id, iterator, 0, size);
      }
      const [id = '', recordId = '', ...rest] = offset.split('/');
      if (!isId('itr', id) || !isId('rec', recordId) || rest.length > 0) {
        throw failure(422, 'INVALID_OFFSET_VALUE', `The value of offset ${offset} is invalid`);
      }
      const iterator = iterators.get(id);
      const start = iterator?.starts.get(recordId);
      if (iterator === undefined || start === undefined || iterator.table !== table) {
        throw failure(422, 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE');
      }
      iterator.lastUsed = now();
      return pageAt(id, iterator, start, size);
    },
  };
}
