import { existsSync } from 'node:fs';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import { secretsOfSettings } from '../configuration/secrets.ts';
import { ownStateFolder } from './own-state-folder.ts';
import { vaultOf } from './vault-of.ts';
import type { Work } from './work.ts';

/**
 * The same work, whose connections have the settings too that lie in the state; what stands in the file comes first. Throws a
 * `ConfigurationError` where credentials lie there and the key is missing or another one.
 */
export async function withStoredSettings<Given extends Work>(work: Given): Promise<Given> {
  const { loaded, hide } = work;
  const { folder } = loaded.state;
  if (folder !== null && existsSync(folder)) await ownStateFolder(folder);
  const vault = vaultOf(loaded);
  const { connections } = loaded.configuration;
  // What apps sign their calls with opens no account: who makes no use of it needs no key for it.
  const kept = (await vault.list()).filter(
    ({ connection, kind }) => kind !== 'hints' && connections[connection] !== undefined,
  );
  if (kept.length === 0) return work;
  await vault.open();
  const stored = new Map<string, Readonly<Record<string, unknown>>>();
  for (const { connection, kind } of kept) {
    if (kind === 'settings') stored.set(connection, await vault.settingsOf(connection));
  }
  if (stored.size === 0) return work;
  hide([...stored.values()].flatMap((settings) => secretsOfSettings(settings, true)));
  const merged = Object.entries(connections).map(([name, connection]) => {
    const settings = { ...stored.get(name), ...connection.settings };
    return [name, { ...connection, settings }] as const;
  });
  const configuration = { ...loaded.configuration, connections: Object.fromEntries(merged) };
  const whole: LoadedConfiguration = { ...loaded, configuration };
  return { ...work, loaded: whole };
}
