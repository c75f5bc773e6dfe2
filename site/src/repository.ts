import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const skipped = new Set(['node_modules', 'dist', '.turbo', '.git', '.site']);

/** Files below a folder of the repository with this ending, by their repository path, in order. */
export function filesBelow(folder: string, ending: string): readonly string[] {
  const visit = (directory: string): string[] =>
    readdirSync(directory)
      .filter((name) => !skipped.has(name))
      .flatMap((name) => {
        const path = join(directory, name);
        return statSync(path).isDirectory() ? visit(path) : path.endsWith(ending) ? [path] : [];
      });
  return visit(join(root, folder))
    .map((path) => relative(root, path))
    .sort();
}
