import type { PairPlan } from '../context/cycle-context.ts';
import type { Store } from '../store/store.ts';
import { noteUnansweredCreates } from './note-unanswered-creates.ts';
import { noteUnreadable } from './note-unreadable.ts';
import { noteUnscannedLinks } from './note-unscanned-links.ts';
import type { NoteSource, SyncNote } from './sync-note.ts';

/** In the order in which they are told. */
const sources: readonly NoteSource[] = [noteUnansweredCreates, noteUnscannedLinks, noteUnreadable];

export async function collectNotes(store: Store, plan: PairPlan): Promise<readonly SyncNote[]> {
  const notes: SyncNote[] = [];
  for (const source of sources) notes.push(...(await source(store, plan)));
  return notes;
}
