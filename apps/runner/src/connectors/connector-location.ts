import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { nearest } from '@linkwright/core';
import { packageManifest, resolveFolder, resolvePackage } from './resolve-package.ts';

/** Where a connector lies. */
export interface ConnectorLocation {
  /** `path`: a file that the configuration names. */
  readonly kind: 'package' | 'path';
  /** Of its main module. */
  readonly url: URL;
  /** Of the package that it belongs to; empty where it belongs to none. */
  readonly version: string;
}

export type FoundConnector =
  | { readonly location: ConnectorLocation }
  | {
      readonly location: null;
      /** Nothing is there, or something that has no main module. */
      readonly fault: 'not-installed' | 'no-file' | 'no-main-module';
      /** What was found instead; empty for `not-installed`. */
      readonly reason: string;
      readonly remedy: string;
    };

/** A file of one's own, as the file says it: `./my-app/src/index.ts`. Anything else is the name of a package. */
export const isConnectorPath = (text: string): boolean => /^(\.{1,2}([/\\]|$)|[/\\]|[a-z]:[/\\]|file:)/i.test(text);

/** npm's rules, without those for length. A path or an address is no package name. */
export const isPackageName = (text: string): boolean =>
  /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/.test(text);

/**
 * Finds a connector without running anything of it: a package as seen from each folder in turn, a path from the first. Throws
 * for a manifest that cannot be read.
 */
export async function locateConnector(named: string, directories: readonly string[]): Promise<FoundConnector> {
  const [first = '.'] = directories;
  if (isConnectorPath(named)) return locatePath(named, first);
  if (!isPackageName(named)) return { location: null, fault: 'not-installed', reason: '', remedy: '' };
  for (const from of directories) {
    const url = await resolvePackage(named, from);
    if (url !== null) return existing('package', url, named);
  }
  return { location: null, fault: 'not-installed', reason: '', remedy: '' };
}

async function locatePath(named: string, directory: string): Promise<FoundConnector> {
  const path = named.startsWith('file:') ? fileURLToPath(named) : resolve(directory, named);
  const found = await stat(path).catch(() => null);
  if (found?.isFile() === true) return existing('path', pathToFileURL(path), named);
  if (found?.isDirectory() === true) {
    const url = await resolveFolder(path);
    if (url !== null) return existing('path', url, named);
    return {
      location: null,
      fault: 'no-main-module',
      reason: `${path} is a folder without a package.json`,
      remedy: `Name the file that exports the connector: ${named.replace(/[/\\]$/, '')}/src/index.ts`,
    };
  }
  const siblings = await readdir(dirname(path)).catch(() => []);
  const near = sameStem(basename(path), siblings) ?? nearest(basename(path), siblings);
  return {
    location: null,
    fault: 'no-file',
    reason: `there is no file ${path}`,
    remedy: near === null ? 'Write its path from the folder of the configuration.' : `Did you mean "${near}"?`,
  };
}

/** `index.js` is written where `index.ts` lies. */
const sameStem = (name: string, siblings: readonly string[]): string | null =>
  siblings.find((one) => one !== name && basename(one, extname(one)) === basename(name, extname(name))) ?? null;

/** A main module that is not there is one that nobody has built. */
async function existing(kind: ConnectorLocation['kind'], url: URL, named: string): Promise<FoundConnector> {
  const path = fileURLToPath(url);
  const isThere = await stat(path).then(
    (one) => one.isFile(),
    () => false,
  );
  if (isThere) return { location: { kind, url, version: (await packageManifest(url))?.version ?? '' } };
  const isOwn = kind === 'path' || !path.includes(`${join('/', 'node_modules', '/')}`);
  return {
    location: null,
    fault: 'no-main-module',
    reason: `its main module ${path} is not there`,
    remedy: isOwn
      ? `Build it first, or name its source: connector: ${isConnectorPath(named) ? `${named}/src/index.ts` : './PATH/src/index.ts'}`
      : 'It was published without being built: report this to its authors.',
  };
}
