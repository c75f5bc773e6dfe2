import { describeConflicts } from '@linkwright/engine';
import { readingState } from '../session/in-state.ts';
import { ended, type Work } from '../session/work.ts';
import { chooseSyncs } from './choose-syncs.ts';
import { conflictOfLog } from './conflict-of-log.ts';
import type { ConflictsDocument } from './documents/conflicts-document.ts';
import { unknownRecord } from './unknown-record.ts';

export interface ConflictsAsked {
  /** Names; none: all. */
  readonly syncs: readonly string[];
  /** The id or the match key of a record. */
  readonly record?: string | undefined;
  readonly run?: string | undefined;
  /** `true`: only those that wait for a decision. `false`: only the others. Absent: all. */
  readonly open?: boolean | undefined;
  /** Only those with a lower number; the total counts all. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Values that both apps had changed, the latest first, with who won. Throws where nobody knows the record. */
export const conflicts = (
  work: Work,
  { syncs, record, run, open, before, limit }: ConflictsAsked,
): Promise<ConflictsDocument> =>
  readingState(work, async (session, store) => {
    const only = chooseSyncs(session, syncs);
    const list = await describeConflicts(store, session.compilation.syncs, {
      ...(only && { only }),
      ...(record !== undefined && { record }),
      ...(run !== undefined && { run }),
      ...(open !== undefined && { open }),
      ...(before !== undefined && { before }),
      limit,
    });
    ended(work);
    if (list === null) throw unknownRecord(record ?? '');
    return { ...list, conflicts: list.conflicts.map(conflictOfLog) };
  });
