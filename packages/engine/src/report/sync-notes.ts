import type { PairPlan } from '../context/cycle-context.ts';
import type { Store } from '../store/store.ts';
import { noteUnansweredCreates } from './note-unanswered-creates.ts';
import { noteUnscannedLinks } from './note-unscanned-links.ts';

/** What is to be known of a sync besides its counts. It stands with `plan`, `sync` and `status` alike. */
export interface SyncNote {
  /** Stable, for machines: `unanswered-creates`, `links-not-looked-at`. */
  readonly code: string;
  /** One sentence for people: what, how many, and what to do about it. */
  readonly text: string;
}

/** Finds what there is to say about one matter, in the store alone. */
export type NoteSource = (store: Store, plan: PairPlan) => Promise<readonly SyncNote[]>;

/** In the order in which they are told. */
const sources: readonly NoteSource[] = [noteUnansweredCreates, noteUnscannedLinks];

export async function collectNotes(store: Store, plan: PairPlan): Promise<readonly SyncNote[]> {
  const notes: SyncNote[] = [];
  for (const source of sources) notes.push(...(await source(store, plan)));
  return notes;
}
