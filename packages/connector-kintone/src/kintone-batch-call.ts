import { type WriteOutcome, writtenOutcome } from '@linkwright/core';
import type { SendOptions } from '@linkwright/http';
import type { KintoneClient, RecordUpsert, WriteAnswer, WrittenRecord } from './kintone-client.ts';
import { cellsOf, type PreparedWrite } from './kintone-prepared-write.ts';

/** Kintone answers ids and revisions only: what became of the values is seen by the next read. */
export function outcomeOf({ refused }: PreparedWrite, { id, revision }: WrittenRecord): WriteOutcome {
  return writtenOutcome({ id, fields: {}, ...(revision !== undefined && { revision }) }, refused);
}

/** One call for writes of one kind. */
export async function sendBatch(
  client: KintoneClient,
  app: string,
  batch: readonly PreparedWrite[],
  options: SendOptions,
): Promise<WriteAnswer> {
  const [first] = batch;
  if (first === undefined) return { kind: 'done', records: [] };
  if (first.change.kind === 'create') {
    const field = first.change.upsertOn;
    return field === undefined
      ? client.createRecords(app, batch.map(cellsOf), options)
      : client.upsertRecords(
          app,
          batch.map((write) => upsertOf(write, field)),
          options,
        );
  }
  const known = batch.map((write) => ({ id: idOf(write), revision: revisionOf(write), record: cellsOf(write) }));
  return first.change.kind === 'archive'
    ? client.deleteRecords(app, known, options)
    : client.updateRecords(app, known, options);
}

function upsertOf(write: PreparedWrite, field: string): RecordUpsert {
  const { [field]: key, ...record } = cellsOf(write);
  return { updateKey: { field, value: key?.value }, record };
}

/** The record that a write is about; empty for one that is still to be created. */
export function idOf({ change }: PreparedWrite): string {
  return change.kind === 'create' ? '' : change.id;
}

export function revisionOf({ change }: PreparedWrite): string | undefined {
  return change.kind === 'create' ? undefined : change.expectedRevision;
}
