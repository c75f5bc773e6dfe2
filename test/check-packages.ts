import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packages, root } from './workspace.ts';

/** Packs every package as it would be published and has publint and attw look at the tarball. Needs a build. */
const folder = mkdtempSync(join(tmpdir(), 'linkwright-pack-'));
const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
try {
  for (const one of packages()) {
    if (one.manifest.private === true) continue;
    run('pnpm', '--filter', one.name, 'pack', '--pack-destination', folder);
  }
  for (const tarball of readdirSync(folder)) {
    const file = join(folder, tarball);
    process.stdout.write(`${tarball}\n`);
    process.stdout.write(run('publint', 'run', '--strict', file));
    run('attw', file, '--profile', 'esm-only', '--format', 'ascii', '--quiet');
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
