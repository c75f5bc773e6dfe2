import type { CompiledSync } from '../context/compiled-sync.ts';
import { numberSyncs } from '../cycle/number-syncs.ts';
import { releaseCause } from '../store/release-cause.ts';
import { sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import { releaseWaiting } from '../store/waiting.ts';
import type { FailureCause } from '../store/waiting-pages.ts';
import { findRecords } from './find-records.ts';

export interface ReleaseAsked {
  /** Names of syncs. Absent: all. */
  readonly only?: readonly string[];
  /** Ids or values of match keys. Absent: whatever waits. */
  readonly records?: readonly string[];
  /** Only what is refused for this cause. */
  readonly cause?: FailureCause;
}

export interface ReleasedRecords {
  /** Records that the next run looks at again. */
  readonly released: number;
  /** Of those that were named, those that nobody knows. */
  readonly unknown: readonly string[];
}

/** Whatever waits (refused, left alone, or for an association) is looked at again by the next run. */
export async function releaseRecords(
  store: Store,
  syncs: readonly CompiledSync[],
  { only, records, cause }: ReleaseAsked,
): Promise<ReleasedRecords> {
  const { pairs } = await numberSyncs(store, syncs);
  const meant = pairs.filter(({ sync }) => only?.includes(sync.name) ?? true);
  let released = 0;
  if (records === undefined) {
    // Several syncs of one pair of objects share what waits there.
    for (const pair of new Set(meant.map((plan) => plan.pair))) {
      released += await store.transaction((database) =>
        cause ? releaseCause(database, pair, cause) : releaseWaiting(database, pair, null),
      );
    }
    return { released, unknown: [] };
  }
  const unknown: string[] = [];
  for (const record of records) {
    let isKnown = false;
    for (const pair of meant) {
      for (const side of sides) {
        const found = (await findRecords(store, pair, side, record)).map((id) => ({ side, id }));
        isKnown ||= found.length > 0;
        released += await store.transaction((database) => releaseWaiting(database, pair.pair, found));
      }
    }
    if (!isKnown) unknown.push(record);
  }
  return { released, unknown };
}
