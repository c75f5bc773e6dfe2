import {
  type CallOptions,
  type ConnectorError,
  ContractError,
  isErrorOfKind,
  isLinkwrightError,
  RetryableError,
  type WriteOutcome,
} from '@linkwright/core';
import type { KintoneClient, RecordUpsert, WriteAnswer, WriteOptions, WrittenRecord } from './kintone-client.ts';
import type { KintoneRefusal } from './kintone-errors.ts';
import { cellsOf, type PreparedWrite } from './kintone-prepared-write.ts';
import type { KintoneApp } from './kintone-schema.ts';

/** One call of `write` under way: sends batches and gathers one outcome per change. */
export interface WriteRun {
  /** Settles the whole batch and answers `null`, unless Kintone refuses it. Writes of one kind, at most 100. */
  send(batch: readonly PreparedWrite[]): Promise<KintoneRefusal | null>;
  settle(write: PreparedWrite, outcome: WriteOutcome): void;
  /** These and all that are still to come would fail alike. */
  stop(batch: readonly PreparedWrite[], error: ConnectorError): void;
  readonly outcomes: readonly WriteOutcome[];
}

export function createWriteRun(
  client: KintoneClient,
  app: KintoneApp,
  size: number,
  { signal }: CallOptions,
): WriteRun {
  const notReached: WriteOutcome = { kind: 'not-sent', error: interrupted(false) };
  const outcomes: WriteOutcome[] = Array.from({ length: size }, () => notReached);
  let stopped: ConnectorError | null = null;
  let anythingSent = false;

  function settle({ index }: PreparedWrite, outcome: WriteOutcome): void {
    outcomes[index] = outcome;
  }

  function settleAll(batch: readonly PreparedWrite[], outcome: WriteOutcome): void {
    for (const write of batch) settle(write, outcome);
  }

  function stop(batch: readonly PreparedWrite[], error: ConnectorError): void {
    stopped = error;
    settleAll(batch, { kind: 'not-sent', error });
  }

  async function send(batch: readonly PreparedWrite[]): Promise<KintoneRefusal | null> {
    if (stopped !== null) {
      settleAll(batch, { kind: 'not-sent', error: stopped });
      return null;
    }
    let left = false;
    const onSend = () => {
      left = true;
      anythingSent = true;
    };
    try {
      const answer = await callFor(client, app.id, batch, { signal, onSend });
      if (answer.kind === 'refused') return answer.refusal;
      settleWritten(batch, answer.records);
    } catch (error) {
      if (!anythingSent) throw error;
      const known = asConnectorError(error, left);
      if (mayHaveArrived(known, left)) settleAll(batch, { kind: 'unknown', error: known });
      else stop(batch, known);
      if (signal.aborted) stopped = known;
    }
    return null;
  }

  function settleWritten(batch: readonly PreparedWrite[], records: readonly WrittenRecord[]): void {
    const byId = new Map(records.map((record) => [record.id, record]));
    batch.forEach((write, place) => {
      const { change } = write;
      // Kintone answers in the order of the request; a record whose id is known is found by that all the same.
      const record = change.kind === 'create' ? records[place] : byId.get(change.id);
      if (record === undefined || records.length !== batch.length) {
        const error = new ContractError(`Kintone answered ${records.length} records to a write of ${batch.length}.`, {
          code: 'unexpected-answer',
        });
        settle(write, { kind: 'unknown', error });
      } else {
        settle(write, writtenOutcome(write, record));
      }
    });
  }

  return { send, settle, stop, outcomes };
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
  options: WriteOptions,
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

/** An answer that cannot be read is one of a write that took place. */
function mayHaveArrived(error: ConnectorError, left: boolean): boolean {
  if (isErrorOfKind(error, 'retryable')) return left && error.outcomeUnknown;
  return left && isErrorOfKind(error, 'contract') && error.code === 'unexpected-answer';
}

/** `arrived`: the request had left when the error came up. */
export function asConnectorError(error: unknown, arrived: boolean): ConnectorError {
  return isConnectorError(error) ? error : interrupted(arrived, error);
}

function isConnectorError(error: unknown): error is ConnectorError {
  return isLinkwrightError(error);
}

/** Broken off on our side. A request that had left may have arrived. */
function interrupted(arrived: boolean, cause?: unknown): RetryableError {
  return new RetryableError('The write was interrupted.', {
    code: 'interrupted',
    outcomeUnknown: arrived,
    ...(cause === undefined ? {} : { cause }),
  });
}
