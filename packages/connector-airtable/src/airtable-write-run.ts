import type { CallOptions, WriteOutcome } from '@linkwright/core';
import {
  createWriteRun as createHttpWriteRun,
  type WriteRun as HttpWriteRun,
  type SendOptions,
} from '@linkwright/http';
import type { AirtableClient, WriteAnswer } from './airtable-client.ts';
import type { AirtableRefusal } from './airtable-errors.ts';
import { cellsOf, editsOf, type PreparedWrite } from './airtable-prepared-write.ts';
import { decodeRecord } from './airtable-records.ts';
import type { AirtableTable } from './airtable-schema.ts';
import type { WireRecord } from './airtable-wire.ts';

/** One call of `write` under way. Batches of at most 10. */
export type WriteRun = HttpWriteRun<PreparedWrite, AirtableRefusal>;

export function createWriteRun(
  client: AirtableClient,
  table: AirtableTable,
  size: number,
  { signal }: CallOptions,
): WriteRun {
  return createHttpWriteRun({
    appName: 'Airtable',
    size,
    signal,
    call: (batch: readonly PreparedWrite[], options) => callFor(client, table.id, batch, options),
    outcomeOf: (write, record) => writtenOutcome(table, write, record),
  });
}

function writtenOutcome(table: AirtableTable, write: PreparedWrite, record: WireRecord): WriteOutcome {
  const { change, refused } = write;
  if (change.kind === 'archive') return { kind: 'written', record: { id: record.id, fields: {} } };
  const selection = {
    fields: Object.keys(change.fields),
    associations: editsOf(change).map(([field]) => field),
  };
  return {
    kind: 'written',
    record: decodeRecord(table, record, selection),
    ...(refused.length === 0 ? {} : { refused }),
  };
}

async function callFor(
  client: AirtableClient,
  table: string,
  batch: readonly PreparedWrite[],
  options: SendOptions,
): Promise<WriteAnswer> {
  const [first] = batch;
  if (first === undefined) return { kind: 'done', records: [] };
  if (first.change.kind === 'create') {
    const field = first.change.upsertOn;
    const cells = batch.map(cellsOf);
    return field === undefined
      ? client.createRecords(table, cells, options)
      : client.upsertRecords(table, field, cells, options);
  }
  if (first.change.kind === 'archive') return client.deleteRecords(table, batch.map(idOf), options);
  return client.updateRecords(
    table,
    batch.map((write) => ({ id: idOf(write), fields: cellsOf(write) })),
    options,
  );
}

/** The record that a write is about; empty for one that is still to be created. */
export function idOf({ change }: PreparedWrite): string {
  return change.kind === 'create' ? '' : change.id;
}
