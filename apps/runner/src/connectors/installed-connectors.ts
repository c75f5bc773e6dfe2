import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The connectors of this project. */
export const officialConnectors = [
  '@linkwright/connector-hubspot',
  '@linkwright/connector-airtable',
  '@linkwright/connector-kintone',
] as const;

/** Names of installed packages that look like connectors, as seen from the folders, and the official ones. */
export async function knownConnectors(directories: readonly string[]): Promise<string[]> {
  const found = new Set<string>(officialConnectors);
  for (const start of directories) {
    for (let directory = start; ; directory = dirname(directory)) {
      for (const name of await packagesIn(join(directory, 'node_modules'))) {
        if (/(^|\/|-)connector-/.test(name)) found.add(name);
      }
      if (directory === dirname(directory)) break;
    }
  }
  return [...found].sort();
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
