import { type WriteOutcome, writtenOutcome } from '@linkwright/core';
import type { SendOptions } from '@linkwright/http';
import type { AirtableClient, WriteAnswer } from './airtable-client.ts';
import { cellsOf, editsOf, type PreparedWrite } from './airtable-prepared-write.ts';
import { decodeRecord } from './airtable-records.ts';
import type { AirtableTable } from './airtable-schema.ts';
import type { WireRecord } from './airtable-wire.ts';

/** What Airtable's answer says of one write. */
export function outcomeOf(table: AirtableTable, { change, refused }: PreparedWrite, record: WireRecord): WriteOutcome {
  if (change.kind === 'archive') return writtenOutcome({ id: record.id, fields: {} });
  const associations = editsOf(change).map(([field]) => field);
  return writtenOutcome(decodeRecord(table, record, { fields: Object.keys(change.fields), associations }), refused);
}

/** One call for writes of one kind. */
export async function sendBatch(
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
