import { createHash } from 'node:crypto';
import { type Clock, ConfigurationError, type Credentials } from '@linkwright/core';
import { z } from 'zod';
import { keepAuthorization, takeAuthorization } from '../store/authorizations.ts';
import {
  type CredentialKind,
  credentialKinds,
  deleteCredential,
  listCredentials,
  type StoredCredential,
} from '../store/credentials.ts';
import type { Store } from '../store/store.ts';
import { inState, type StateAt } from './in-state.ts';
import { keptCredentials } from './kept-credentials.ts';
import { type Keyring, openKeyring } from './keyring.ts';
import type { MasterKey } from './master-key.ts';

/** The credentials of a state. */
export interface Vault {
  /** What a connector renews. */
  grantOf(connection: string): Credentials;
  /** Secrets of a connection's settings that are not in its file. Empty: there are none. */
  settingsOf(connection: string): Promise<Readonly<Record<string, unknown>>>;
  saveSettings(connection: string, settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** What the app of a connection signs its calls with. `null`: nothing is kept. */
  hintSecretOf(connection: string): Promise<string | null>;
  saveHintSecret(connection: string, secret: string): Promise<void>;
  /** What is kept, without being opened. */
  list(): Promise<readonly Pick<StoredCredential, 'connection' | 'kind' | 'changedAt'>[]>;
  /** Notes that a browser was sent to an app with a `state`; the state itself is not kept. */
  keepAuthorization(connection: string, state: string, text: string, lifeMs: number): Promise<void>;
  /** Each once. `null`: nobody was sent with it, or its time is over. */
  takeAuthorization(state: string): Promise<{ readonly connection: string; readonly text: string } | null>;
  /** Throws a `ConfigurationError` where the key is missing (`key-missing`) or another one (`key-wrong`). */
  open(): Promise<void>;
  /** False: nothing was kept of it. */
  forget(connection: string): Promise<boolean>;
}

const settingsSchema = z.record(z.string(), z.unknown());

/** `master`: `null` where no key was set; what is kept cannot be read then, and nothing can be kept. */
export function openVault(
  state: StateAt,
  { master: readMaster, clock }: { readonly master: () => Promise<MasterKey | null>; readonly clock: Clock },
): Vault {
  // Read anew each time: somebody may have rotated the keys meanwhile.
  async function keyring(): Promise<Keyring> {
    const master = await readMaster();
    if (master === null) throw missingKey();
    const ring = await inState(state, clock, (store) => openKeyring(store, master), { make: true });
    if (ring === null) throw new RangeError('no state was made');
    return ring;
  }
  const looking = <Result>(work: (store: Store) => Promise<Result>): Promise<Result | null> =>
    inState(state, clock, work, { make: false });
  const kept = (connection: string, kind: CredentialKind): Credentials =>
    keptCredentials({ state, keyring, clock, connection, kind });
  return {
    grantOf: (connection) => kept(connection, 'grant'),
    async settingsOf(connection) {
      const text = await kept(connection, 'settings').read();
      return text === null ? {} : settingsSchema.parse(JSON.parse(text));
    },
    async saveSettings(connection, settings) {
      await kept(connection, 'settings').update(() => Promise.resolve(JSON.stringify(settings)));
    },
    hintSecretOf: (connection) => kept(connection, 'hints').read(),
    async saveHintSecret(connection, secret) {
      await kept(connection, 'hints').update(() => Promise.resolve(secret));
    },
    async keepAuthorization(connection, state, text, lifeMs) {
      const stateHash = hashOf(state);
      const sealed = (await keyring()).seal(['authorizations', stateHash, connection], text);
      await looking(({ transaction }) =>
        transaction((database) => keepAuthorization(database, { stateHash, connection, sealed }, lifeMs)),
      );
    },
    async takeAuthorization(state) {
      const taken = await looking(({ transaction }) =>
        transaction((database) => takeAuthorization(database, hashOf(state))),
      );
      if (taken === null) return null;
      const { connection, stateHash, sealed } = taken;
      return { connection, text: (await keyring()).unseal(['authorizations', stateHash, connection], sealed) };
    },
    open: async () => void (await keyring()),
    list: async () => (await looking(({ database }) => listCredentials(database))) ?? [],
    async forget(connection) {
      const gone = await looking(({ transaction }) =>
        transaction(async (database) => {
          const deleted: boolean[] = [];
          for (const kind of credentialKinds) deleted.push(await deleteCredential(database, { connection, kind }));
          return deleted;
        }),
      );
      return gone?.includes(true) ?? false;
    },
  };
}

const hashOf = (state: string): string => createHash('sha256').update(state).digest('hex');

const missingKey = (): ConfigurationError =>
  new ConfigurationError('Credentials lie encrypted in the state, and no key is set.', {
    code: 'key-missing',
    remedy:
      'Set LINKWRIGHT_KEY, or LINKWRIGHT_KEY_FILE to a file that holds it. linkwright keys init makes a first one; keep it apart from the state.',
  });
