import type { Credentials } from '@linkwright/core';
import { openVault, systemClock, type Vault } from '@linkwright/engine';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import type { StatePlace } from '../configuration/state-place.ts';
import type { Workspace } from './work.ts';

const vaults = new WeakMap<StatePlace, Vault>();

/** The credentials that lie in the state of a file. Nothing is opened yet. */
export function vaultOf({ state, masterKey }: Pick<LoadedConfiguration, 'state' | 'masterKey'>): Vault {
  const known = vaults.get(state);
  if (known !== undefined) return known;
  const vault = openVault(state, { master: () => masterKey(), clock: systemClock });
  vaults.set(state, vault);
  return vault;
}

/** What a connection renews. Whatever is read of it or written is kept out of all output. */
export function grantOf({ loaded, hide }: Pick<Workspace, 'loaded' | 'hide'>, connection: string): Credentials {
  const grant = vaultOf(loaded).grantOf(connection);
  const hidden = (text: string | null): void => {
    if (text !== null) hide(textsIn(text));
  };
  return {
    async read() {
      const text = await grant.read();
      hidden(text);
      return text;
    },
    update: (change) =>
      grant.update(async (current, update) => {
        hidden(current);
        const next = await change(current, update);
        hidden(next);
        return next;
      }),
  };
}

/** A connector's own form: every longer text in it may be a token. */
function textsIn(text: string): string[] {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return [text];
    return Object.values(parsed).filter((value): value is string => typeof value === 'string' && value.length >= 16);
  } catch {
    return [text];
  }
}
