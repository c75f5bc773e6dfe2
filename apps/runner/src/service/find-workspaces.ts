import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ConfigurationError } from '@linkwright/core';
import { configurationFileName } from '../configuration/find-configuration.ts';
import { lookAtFile } from './look-at-file.ts';

/** A workspace as the service names it, and its configuration. */
export interface FoundWorkspace {
  readonly name: string;
  /** Absolute. */
  readonly file: string;
}

/**
 * A file is a workspace by itself, named after its folder. In a folder each `NAME/linkwright.yaml` is one, named NAME; so is its
 * own `linkwright.yaml`. Throws a `ConfigurationError` where a place is not there, or where two would have one name.
 */
export async function findWorkspaces(directory: string, places: readonly string[]): Promise<readonly FoundWorkspace[]> {
  const found = new Map<string, FoundWorkspace>();
  for (const place of places.length > 0 ? places : ['.']) {
    for (const workspace of await workspacesAt(resolve(directory, place), place)) {
      const other = found.get(workspace.name);
      if (other !== undefined && other.file !== workspace.file) {
        throw new ConfigurationError(
          `Two workspaces would be called "${workspace.name}": ${other.file} and ${workspace.file}.`,
          {
            code: 'workspace-name-taken',
            remedy: 'Rename the folder of one of them.',
          },
        );
      }
      found.set(workspace.name, workspace);
    }
  }
  return [...found.values()];
}

async function workspacesAt(path: string, asTyped: string): Promise<readonly FoundWorkspace[]> {
  const about = lookAtFile(path);
  if (about === null) {
    throw new ConfigurationError(`There is no ${asTyped}.`, {
      code: 'workspace-not-found',
      remedy: `Name a ${configurationFileName}, or a folder whose folders each have one.`,
    });
  }
  if (about.isFile()) return [{ name: basename(dirname(path)), file: path }];
  const inside = await readdir(path, { withFileTypes: true });
  const candidates = [
    { name: basename(path), file: join(path, configurationFileName) },
    ...inside
      .filter((entry) => !entry.name.startsWith('.') && (entry.isDirectory() || entry.isSymbolicLink()))
      .map((entry) => ({ name: entry.name, file: join(path, entry.name, configurationFileName) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  ];
  return candidates.filter(({ file }) => lookAtFile(file)?.isFile() === true);
}
