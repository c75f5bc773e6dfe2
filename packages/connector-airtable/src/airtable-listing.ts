import { type CallOptions, isErrorOfKind, RetryableError } from '@linkwright/core';
import { cursorPages } from '@linkwright/http';
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
  for (let drops = 1; ; drops += 1) {
    let begun = false;
    const pages = cursorPages({ appName: 'Airtable', what: table }, (offset) =>
      client.listPage(table, { ...query, offset }, options),
    );
    try {
      for await (const page of pages) {
        begun = true;
        yield page;
      }
      return;
    } catch (error) {
      if (!begun || !isErrorOfKind(error, 'retryable') || error.code !== listingExpired) throw error;
    }
    if (drops > maxRestarts) {
      throw new RetryableError(`Airtable has dropped the listing of ${table} ${drops} times.`, {
        code: listingExpired,
      });
    }
  }
}
