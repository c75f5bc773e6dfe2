import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isCompiled, type Package, packages, root } from '../workspace.ts';
import { runProgram } from './run-program.ts';

/** Of a package's folder, what a build makes and what a build does not read. */
const left = new Set(['dist', 'test', '.turbo', '.vite', '.readme-examples']);

/** A copy of this workspace that a release may change, with the dependencies that are installed here. */
export interface ReleaseWorkspace {
  readonly folder: string;
  /** Writes a changeset. */
  change(name: string, bumps: Readonly<Record<string, 'patch' | 'minor' | 'major'>>): void;
  /** `changeset version`: versions and change logs from the changesets that wait. */
  version(): Promise<void>;
  build(): Promise<void>;
  /** `changeset publish`: publishes every package whose version the registry does not have. */
  publish(): Promise<void>;
  /** A folder with a package, the command unless named, and what it depends on, as `pnpm deploy` makes it. */
  deploy(folder: string, name?: string): Promise<void>;
}

/** `settings`: of an `.npmrc` that names the registry. */
export function copyWorkspace(folder: string, settings: string): ReleaseWorkspace {
  const copy = (path: string): void =>
    cpSync(join(root, path), join(folder, path), {
      recursive: true,
      // Links between the packages lead to the copies, those of other packages to what is installed.
      verbatimSymlinks: true,
      filter: (source) => !left.has(relative(join(root, path), source)),
    });
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(root)) {
    if (/^(package\.json|pnpm-.*\.yaml|tsconfig.*\.json|\.changeset)$/.test(name)) copy(name);
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const released = packages();
  const foldersOf = (some: readonly Package[]): readonly string[] => some.map((one) => one.folder);
  for (const path of [...foldersOf(released), 'api-client', 'bench', 'postgres-server', 'simulator']) {
    if (existsSync(join(root, path, 'package.json'))) copy(path);
  }
  writeFileSync(join(folder, '.npmrc'), settings);
  const bin = join(root, 'node_modules/.bin');
  // The registry is the one of `.npmrc`; asked for in a script, `pnpm` would install first.
  const environment = { PATH: `${bin}:${process.env.PATH}`, CI: 'true', pnpm_config_verify_deps_before_run: 'false' };
  const run = async (program: string, ...words: string[]): Promise<void> => {
    await runProgram([program, ...words], { folder, environment });
  };
  return {
    folder,
    change(name, bumps) {
      const lines = Object.entries(bumps).map(([one, bump]) => `${JSON.stringify(one)}: ${bump}\n`);
      writeFileSync(join(folder, '.changeset', `${name}.md`), `---\n${lines.join('')}---\n\nWhat ${name} changes.\n`);
    },
    version: () => run('changeset', 'version'),
    async build() {
      await run('tsc', '-b', ...foldersOf(released.filter(isCompiled)));
      for (const bundled of foldersOf(released.filter((one) => !isCompiled(one)))) {
        await run('pnpm', '--dir', bundled, 'run', 'build');
      }
    },
    publish: () => run('changeset', 'publish', '--no-git-tag'),
    deploy: (target, name = 'linkwright') => run('pnpm', '--filter', name, 'deploy', '--prod', target),
  };
}
