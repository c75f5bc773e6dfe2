import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type JsonSchema, toJsonSchema } from '../configuration/known-keys.ts';
import { installedConnectors } from '../connectors/installed-connectors.ts';
import { loadConnector } from '../connectors/load-connectors.ts';

/**
 * The settings of the connectors that a file names, and of all that are installed, as seen from its folder; by package name.
 * `null`: they cannot be said as JSON Schema. Throws the signal's reason.
 */
export async function knowConnectors(
  folder: string,
  named: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, JsonSchema | null>> {
  const found = new Map<string, JsonSchema | null>();
  const installed = await installedConnectors([folder, dirname(fileURLToPath(import.meta.url))]);
  for (const name of new Set([...named, ...installed.map((one) => one.name)])) {
    const loaded = await loadConnector(name, folder, { signal });
    if (loaded.connector !== null) found.set(name, toJsonSchema(loaded.connector.settings));
  }
  return found;
}
