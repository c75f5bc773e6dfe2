import { createRepeatGuard } from './repeat-guard.ts';

export interface OffsetPagesOptions<Item> {
  /** For people, in messages. */
  readonly appName: string;
  /** What is listed, in messages: `apps`. */
  readonly what: string;
  /** How many every page but the last one holds. What is shorter ends the list, so it must be what the app really gives. */
  readonly size: number;
  /** Tells items apart. */
  readonly idOf: (item: Item) => string;
}

/**
 * The pages of an app that counts: by `offset` from 0, or by `page` from 1. Records that others delete meanwhile move those
 * behind them across a page's edge, where they are missed: for records take it only where the app has nothing better, never for
 * `listIds`. Throws a `ContractError` (`endless-pages`) when a page begins as an earlier one did.
 */
export async function* offsetPages<Item>(
  { appName, what, size, idOf }: OffsetPagesOptions<Item>,
  read: (place: { readonly offset: number; readonly page: number }) => Promise<readonly Item[]>,
): AsyncGenerator<readonly Item[]> {
  const guard = createRepeatGuard(appName, what);
  for (let page = 1; ; page += 1) {
    const items = await read({ offset: (page - 1) * size, page });
    const [first] = items;
    if (first !== undefined) guard(idOf(first));
    yield items;
    if (items.length < size) return;
  }
}
