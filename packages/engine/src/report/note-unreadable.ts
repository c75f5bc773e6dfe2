import type { PairPlan } from '../context/cycle-context.ts';
import type { Store } from '../store/store.ts';
import { describeUnreadable } from './describe-unreadable.ts';
import type { NoteSource } from './sync-note.ts';

/** What an app has and did not show when it was read last: a run is in step as far as it is shown. */
export async function noteUnreadable(store: Store, plan: PairPlan): ReturnType<NoteSource> {
  return (await describeUnreadable(store, plan)).map(({ connection, field, count }) => {
    const records = count === 1 ? '1 record' : `${count.toLocaleString('en')} records`;
    const what =
      field === null
        ? `${connection} hides ${records} from this account, and has them: a permission was taken away`
        : `${connection} "${field}" could not be read in ${records}`;
    return { code: 'not-readable', text: `${what}. What was known is kept; nothing is emptied.` };
  });
}
