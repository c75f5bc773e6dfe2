import { type CallOptions, ContractError } from '@linkwright/core';
import { unexpectedAnswer } from '@linkwright/http';
import type { KintoneClient, RecordPage } from './kintone-client.ts';
import { pageSize, seekQuery } from './kintone-query.ts';
import { idOf } from './kintone-record-id.ts';

export interface SeekRequest {
  /** Field codes; ids and revisions come along. */
  readonly fields: readonly string[];
  /** `null`: all records. */
  readonly condition: string | null;
  /** Record id behind which to begin; absent: at the beginning. */
  readonly after?: string | undefined;
  /** Keeps people's data out of addresses, which proxies write down. */
  readonly isPrivate?: boolean;
}

export interface SeekPage extends RecordPage {
  /** The last record id of the page; where there is none, that of the page before. */
  readonly after: string;
  readonly isLast: boolean;
}

/**
 * Pages of 500 in the order of ids, each entered behind the last id of the one before: any of them can be resumed, and
 * records that come and go meanwhile move no others. Kintone counts along, which saves the empty page behind a full one.
 */
export async function* seekPages(
  client: KintoneClient,
  app: string,
  { fields, condition, after = '0', isPrivate = false }: SeekRequest,
  options: CallOptions,
): AsyncGenerator<SeekPage> {
  let cursor = after;
  /** `null`: not known. */
  let remaining: number | null = null;
  for (;;) {
    // Among all records those that come later have higher ids, so that counting once is enough. Which records meet a
    // condition may change behind a page, so that each page counts what is behind it.
    const counts = condition !== null || remaining === null;
    const page = await client.listRecords(
      app,
      { fields: [...fields, '$id', '$revision'], query: seekQuery(condition, cursor), counts, isPrivate },
      options,
    );
    if (page.total !== null) {
      if (page.records.length < Math.min(page.total, pageSize)) throw incomplete(app, page.total, page.records.length);
      remaining = page.total;
    }
    if (remaining !== null) remaining -= page.records.length;
    for (const id of page.records.map(idOf)) {
      // Asked for behind the cursor and in the order of ids; otherwise the next page would be this one again.
      if (isBehind(id, cursor)) cursor = id;
      else throw outOfOrder(app, id, cursor);
    }
    const isLast = page.records.length < pageSize || (remaining !== null && remaining <= 0);
    yield { ...page, after: cursor, isLast };
    if (isLast) return;
  }
}

/** Ids are numbers, and may be longer than those of JavaScript. */
function isBehind(id: string, cursor: string): boolean {
  return id.length === cursor.length ? id > cursor : id.length > cursor.length;
}

function outOfOrder(app: string, id: string, cursor: string): ContractError {
  return new ContractError(`Kintone lists record ${id} of app ${app} behind ${cursor}, out of order (at "$id").`, {
    code: unexpectedAnswer,
  });
}

function incomplete(app: string, counted: number, listed: number): ContractError {
  return new ContractError(`Kintone counts ${counted} records of app ${app} and lists ${listed} (at "totalCount").`, {
    code: unexpectedAnswer,
  });
}
