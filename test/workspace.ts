import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export const root = fileURLToPath(new URL('..', import.meta.url));

const skipped = new Set(['node_modules', 'dist', '.turbo', '.git']);

/** Paths below a folder, relative to the root. */
export function filesBelow(folder: string, matches: (path: string) => boolean): string[] {
  const found: string[] = [];
  const visit = (directory: string): void => {
    for (const name of readdirSync(directory)) {
      if (skipped.has(name)) continue;
      const path = join(directory, name);
      if (statSync(path).isDirectory()) visit(path);
      else if (matches(path)) found.push(relative(root, path));
    }
  };
  visit(join(root, folder));
  return found;
}

export const read = (path: string): string => readFileSync(join(root, path), 'utf8');

export interface Package {
  readonly folder: string;
  readonly name: string;
  readonly manifest: Readonly<Record<string, unknown>>;
}

const textsSchema = z.record(z.string(), z.string()).default({});
const manifestSchema = z.looseObject({
  scripts: textsSchema,
  dependencies: textsSchema,
  peerDependencies: textsSchema,
  peerDependenciesMeta: z.record(z.string(), z.looseObject({ optional: z.boolean().default(false) })).default({}),
});

export function packages(): readonly Package[] {
  return ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => {
      const folder = `${group}/${name}`;
      const manifest: Record<string, unknown> = JSON.parse(read(`${folder}/package.json`));
      return { folder, name: String(manifest.name), manifest };
    }),
  );
}

/** By TypeScript's compiler; any other is bundled. */
export const isCompiled = ({ manifest }: Package): boolean =>
  /^tsc -b\b/.test(manifestSchema.parse(manifest).scripts.build ?? '');

/** These packages and, in the order of `packages`, all of this workspace that an installation of them brings along. */
export function withDependencies(names: readonly string[]): readonly Package[] {
  const all = packages();
  const wanted = new Set<string>();
  const visit = (name: string): void => {
    const one = all.find((other) => other.name === name);
    if (one === undefined || wanted.has(name)) return;
    wanted.add(name);
    dependenciesOf(one).forEach(visit);
  };
  names.forEach(visit);
  return all.filter(({ name }) => wanted.has(name));
}

/** Without peers that may be missing. */
function dependenciesOf({ manifest }: Package): readonly string[] {
  const { dependencies, peerDependencies, peerDependenciesMeta } = manifestSchema.parse(manifest);
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  return [...Object.keys(dependencies), ...peers];
}
