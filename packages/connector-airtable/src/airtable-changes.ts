import type { CallOptions, ChangePage, Checkpoint, ConnectContext, Selection } from '@linkwright/core';
import { readChangedSince } from '@linkwright/http';
import type { AirtableClient } from './airtable-client.ts';
import { modifiedAfter } from './airtable-formula.ts';
import { listPages } from './airtable-listing.ts';
import { decodeRecord, requestedIds } from './airtable-records.ts';
import type { AirtableTable } from './airtable-schema.ts';

/**
 * How far an incremental read reaches back behind the moment of the one before, in milliseconds. Airtable's times have a
 * resolution of a second and IS_AFTER is strict; the rest is for edits that become visible late.
 */
const overlapMs = 5_000;

/** Everything, or what was modified since a checkpoint. */
export function readChanges(
  client: AirtableClient,
  table: AirtableTable,
  request: Selection & { readonly since: Checkpoint | null },
  options: CallOptions,
  logger: ConnectContext['logger'],
): AsyncIterable<ChangePage> {
  return readChangedSince({
    appName: 'Airtable',
    what: table.schema.name,
    since: request.since,
    overlapMs,
    // A listing cannot be entered in the middle once it has idled.
    cursorsLast: false,
    logger,
    async *pages({ since }) {
      const fields = requestedIds(table, request);
      const query = since === null ? { fields } : { fields, formula: modifiedAfter(since) };
      for await (const { records, next, askedAt } of listPages(client, table.id, query, options)) {
        yield { records: records.map((record) => decodeRecord(table, record, request)), next, askedAt };
      }
    },
  });
}

/** The ids that are there, each once, with one small field per record. */
export async function* listIds(
  client: AirtableClient,
  table: AirtableTable,
  options: CallOptions,
): AsyncGenerator<readonly string[]> {
  const seen = new Set<string>();
  for await (const page of listPages(client, table.id, { fields: [table.primaryFieldId] }, options)) {
    const fresh = page.records.map(({ id }) => id).filter((id) => !seen.has(id));
    for (const id of fresh) seen.add(id);
    yield fresh;
  }
}
