import { randomBytes } from 'node:crypto';
import { listCredentials, resealCredential } from '../store/credentials.ts';
import { addDataKey, deleteDataKey, readDataKeys, rewrapDataKey } from '../store/data-keys.ts';
import type { Store } from '../store/store.ts';
import { keyringOf, unwrapDataKey, wrapDataKey } from './keyring.ts';
import type { MasterKey } from './master-key.ts';

export interface KeyReport {
  readonly dataKeys: number;
  readonly credentials: number;
}

/**
 * Makes a new data key, and seals everything with it; all data keys are wrapped with `next` from here on. The one that was in use before is
 * kept until the next rotation, for processes that hold it at the moment; older ones are deleted. All or nothing, and whoever does not know
 * whether it was all does it again. Throws a `ConfigurationError` (`key-wrong`) where neither `current` nor `next` is the key that was used so far.
 */
export const rotateKeys = (store: Store, current: MasterKey, next: MasterKey): Promise<KeyReport> =>
  store.transaction(async (database) => {
    const known = (await readDataKeys(database)).map((one) => unwrapDataKey([current, next], one));
    const fresh = { id: randomBytes(4).toString('hex'), bytes: randomBytes(32) };
    const ring = keyringOf([fresh, ...known]);
    await addDataKey(database, wrapDataKey(next, fresh));
    const credentials = await listCredentials(database);
    const inUse = new Set<string>(known.slice(0, 1).map(({ id }) => id));
    for (const { connection, kind, sealed, exchange } of credentials) {
      if (sealed === null) continue;
      const place = ['credentials', connection, kind];
      await resealCredential(database, { connection, kind }, ring.seal(place, ring.unseal(place, sealed)));
      // An exchange under way brings its answer sealed with the key that it was begun with.
      if (exchange !== null) for (const { id } of known) inUse.add(id);
    }
    for (const one of known) {
      if (inUse.has(one.id)) await rewrapDataKey(database, wrapDataKey(next, one));
      else await deleteDataKey(database, one.id);
    }
    return { dataKeys: 1 + inUse.size, credentials: credentials.length };
  });

/** Opens every data key and every credential. Throws what the first that cannot be opened says. */
export async function verifyKeys({ database }: Store, master: MasterKey): Promise<KeyReport> {
  const stored = await readDataKeys(database);
  const keys = stored.map((one) => unwrapDataKey([master], one));
  const credentials = await listCredentials(database);
  for (const { connection, kind, sealed } of credentials) {
    if (sealed !== null) keyringOf(keys).unseal(['credentials', connection, kind], sealed);
  }
  return { dataKeys: keys.length, credentials: credentials.length };
}

/** What nobody can read any more, without its key: everything is connected anew. */
export const forgetKeys = (store: Store): Promise<KeyReport> =>
  store.transaction(async (database) => {
    const [keys, credentials] = [await readDataKeys(database), await listCredentials(database)];
    await database.deleteFrom('credentials').execute();
    await database.deleteFrom('authorizations').execute();
    for (const { id } of keys) await deleteDataKey(database, id);
    return { dataKeys: keys.length, credentials: credentials.length };
  });
