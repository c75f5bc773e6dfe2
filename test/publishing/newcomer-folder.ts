import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { root } from '../workspace.ts';
import { runProgram } from './run-program.ts';

const lockfileSchema = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({ version: z.string().optional(), hasInstallScript: z.boolean().default(false) }),
  ),
});

export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** Relative to the folder. */
  readonly path: string;
  readonly hasInstallScript: boolean;
}

/** A folder outside of any workspace in which somebody uses the command. */
export interface NewcomerFolder {
  readonly folder: string;
  write(path: string, text: string): void;
  npm(...words: string[]): Promise<string>;
  /** `npx linkwright …` */
  linkwright(...words: string[]): Promise<string>;
  /** Everything that is installed, in the order of the paths. */
  installed(): readonly InstalledPackage[];
  /** Versions of all copies that are installed, by name. */
  copies(names: RegExp): Readonly<Record<string, readonly string[]>>;
}

export interface NewcomerOptions {
  /** Of an `.npmrc` that names the registry. */
  readonly settings: string;
  /** The folder has a manifest of its own. */
  readonly keepManifest?: boolean;
}

export function newcomerFolder(folder: string, { settings, keepManifest = false }: NewcomerOptions): NewcomerFolder {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  if (!keepManifest) write('package.json', JSON.stringify({ name: 'somebodys-sync', version: '0.0.0', private: true }));
  write('.npmrc', settings);
  // The workspace's own Node: the one of the machine may be too old for the command.
  const environment = { PATH: `${join(root, 'node_modules/node/bin')}:${process.env.PATH}` };
  const npm = (...words: string[]): Promise<string> => runProgram(['npm', ...words], { folder, environment });
  const installed = (): readonly InstalledPackage[] => {
    const lockfile = lockfileSchema.parse(JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')));
    return Object.entries(lockfile.packages).flatMap(([path, { version = '', hasInstallScript }]) =>
      path === '' ? [] : [{ name: path.replace(/^.*node_modules\//, ''), version, path, hasInstallScript }],
    );
  };
  return {
    folder,
    write,
    npm,
    linkwright: (...words) => runProgram(['npx', '--no', '--', 'linkwright', ...words], { folder, environment }),
    installed,
    copies: (names) =>
      Object.fromEntries(
        [...Map.groupBy(installed(), ({ name }) => name)]
          .filter(([name]) => names.test(name))
          .map(([name, found]) => [name, found.map(({ version }) => version)]),
      ),
  };
}
