import { type CallOptions, isErrorOfKind, RetryableError } from '@linkwright/core';
import { createRepeatGuard } from '@linkwright/http';
import type { AirtableClient, ListPage, ListQuery } from './airtable-client.ts';
import { listingExpired } from './airtable-errors.ts';

/** Ids of a first page are frozen for the pages after it, so a listing that Airtable dropped begins again from there. */
const maxRestarts = 5;

/**
 * The pages of one listing. Airtable drops a listing that idles for some minutes; then it begins again, and records
 * come a second time.
 */
export async function* listPages(
  client: AirtableClient,
  table: string,
  query: Omit<ListQuery, 'offset'>,
  options: CallOptions,
): AsyncGenerator<ListPage> {
  let offset: string | undefined;
  let restarts = 0;
  let guard = createRepeatGuard('Airtable', table);
  for (;;) {
    const page = await nextPage(client, table, { ...query, offset }, options);
    if (page === null) {
      restarts += 1;
      if (restarts > maxRestarts) {
        throw new RetryableError(`Airtable has dropped the listing of ${table} ${restarts} times.`, {
          code: listingExpired,
        });
      }
      offset = undefined;
      guard = createRepeatGuard('Airtable', table);
      continue;
    }
    offset = page.offset;
    if (offset !== undefined) guard(offset);
    yield page;
    if (offset === undefined) return;
  }
}

/** `null`: the listing is gone. */
async function nextPage(
  client: AirtableClient,
  table: string,
  query: ListQuery,
  options: CallOptions,
): Promise<ListPage | null> {
  try {
    return await client.listPage(table, query, options);
  } catch (error) {
    if (query.offset !== undefined && isErrorOfKind(error, 'retryable') && error.code === listingExpired) return null;
    throw error;
  }
}
