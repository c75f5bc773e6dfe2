import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { capabilitiesSchema } from '@linkwright/core';
import { z } from 'zod';
import { locateConnector } from './connector-location.ts';
import { installedConnectors, isOfficialConnector, officialConnectors } from './installed-connectors.ts';
import { type LoadOptions, loadConnector, searchedFolders } from './load-connectors.ts';
import { packageManifest } from './resolve-package.ts';

/** One connector as `linkwright connectors --json` tells it. */
export const listedConnectorSchema = z.strictObject({
  /** As the file says it: the name of a package, or a path. */
  connector: z.string(),
  /** Empty: its package says none. */
  version: z.string(),
  /** The folder of its package; of a file that belongs to none, the file. Links are followed. */
  location: z.string(),
  /** Is it one of this project's? */
  official: z.boolean(),
  /** Names of the connections of the file that use it. */
  connections: z.array(z.string()),
  /** What people call its app. `null`: it was not loaded, or cannot be used. */
  app: z.string().nullable(),
  /** That it was built for. */
  contractVersion: z.int().nullable(),
  capabilities: capabilitiesSchema.nullable(),
  /** Why it cannot be used, and what to do. */
  problem: z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() }).nullable(),
});

export type ListedConnector = z.output<typeof listedConnectorSchema>;

export const connectorListSchema = z.strictObject({
  connectors: z.array(listedConnectorSchema),
  /** Names of this project's connectors that are not installed. */
  notInstalled: z.array(z.string()),
});

export type ConnectorList = z.output<typeof connectorListSchema>;

export interface ListOptions extends Omit<LoadOptions, 'deadlineMs'> {
  /** By connector as the file says it: the connections that use it. */
  readonly used: ReadonlyMap<string, readonly string[]>;
  /** Only these. Empty: all. */
  readonly only: readonly string[];
  /** Ask each what it can do, which runs its code. */
  readonly load: boolean;
}

/** The connectors that a file in this folder can name: those it names, and every package that says that it is one. */
export async function listConnectors(directory: string, options: ListOptions): Promise<ConnectorList> {
  const directories = searchedFolders(directory);
  const installed = await installedConnectors(directories);
  const names = options.only.length > 0 ? options.only : [...options.used.keys(), ...installed.map(({ name }) => name)];
  const connectors: ListedConnector[] = [];
  for (const named of [...new Set(names)].sort()) connectors.push(await listed(named, directory, options));
  const found = new Set(installed.map(({ name }) => name));
  return { connectors, notInstalled: officialConnectors.filter((name) => !found.has(name)) };
}

async function listed(
  named: string,
  directory: string,
  { used, load, ...options }: ListOptions,
): Promise<ListedConnector> {
  const found = await locateConnector(named, searchedFolders(directory)).catch(() => null);
  const url = found?.location?.url ?? null;
  const manifest = url === null ? null : await packageManifest(url);
  const seen = {
    connector: named,
    version: found?.location?.version ?? '',
    location: manifest === null ? (url === null ? '' : fileURLToPath(url)) : dirname(manifest.path),
    official: isOfficialConnector(named),
    connections: [...(used.get(named) ?? [])],
  };
  const unknown = { ...seen, app: null, contractVersion: null, capabilities: null };
  if (!load && url !== null) return { ...unknown, problem: null };
  const loaded = await loadConnector(named, directory, options);
  if (loaded.connector === null) {
    const { code, message, remedy } = loaded.problem;
    return { ...unknown, problem: { code, message, remedy } };
  }
  const { displayName, capabilities } = loaded.connector;
  return {
    ...seen,
    app: displayName,
    contractVersion: loaded.builtFor,
    capabilities: capabilitiesSchema.parse(capabilities),
    problem: null,
  };
}

/** What a person chooses a connector by, in a line. */
export function tellCapabilities({
  requiresExplicitAssociationSyncs,
  deletions,
  archive,
  conditionalWrites,
  batchLimits,
}: z.output<typeof capabilitiesSchema>): string {
  return [
    requiresExplicitAssociationSyncs ? 'a sync of its own for every object' : 'implied syncs',
    deletions === 'feed' ? 'reports deletions' : 'deletions by comparing lists',
    { reversible: 'archives', permanent: 'archives for good', none: 'never archives' }[archive],
    ...(conditionalWrites ? ['refuses writes over newer edits'] : []),
    `writes ${batchLimits.create} at once`,
  ].join(', ');
}
