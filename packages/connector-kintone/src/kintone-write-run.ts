import type { CallOptions, WriteOutcome } from '@linkwright/core';
import {
  createWriteRun as createHttpWriteRun,
  type WriteRun as HttpWriteRun,
  type SendOptions,
} from '@linkwright/http';
import type { KintoneClient, RecordUpsert, WriteAnswer, WrittenRecord } from './kintone-client.ts';
import type { KintoneRefusal } from './kintone-errors.ts';
import { cellsOf, type PreparedWrite } from './kintone-prepared-write.ts';
import type { KintoneApp } from './kintone-schema.ts';

/** One call of `write` under way. Batches of at most 100. */
export type WriteRun = HttpWriteRun<PreparedWrite, KintoneRefusal>;

export function createWriteRun(
  client: KintoneClient,
  app: KintoneApp,
  size: number,
  { signal }: CallOptions,
): WriteRun {
  return createHttpWriteRun({
    appName: 'Kintone',
    size,
    signal,
    call: (batch: readonly PreparedWrite[], options) => callFor(client, app.id, batch, options),
    outcomeOf: writtenOutcome,
  });
}

/** Kintone answers ids and revisions only: what became of the values is seen by the next read. */
function writtenOutcome({ refused }: PreparedWrite, { id, revision }: WrittenRecord): WriteOutcome {
  return {
    kind: 'written',
    record: { id, fields: {}, ...(revision === undefined ? {} : { revision }) },
    ...(refused.length === 0 ? {} : { refused }),
  };
}

async function callFor(
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
