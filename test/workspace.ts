import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

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

export function packages(): readonly Package[] {
  return ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => {
      const folder = `${group}/${name}`;
      const manifest: Record<string, unknown> = JSON.parse(read(`${folder}/package.json`));
      return { folder, name: String(manifest.name), manifest };
    }),
  );
}
