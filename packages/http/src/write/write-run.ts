import {
  type ConnectorError,
  ContractError,
  type RecordChange,
  type SourceRecord,
  type WriteOutcome,
} from '@linkwright/core';
import { unexpectedAnswer } from '../client/parse-answer.ts';
import { createSendTracker, interrupted, type SendOptions } from './send-tracker.ts';

/** A change on its way to the app; connectors add its form there. */
export interface RunWrite {
  /** Place of the change in the request, and so of its outcome. */
  readonly index: number;
  readonly change: RecordChange;
}

/** What the app says to one batch. It takes a batch whole or not at all: a refused one has changed nothing. */
export type BatchAnswer<Written, Refusal> =
  /** In the order of the batch. */
  | { readonly kind: 'done'; readonly records: readonly Written[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export interface WriteRunOptions<Write extends RunWrite, Written extends Pick<SourceRecord, 'id'>, Refusal> {
  /** For people, in messages. */
  readonly appName: string;
  /** Changes in the request. */
  readonly size: number;
  readonly signal: AbortSignal;
  /** Sends one batch, of writes of one kind. */
  readonly call: (batch: readonly Write[], options: SendOptions) => Promise<BatchAnswer<Written, Refusal>>;
  /** What the app's answer says of one write. */
  readonly outcomeOf: (write: Write, record: Written) => WriteOutcome;
}

/** One call of `write` under way: sends batches and gathers one outcome per change. */
export interface WriteRun<Write extends RunWrite, Refusal> {
  /**
   * Settles the whole batch and answers `null`, unless the app refuses it. Writes of one kind, and no more of them than
   * the app takes at once. Rejects only as long as no request of the run has left.
   */
  send(batch: readonly Write[]): Promise<Refusal | null>;
  settle(write: Pick<Write, 'index'>, outcome: WriteOutcome): void;
  /** These and all that are still to come would fail alike. */
  stop(batch: readonly Write[], error: ConnectorError): void;
  /** By place of the change; `not-sent` until it is settled. */
  readonly outcomes: readonly WriteOutcome[];
}

/** For apps that take a batch whole or not at all. What to do about a refused one is the connector's part. */
export function createWriteRun<Write extends RunWrite, Written extends Pick<SourceRecord, 'id'>, Refusal>({
  appName,
  size,
  signal,
  call,
  outcomeOf,
}: WriteRunOptions<Write, Written, Refusal>): WriteRun<Write, Refusal> {
  const notReached: WriteOutcome = { kind: 'not-sent', error: interrupted(false) };
  const outcomes: WriteOutcome[] = Array.from({ length: size }, () => notReached);
  const tracker = createSendTracker({ signal });
  let stopped: ConnectorError | null = null;

  function settle({ index }: Pick<Write, 'index'>, outcome: WriteOutcome): void {
    outcomes[index] = outcome;
  }

  function settleAll(batch: readonly Write[], outcome: WriteOutcome): void {
    for (const write of batch) settle(write, outcome);
  }

  function stop(batch: readonly Write[], error: ConnectorError): void {
    stopped = error;
    settleAll(batch, { kind: 'not-sent', error });
  }

  async function send(batch: readonly Write[]): Promise<Refusal | null> {
    if (stopped !== null) {
      settleAll(batch, { kind: 'not-sent', error: stopped });
      return null;
    }
    const result = await tracker.attempt((options) => call(batch, options));
    if (result.kind === 'answered') {
      if (result.answer.kind === 'refused') return result.answer.refusal;
      settleWritten(batch, result.answer.records);
      return null;
    }
    if (result.kind === 'unknown') settleAll(batch, result);
    else stop(batch, result.error);
    if (signal.aborted) stopped = result.error;
    return null;
  }

  function settleWritten(batch: readonly Write[], records: readonly Written[]): void {
    const byId = new Map(records.map((record) => [record.id, record]));
    const problem =
      records.length !== batch.length
        ? `answered ${records.length} records to a write of ${batch.length}`
        : batch[0]?.change.kind === 'create' && byId.size !== records.length
          ? 'named one record twice in the answer to a write'
          : null;
    batch.forEach((write, place) => {
      const { change } = write;
      // Answers come in the order of the request; a record whose id is known is found by that all the same.
      const record = change.kind === 'create' ? records[place] : byId.get(change.id);
      if (problem === null && record !== undefined) {
        settle(write, outcomeOf(write, record));
        return;
      }
      const message = `${appName} ${problem ?? 'answered another record than the one that was written'}.`;
      settle(write, { kind: 'unknown', error: new ContractError(message, { code: unexpectedAnswer }) });
    });
  }

  return { send, settle, stop, outcomes };
}
