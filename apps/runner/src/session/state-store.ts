import { existsSync } from 'node:fs';
import { openStore, openStoreIfThere, type StateLock, type Store } from '@linkwright/engine';
import type { StatePlace } from '../configuration/state-place.ts';
import { ownStateFolder } from './own-state-folder.ts';

/**
 * The state, made where it is missing. `reading`: also beside a process that writes it. `lock`: how this process holds it; once it
 * does no longer, nothing is stored any more.
 */
export async function openStateStore(
  { place, schema, folder }: StatePlace,
  { reading, lock }: { readonly reading: boolean; readonly lock?: StateLock | undefined },
): Promise<Store> {
  if (folder !== null) await ownStateFolder(folder);
  const { lost, lease } = lock ?? {};
  return openStore(place, { schema, reading, ...(lost && { signal: lost }), ...(lease && { lease }) });
}

/** Reads in the state where there is one. `null`: there is none, and none is made. */
export async function inStateIfThere<Result>(
  { place, schema, folder }: StatePlace,
  work: (store: Store) => Promise<Result>,
): Promise<Result | null> {
  if (folder !== null) {
    if (!existsSync(place)) return null;
    await ownStateFolder(folder);
  }
  const store = await openStoreIfThere(place, { schema, reading: true });
  if (store === null) return null;
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
