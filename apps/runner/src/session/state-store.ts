import { existsSync } from 'node:fs';
import { openStore, openStoreIfThere, type Store } from '@linkwright/engine';
import type { StatePlace } from '../configuration/state-place.ts';
import { ownStateFolder } from './own-state-folder.ts';

/** The state, made where it is missing. `reading`: also beside a process that writes it. */
export async function openStateStore(
  { place, schema, folder }: StatePlace,
  { reading, signal }: { readonly reading: boolean; readonly signal?: AbortSignal | undefined },
): Promise<Store> {
  if (folder !== null) await ownStateFolder(folder);
  return openStore(place, { schema, reading, ...(signal && { signal }) });
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
