import type { PairPlan } from '../context/cycle-context.ts';
import type { Store } from '../store/store.ts';
import { describeUnreadable, type UnreadableField } from './describe-unreadable.ts';
import type { NoteSource, SyncNote } from './sync-note.ts';

/** What is not shown, with what is done about it and what a person can do. Pure. */
export function unreadableNote({ connection, field, count }: Omit<UnreadableField, 'side'>): SyncNote {
  const records = count === 1 ? '1 record' : `${count.toLocaleString('en')} records`;
  const [what, remedy] =
    field === null
      ? [
          `${connection} hides ${records} from this account, and has them: a permission was taken away`,
          'Give it back, and they are kept in step again.',
        ]
      : [
          `${connection} "${field}" could not be read in ${records}`,
          `See in ${connection} whether this account may read it, and whether its formula fails.`,
        ];
  return { code: 'not-readable', text: `${what}. What was known is kept; nothing is emptied. ${remedy}` };
}

/** What an app has and did not show when it was read last: a run is in step as far as it is shown. */
export async function noteUnreadable(store: Store, plan: PairPlan): ReturnType<NoteSource> {
  return (await describeUnreadable(store, plan)).map(unreadableNote);
}
