import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigurationError } from '@linkwright/core';

export const keptFolder = 'linkwright-demo';

export interface DemoFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** A clone of the project, if the command runs from its sources: what a demo leaves behind would stand among them. */
const checkout = import.meta.url.endsWith('.ts') ? fileURLToPath(new URL('../../../..', import.meta.url)) : null;

/** Where the configuration and its state lie: beside the user if they are to stay, else somewhere temporary. */
export async function makeDemoFolder(directory: string, keep: boolean): Promise<DemoFolder> {
  const isInCheckout = checkout !== null && `${directory}/`.startsWith(checkout);
  const path =
    keep && !isInCheckout
      ? await makeKeptFolder(join(directory, keptFolder))
      : await realpath(await mkdtemp(join(tmpdir(), `${keptFolder}-`)));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** The links of an earlier demo lead to apps that are gone, so its folder is no place for another one. */
async function makeKeptFolder(path: string): Promise<string> {
  try {
    await mkdir(path);
    return path;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    throw new ConfigurationError(`${path} is there already; it was left as it is.`, {
      code: 'folder-exists',
      remedy: `Remove it if it is of an earlier demo, or run the demo in another folder.`,
    });
  }
}
