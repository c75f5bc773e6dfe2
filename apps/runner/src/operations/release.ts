import { type ReleaseAsked, type ReleasedRecords, releaseRecords } from '@linkwright/engine';
import { readingState } from '../session/in-state.ts';
import { ended, type Work } from '../session/work.ts';
import { chooseSyncs } from './choose-syncs.ts';

export interface RecordsToRelease extends Pick<ReleaseAsked, 'records' | 'cause'> {
  /** Names; none: all. */
  readonly syncs: readonly string[];
}

/**
 * The next run tries again what was refused or left alone, whatever its back-off says; also beside one that is under way, which
 * takes up the records that it has not looked at yet.
 */
export const release = (work: Work, { syncs, ...asked }: RecordsToRelease): Promise<ReleasedRecords> =>
  readingState(work, async (session, store) => {
    const only = chooseSyncs(session, syncs);
    const found = await releaseRecords(store, session.compilation.syncs, { ...asked, ...(only && { only }) });
    ended(work);
    return found;
  });
