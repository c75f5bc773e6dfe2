import { createRepeatGuard } from './repeat-guard.ts';

export interface CursorPage {
  /** What the app is asked for next; `null` or empty: this is the last page. */
  readonly next: string | null;
}

export interface CursorPagesOptions {
  /** For people, in messages. */
  readonly appName: string;
  /** What is listed, in messages: `contacts`. */
  readonly what: string;
  /** Where to begin: a cursor of an earlier read. Absent or `null`: at the beginning. */
  readonly from?: string | null | undefined;
}

/**
 * The pages of an app that names the next one in each, as `read` gives them; of the last one `next` is `null`. Whether it is a
 * token, a URL's query (`nextLink`) or the id of the last record is the connector's affair. Pages are read one at a time, each
 * when it is asked for. Throws a `ContractError` (`endless-pages`) when a page names a next one that was named before.
 *
 * @example
 * ```ts
 * const pages = cursorPages({ appName: 'Notes', what: 'notes' }, async (cursor) => {
 *   const { body } = await http.read(pageSchema, { kind: 'list', method: 'GET', path: '/notes', query: cursor === null ? {} : { cursor }, signal });
 *   return { notes: body.items, next: body.next_cursor };
 * });
 * for await (const { notes, next } of pages) yield { notes, isLast: next === null };
 * ```
 */
export async function* cursorPages<Page extends CursorPage>(
  { appName, what, from = null }: CursorPagesOptions,
  read: (cursor: string | null) => Promise<Page>,
): AsyncGenerator<Page> {
  const guard = createRepeatGuard(appName, what);
  for (let cursor = from; ; ) {
    const page = await read(cursor);
    cursor = page.next === '' ? null : page.next;
    if (cursor !== null) guard(cursor);
    yield cursor === page.next ? page : { ...page, next: cursor };
    if (cursor === null) return;
  }
}
