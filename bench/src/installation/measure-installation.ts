import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { z } from 'zod';

const manifestSchema = z.looseObject({
  name: z.string().optional(),
  version: z.string().optional(),
  scripts: z.record(z.string(), z.string()).default({}),
});

/** What npm or pnpm run for each package that they install. */
const installScripts = ['preinstall', 'install', 'postinstall'];

export interface Installation {
  /** Copies of packages, wherever they lie. */
  readonly packages: number;
  /** Of all files below `node_modules`, 1,000,000 bytes each. */
  readonly megabytes: number;
  /** `NAME@VERSION: SCRIPT` of every script that an installation would run. */
  readonly installScripts: readonly string[];
  /** What is built for one platform, or would be: paths below the folder. */
  readonly native: readonly string[];
}

/** What lies in the `node_modules` of a folder. */
export async function measureInstallation(folder: string): Promise<Installation> {
  let packages = 0;
  let bytes = 0;
  const scripts: string[] = [];
  const native: string[] = [];
  const visit = async (directory: string): Promise<void> => {
    for (const entry of await readdir(directory, { withFileTypes: true })) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) await visit(path);
      else if (entry.isFile()) {
        bytes += (await stat(path)).size;
        if (/\.node$|^binding\.gyp$/.test(entry.name)) native.push(relative(folder, path));
      }
    }
    if (!isPackage(directory)) return;
    const text = await readFile(join(directory, 'package.json'), 'utf8').catch(() => null);
    if (text === null) return;
    packages += 1;
    const { name = '', version = '', scripts: its } = manifestSchema.parse(JSON.parse(text));
    scripts.push(...installScripts.filter((one) => one in its).map((one) => `${name}@${version}: ${one}`));
  };
  await visit(join(folder, 'node_modules'));
  return { packages, megabytes: bytes / 1_000_000, installScripts: scripts, native };
}

/** `node_modules/NAME` or `node_modules/@SCOPE/NAME`, at any depth. */
function isPackage(directory: string): boolean {
  const parent = basename(join(directory, '..'));
  const above = parent.startsWith('@') ? basename(join(directory, '../..')) : parent;
  return above === 'node_modules' && !/^[.@]/.test(basename(directory));
}
