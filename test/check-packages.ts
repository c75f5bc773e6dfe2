import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { packedProblems } from './releases/packed-files.ts';
import { packages, root } from './workspace.ts';

const packedSchema = z.looseObject({ filename: z.string(), files: z.array(z.looseObject({ path: z.string() })) });

/**
 * Packs every package as it would be published: exactly the files that belong to it, no script that an installation would
 * run, and publint and attw look at the tarball. Needs a build.
 */
const folder = mkdtempSync(join(tmpdir(), 'linkwright-pack-'));
const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const problems: string[] = [];
try {
  for (const one of packages()) {
    if (one.manifest.private === true) continue;
    const answer = run('pnpm', '--filter', one.name, 'pack', '--json', '--pack-destination', folder);
    const packed = packedSchema.parse(JSON.parse(answer));
    const files = packed.files.map(({ path }) => path);
    process.stdout.write(`${one.name}: ${files.length} files\n`);
    problems.push(...packedProblems(one, files).map((problem) => `${one.name}: ${problem}`));
    const scripts = Object.keys(Object(one.manifest.scripts)).filter((name) =>
      /^(pre|post)?install$|^prepare$/.test(name),
    );
    problems.push(...scripts.map((name) => `${one.name}: its script ${name} would run where it is installed`));
    const tarball = join(folder, packed.filename.replace(/^.*\//, ''));
    process.stdout.write(run('publint', 'run', '--strict', tarball));
    run('attw', tarball, '--profile', 'esm-only', '--format', 'ascii', '--quiet');
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exitCode = 1;
}
