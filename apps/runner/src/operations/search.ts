import { type FoundRecord, searchRecords } from '@linkwright/engine';
import { readingState } from '../session/in-state.ts';
import { ended, type Work } from '../session/work.ts';

/** Records of every object with this id or match key. */
export const search = (work: Work, keyOrId: string): Promise<readonly FoundRecord[]> =>
  readingState(work, async (session, store) => {
    const found = await searchRecords(store, session.compilation.syncs, keyOrId);
    ended(work);
    return found;
  });
