import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Row } from '../row.ts';
import { budgetedPackages, installBudget } from './install-budget.ts';
import { measureInstallation } from './measure-installation.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));
/** What the command and the connectors are made of, beside what others publish. */
const parts = [...budgetedPackages, '@linkwright/core', '@linkwright/engine', '@linkwright/http'];

/** Builds, packs and installs the command with three connectors in a folder, and says what that takes. */
export async function benchInstallation(folder: string): Promise<readonly Row[]> {
  const packed = join(folder, 'packed');
  const fresh = join(folder, 'fresh');
  await mkdir(packed, { recursive: true });
  await mkdir(fresh, { recursive: true });
  await run(join(root, 'node_modules/.bin/tsc'), ['-b', join(root, 'apps/runner'), join(root, 'packages/http')]);
  for (const name of parts) {
    await run('pnpm', ['--filter', name, 'pack', '--pack-destination', packed], { cwd: root });
  }
  await writeFile(join(fresh, 'package.json'), '{ "private": true }');
  const tarballs = (await readdir(packed)).map((file) => join(packed, file));
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...tarballs], { cwd: fresh });
  const { packages, megabytes } = await measureInstallation(fresh);
  const row = { what: 'linkwright with three connectors, installed', pair: '', app: '', budget: 1 };
  const formula = 'bench/install-budget.json';
  return [
    { ...row, measured: packages, bound: installBudget.packages, unit: 'packages', formula },
    { ...row, measured: megabytes, bound: installBudget.megabytes, unit: 'MB', formula },
  ];
}
