import type { PairPlan } from '../context/cycle-context.ts';
import type { Store } from '../store/store.ts';

/** What is to be known of a sync besides its counts. It stands with `plan`, `sync` and `status` alike. */
export interface SyncNote {
  /** Stable, for machines: `unanswered-creates`, `links-not-looked-at`, `not-readable`. */
  readonly code: string;
  /** One sentence for people: what, how many, and what to do about it. */
  readonly text: string;
}

/** Finds what there is to say about one matter, in the store alone. */
export type NoteSource = (store: Store, plan: PairPlan) => Promise<readonly SyncNote[]>;
