import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readManifest } from './resolve-package.ts';

/** The connectors of this project. */
export const officialConnectors = [
  '@linkwright/connector-hubspot',
  '@linkwright/connector-airtable',
  '@linkwright/connector-kintone',
] as const;

export const isOfficialConnector = (name: string): boolean => officialConnectors.some((official) => official === name);

/** A package that says of itself that it is a connector. */
export interface InstalledConnector {
  readonly name: string;
  readonly version: string;
  /** Its folder. */
  readonly folder: string;
}

/** A keyword in the `package.json` of a connector; one that has `@linkwright/core` as a peer needs none. */
export const connectorKeyword = 'linkwright-connector';

/** Names of installed packages that look like connectors, as seen from the folders, and the official ones. */
export async function knownConnectors(directories: readonly string[]): Promise<string[]> {
  const found = new Set<string>(officialConnectors);
  for (const { name } of await packagesSeenFrom(directories)) if (/(^|\/|-)connector-/.test(name)) found.add(name);
  return [...found].sort();
}

/**
 * The installed packages that say that they are connectors, as seen from the folders: of two of one name the nearer. Nothing of
 * them is run. In the order of their names.
 */
export async function installedConnectors(directories: readonly string[]): Promise<readonly InstalledConnector[]> {
  const found = new Map<string, InstalledConnector>();
  for (const { name, folder } of await packagesSeenFrom(directories)) {
    if (found.has(name)) continue;
    const manifest = await readManifest(join(folder, 'package.json'));
    if (manifest === null || !isConnectorManifest(name, manifest)) continue;
    found.set(name, { name, version: manifest.version, folder });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

type Manifest = NonNullable<Awaited<ReturnType<typeof readManifest>>>;

function isConnectorManifest(name: string, { keywords, dependencies, peerDependencies }: Manifest): boolean {
  if (name === 'linkwright' || name.startsWith('@linkwright/')) return isOfficialConnector(name);
  return (
    /(^|\/)linkwright-connector-/.test(name) ||
    keywords.includes(connectorKeyword) ||
    [dependencies, peerDependencies].some((table) => Object.hasOwn(table, '@linkwright/core'))
  );
}

interface SeenPackage {
  readonly name: string;
  readonly folder: string;
}

/** The nearest first. */
async function packagesSeenFrom(directories: readonly string[]): Promise<readonly SeenPackage[]> {
  const seen: SeenPackage[] = [];
  const folders = new Set<string>();
  for (const start of directories) {
    for (let directory = start; ; directory = dirname(directory)) {
      folders.add(join(directory, 'node_modules'));
      if (directory === dirname(directory)) break;
    }
  }
  for (const folder of folders) {
    for (const name of await packagesIn(folder)) seen.push({ name, folder: join(folder, name) });
  }
  return seen;
}

async function packagesIn(folder: string): Promise<string[]> {
  const names = await list(folder);
  const scoped = names.filter((name) => name.startsWith('@'));
  const inScopes = await Promise.all(
    scoped.map(async (scope) => (await list(join(folder, scope))).map((name) => `${scope}/${name}`)),
  );
  return [...names.filter((name) => !/^[@.]/.test(name)), ...inScopes.flat()];
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}
