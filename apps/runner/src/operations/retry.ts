import { releaseRecords } from '@linkwright/engine';
import type { Work } from '../session/work.ts';
import { type RunOutcome, runSyncs } from './run-syncs.ts';
import { unknownRecord } from './unknown-record.ts';

export interface RetryAsked {
  /** Names; none: all. */
  readonly syncs: readonly string[];
  /** The id or the match key of a record. Absent: whatever waits. */
  readonly record?: string | undefined;
}

/** A sync that tries again what was refused or left alone. `released`: so many records are tried, told before it begins. */
export const retry = <Result>(
  work: Work,
  { syncs, record }: RetryAsked,
  released: (records: number) => void,
  use: (outcome: RunOutcome | null) => Promise<Result>,
): Promise<Result> =>
  runSyncs(
    work,
    {
      mode: 'sync',
      syncs,
      async before(session, store, only) {
        const wanted = { ...(only && { only }), ...(record !== undefined && { records: [record] }) };
        const found = await releaseRecords(store, session.compilation.syncs, wanted);
        if (found.unknown.length > 0) {
          throw unknownRecord(
            record ?? '',
            'Name its id or its match key as the app shows it; linkwright status --failing lists what waits.',
          );
        }
        released(found.released);
      },
    },
    use,
  );
