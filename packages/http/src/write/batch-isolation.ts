import type { WriteOutcome } from '@linkwright/core';
import { asConnectorError } from './send-tracker.ts';
import type { RunWrite, WriteRun } from './write-run.ts';

/**
 * For apps that take a batch whole or not at all: a refused one is taken apart until the record that is meant stands alone, at
 * most 2 · log2(batch) calls for each such record, and fewer where the app or a read says which one it is.
 */
export interface BatchIsolation<Write extends RunWrite, Refusal, Tried> {
  /** Settles every write of the batch. `tried` is handed to `explain`. Answers whether the app took the batch at once. */
  write(batch: readonly Write[], tried?: Tried): Promise<boolean>;
  /** Settles a batch of which nothing is known but that one of its writes is refused, at least: by halves. */
  split(batch: readonly Write[], refusal: Refusal): Promise<void>;
}

export interface BatchIsolationOptions<Write extends RunWrite, Refusal, Tried> {
  /** What becomes of a write that the app refused when it stood alone. */
  readonly outcomeOf: (write: Write, refusal: Refusal) => WriteOutcome | Promise<WriteOutcome>;
  /**
   * Settles a refused batch: those that the refusal or a read names in the run, the others by `write` or `split` of the
   * isolation. What it throws ends the run: the refused batch has changed nothing. Default: `split`.
   */
  readonly explain?: (
    batch: readonly Write[],
    refusal: Refusal,
    isolation: BatchIsolation<Write, Refusal, Tried>,
    /** What has been tried with the batch, so that nothing is tried twice. Absent: nothing. */
    tried: Tried | undefined,
  ) => Promise<void>;
}

export function createBatchIsolation<Write extends RunWrite, Refusal, Tried = never>(
  run: WriteRun<Write, Refusal>,
  { outcomeOf, explain }: BatchIsolationOptions<Write, Refusal, Tried>,
): BatchIsolation<Write, Refusal, Tried> {
  async function write(batch: readonly Write[], tried?: Tried): Promise<boolean> {
    if (batch.length === 0) return true;
    const refusal = await run.send(batch);
    if (refusal === null) return true;
    try {
      if (explain === undefined) await split(batch, refusal);
      else await explain(batch, refusal, isolation, tried);
    } catch (error) {
      // A read that was to explain the refusal failed.
      run.stop(batch, asConnectorError(error, false));
    }
    return false;
  }

  /** If the first half passes, the second is not tried as a whole again. */
  async function split(batch: readonly Write[], refusal: Refusal): Promise<void> {
    const [only] = batch;
    if (only !== undefined && batch.length === 1) {
      run.settle(only, await outcomeOf(only, refusal));
      return;
    }
    const middle = Math.floor(batch.length / 2);
    const second = batch.slice(middle);
    const passed = await write(batch.slice(0, middle));
    if (passed && second.length > 1) await split(second, refusal);
    else await write(second);
  }

  const isolation: BatchIsolation<Write, Refusal, Tried> = { write, split };
  return isolation;
}
