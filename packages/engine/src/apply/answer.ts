import type { Conflict } from '../store/conflicts.ts';
import type { Failure } from '../store/failures.ts';
import type { IntentBatch } from '../store/intents.ts';
import type { Side } from '../store/side.ts';
import type { Written } from './written.ts';

/** What could be lost with the process once a batch has left: that records are being made, values about to be overwritten. */
export interface Departure {
  /** `null`: the batch creates nothing. */
  readonly intents: IntentBatch | null;
  readonly conflicts: readonly Conflict[];
}

/** What became of a batch. */
export interface Answer extends Departure {
  readonly side: Side;
  readonly written: readonly Written[];
  /** Write ids of creates of which nobody knows what became of them. */
  readonly unknown: ReadonlySet<string>;
  /** Conflicts that did not come about. */
  readonly averted: readonly Conflict[];
  readonly gone: readonly { readonly id: string; readonly mergedInto: string | null }[];
  readonly failures: readonly Failure[];
  /** Filled in: ids of records whose associations have to be read back. */
  readonly unclear: string[];
}

/**
 * Batches that leave at the same time, and answers that come in while others are being stored, share their transactions and
 * statements. Each answer is stored as a whole, by one transaction.
 */
export interface StoreTogether {
  depart(departure: Departure): Promise<void>;
  arrive(answer: Answer): Promise<void>;
}
