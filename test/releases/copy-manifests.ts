import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { packages, root } from '../workspace.ts';

const manifestSchema = z.looseObject({
  version: z.string(),
  peerDependencies: z.record(z.string(), z.string()).default({}),
});

/** What `changeset version` needs of this workspace, in a folder of its own. */
export interface ManifestCopy {
  readonly folder: string;
  /** Writes a changeset: the packages with their bumps. */
  change(name: string, bumps: Readonly<Record<string, 'patch' | 'minor' | 'major'>>): void;
  /** Runs `changeset version`, as a release does. */
  version(): void;
  /** By package name. */
  versions(): Readonly<Record<string, string>>;
  /** Peers of a package with their ranges, as its manifest says. */
  peers(name: string): Readonly<Record<string, string>>;
  changelog(name: string): string;
  waiting(): readonly string[];
  remove(): void;
}

export function copyManifests(): ManifestCopy {
  const folder = mkdtempSync(join(tmpdir(), 'linkwright-versions-'));
  for (const file of ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml']) {
    copyFileSync(join(root, file), join(folder, file));
  }
  cpSync(join(root, '.changeset'), join(folder, '.changeset'), { recursive: true });
  const folders = new Map(packages().map((one) => [one.name, one.folder]));
  for (const path of folders.values()) {
    mkdirSync(join(folder, path), { recursive: true });
    copyFileSync(join(root, path, 'package.json'), join(folder, path, 'package.json'));
  }
  const file = (name: string, path: string): string =>
    readFileSync(join(folder, folders.get(name) ?? `no package ${name}`, path), 'utf8');
  const manifest = (name: string) => manifestSchema.parse(JSON.parse(file(name, 'package.json')));
  return {
    folder,
    change(name, bumps) {
      const lines = Object.entries(bumps).map(([one, bump]) => `${JSON.stringify(one)}: ${bump}\n`);
      writeFileSync(join(folder, '.changeset', `${name}.md`), `---\n${lines.join('')}---\n\nWhat ${name} changes.\n`);
    },
    version() {
      execFileSync(join(root, 'node_modules/.bin/changeset'), ['version'], { cwd: folder, stdio: 'pipe' });
    },
    versions: () => Object.fromEntries([...folders.keys()].map((name) => [name, manifest(name).version])),
    peers: (name) => manifest(name).peerDependencies,
    changelog: (name) => file(name, 'CHANGELOG.md'),
    waiting: () => readdirSync(join(folder, '.changeset')).filter((name) => name.endsWith('.md')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
