import {
  type CallOptions,
  isErrorOfKind,
  type RecordChange,
  type SourceRecord,
  type WriteOutcome,
} from '@linkwright/core';
import { writeBatches } from './write-batches.ts';
import { createWriteRun, type RunWrite, type WriteRun, type WriteRunOptions } from './write-run.ts';

export interface BatchedWriteOptions<Write extends RunWrite, Written extends Pick<SourceRecord, 'id'>, Refusal>
  extends CallOptions,
    Omit<WriteRunOptions<Write, Written, Refusal>, 'size'> {
  readonly changes: readonly RecordChange[];
  /** Records that the app takes at once. */
  readonly batchSize: number;
  /** The change in the app's form. A `RecordError` that it throws rejects the change; its batch mates are written. */
  readonly prepare: (change: RecordChange, index: number) => Write;
  /** Sends one batch of a run and settles its writes: `write` of a `createBatchIsolation`. */
  readonly sendWith: (run: WriteRun<Write, Refusal>) => (batch: readonly Write[]) => Promise<unknown>;
}

/** `write` of an app that takes batches whole or not at all: one outcome per change, in order. Rejects only while nothing was sent. */
export async function writeInBatches<Write extends RunWrite, Written extends Pick<SourceRecord, 'id'>, Refusal>(
  options: BatchedWriteOptions<Write, Written, Refusal>,
): Promise<readonly WriteOutcome[]> {
  const { changes, batchSize, prepare, sendWith } = options;
  const run = createWriteRun({ ...options, size: changes.length });
  const send = sendWith(run);
  const writes: Write[] = [];
  for (const [index, change] of changes.entries()) {
    try {
      writes.push(prepare(change, index));
    } catch (error) {
      if (!isErrorOfKind(error, 'record')) throw error;
      run.settle({ index }, { kind: 'rejected', error });
    }
  }
  for (const batch of writeBatches(writes, batchSize)) await send(batch);
  return run.outcomes;
}
