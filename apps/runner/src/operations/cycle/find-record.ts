import { findRecordIds, type Store } from '@linkwright/engine';
import type { Session } from '../../session/open-session.ts';
import { unknownRecord } from '../unknown-record.ts';
import type { RecordFilter } from './record-filter.ts';

export interface FoundIds {
  readonly left: ReadonlySet<string>;
  readonly right: ReadonlySet<string>;
}

/** Ids of the record with this id or match key, and of its twin, by sync. Throws where nobody knows it. */
export async function recordIds(
  { compilation }: Session,
  store: Store,
  keyOrId: string,
): Promise<ReadonlyMap<string, FoundIds>> {
  const found = await findRecordIds(store, compilation.syncs, keyOrId);
  if (found.every(({ left, right }) => left.size + right.size === 0)) throw unknownRecord(keyOrId);
  return new Map(found.map(({ sync, left, right }) => [sync, { left, right }]));
}

/** What is about the record with this id or match key, or its twin. Throws where nobody knows it. */
export async function findRecord(session: Session, store: Store, keyOrId: string): Promise<RecordFilter> {
  const bySync = await recordIds(session, store, keyOrId);
  return (sync, { side, id, twin }) => {
    const ids = bySync.get(sync);
    if (ids === undefined) return false;
    // A record that is about to be created is named by its twin.
    return (
      ids.left.has(id) || ids.right.has(id) || (twin !== undefined && ids[side === 'left' ? 'right' : 'left'].has(twin))
    );
  };
}
