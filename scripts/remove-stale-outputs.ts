import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * Removes from `dist` what is not made of a source any more: the compiler leaves what it has made of a file that was renamed
 * or removed, a cache of builds keeps it, and it would be published. Run in the folder of a package, after its build.
 */
const output = /\.(?:d\.ts|js)(?:\.map)?$/;

const prune = (directory: string): void => {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) prune(path);
    else if (output.test(entry.name)) {
      const source = join('src', relative('dist', path)).replace(output, '.ts');
      if (!existsSync(source) || entry.name.endsWith('.map')) rmSync(path);
    }
  }
  if (readdirSync(directory).length === 0) rmdirSync(directory);
};

prune('dist');
