import { randomBytes } from 'node:crypto';
import { ConfigurationError, ContractError } from '@linkwright/core';
import { addDataKey, readDataKeys, type StoredDataKey } from '../store/data-keys.ts';
import type { Store } from '../store/store.ts';
import type { MasterKey } from './master-key.ts';
import { seal, unseal } from './seal.ts';

/** The data keys of a state, opened. */
export interface Keyring {
  /** `KEY.NONCE.CIPHERTEXT`. `place`: table and row. */
  seal(place: readonly string[], text: string): string;
  /** Throws a `ContractError` (`credential-damaged`). */
  unseal(place: readonly string[], sealed: string): string;
  /** For a process that goes on alone; holds keys in the clear. */
  export(): ExportedKeyring;
}

export interface ExportedKeyring {
  /** The one that seals comes first. In base64. */
  readonly keys: { readonly id: string; readonly bytes: string }[];
}

interface DataKey {
  readonly id: string;
  readonly bytes: Buffer;
}

/**
 * Opens the data keys of a state; makes the first one where there is none.
 * Throws a `ConfigurationError` (`key-wrong`) where they were wrapped by another key.
 */
export async function openKeyring(store: Store, master: MasterKey): Promise<Keyring> {
  const stored = await store.transaction(async (database) => {
    const known = await readDataKeys(database);
    if (known.length > 0) return known;
    const first = wrapDataKey(master, { id: randomBytes(4).toString('hex'), bytes: randomBytes(32) });
    await addDataKey(database, first);
    return [first];
  });
  return keyringOf(stored.map((one) => unwrapDataKey([master], one)));
}

export const wrapDataKey = (master: MasterKey, { id, bytes }: DataKey): StoredDataKey => ({
  id,
  wrapped: seal(master.bytes, ['data_keys', id], bytes.toString('base64')),
});

/** Throws a `ConfigurationError` (`key-wrong`), which names the first of the keys, where none of them has wrapped it. */
export function unwrapDataKey(masters: readonly [MasterKey, ...MasterKey[]], { id, wrapped }: StoredDataKey): DataKey {
  for (const { bytes } of masters) {
    const text = unseal(bytes, ['data_keys', id], wrapped);
    if (text !== null) return { id, bytes: Buffer.from(text, 'base64') };
  }
  throw wrongKey(masters[0]);
}

const wrongKey = ({ source, fingerprint }: MasterKey): ConfigurationError =>
  new ConfigurationError(
    `${source} is not the key that the credentials of this state are encrypted with (${fingerprint}).`,
    {
      code: 'key-wrong',
      remedy:
        'Set the key that was used before; a new one takes its place by linkwright keys rotate. If it is lost, linkwright keys forget removes what nobody can read any more, and linkwright connect NAME begins anew.',
    },
  );

export function keyringOf(keys: readonly DataKey[]): Keyring {
  const [current] = keys;
  if (current === undefined) throw new RangeError('a keyring without keys');
  return {
    seal: (place, text) => `${current.id}.${seal(current.bytes, [...place, current.id], text)}`,
    unseal(place, sealed) {
      const [id = ''] = sealed.split('.', 1);
      const key = keys.find((one) => one.id === id);
      const text = key === undefined ? null : unseal(key.bytes, [...place, id], sealed.slice(id.length + 1));
      if (text !== null) return text;
      throw new ContractError(`A credential of this state cannot be read: ${place.slice(1).join(', ')}.`, {
        code: 'credential-damaged',
        remedy: 'It has been changed, or copied from another state. Connect anew: linkwright connect NAME.',
      });
    },
    export: () => ({ keys: keys.map(({ id, bytes }) => ({ id, bytes: bytes.toString('base64') })) }),
  };
}

export const importKeyring = ({ keys }: ExportedKeyring): Keyring =>
  keyringOf(keys.map(({ id, bytes }) => ({ id, bytes: Buffer.from(bytes, 'base64') })));
