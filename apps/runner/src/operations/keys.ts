import { ConfigurationError } from '@linkwright/core';
import { forgetKeys, type KeyReport, type MasterKey, rotateKeys, verifyKeys } from '@linkwright/engine';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import { openStateStore } from '../session/state-store.ts';
import type { Work } from '../session/work.ts';
import type { KeysDocument } from './documents/keys-document.ts';

/** Opens everything that lies encrypted in the state. Throws a `ConfigurationError` where the key is missing or another one. */
export async function verify({ loaded }: Work): Promise<KeysDocument> {
  const master = await keyOf(loaded);
  const report = await inStateOf(loaded, (store) => verifyKeys(store, master));
  return { ...report, key: master.fingerprint };
}

/**
 * Seals everything with a new data key. Where `LINKWRIGHT_KEY_PREVIOUS` holds the key that was used so far, `LINKWRIGHT_KEY` takes its place.
 */
export async function rotate({ loaded }: Work): Promise<KeysDocument> {
  const next = await keyOf(loaded);
  const current = (await loaded.masterKey('LINKWRIGHT_KEY_PREVIOUS')) ?? next;
  const report = await inStateOf(loaded, (store) => rotateKeys(store, current, next));
  return { ...report, key: next.fingerprint };
}

/** Removes what nobody can read any more. */
export const forgetEncrypted = ({ loaded }: Work): Promise<KeyReport> => inStateOf(loaded, forgetKeys);

async function keyOf(loaded: LoadedConfiguration): Promise<MasterKey> {
  const master = await loaded.masterKey();
  if (master !== null) return master;
  throw new ConfigurationError('No key is set.', {
    code: 'key-missing',
    remedy:
      'Set LINKWRIGHT_KEY, or LINKWRIGHT_KEY_FILE to a file that holds it. linkwright keys init makes a first one.',
  });
}

async function inStateOf<Result>(
  { state }: LoadedConfiguration,
  work: (store: Awaited<ReturnType<typeof openStateStore>>) => Promise<Result>,
): Promise<Result> {
  const store = await openStateStore(state, { reading: true });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
