import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packPackages } from '../../../test/outside/pack-packages.ts';
import { runProcess } from '../../../test/outside/run-process.ts';
import { root } from '../../../test/workspace.ts';
import type { Row } from '../row.ts';
import { budgetedPackages, installBudget } from './install-budget.ts';
import { measureInstallation } from './measure-installation.ts';

/** Builds, packs and installs the command with three connectors in a folder, and says what that takes. */
export async function benchInstallation(folder: string): Promise<readonly Row[]> {
  const packed = join(folder, 'packed');
  const fresh = join(folder, 'fresh');
  await mkdir(packed, { recursive: true });
  await mkdir(fresh, { recursive: true });
  await run(root, 'npx', '-y', 'pnpm@12', 'build');
  const tarballs = (await packPackages(budgetedPackages, packed)).map(({ tarball }) => tarball);
  await writeFile(join(fresh, 'package.json'), '{ "private": true }');
  await run(fresh, 'npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', ...tarballs);
  const { packages, megabytes } = await measureInstallation(fresh);
  const row = { what: 'linkwright with three connectors, installed', pair: '', app: '', budget: 1 };
  const formula = 'bench/install-budget.json';
  return [
    { ...row, measured: packages, bound: installBudget.packages, unit: 'packages', formula },
    { ...row, measured: megabytes, bound: installBudget.megabytes, unit: 'MB', formula },
  ];
}

async function run(cwd: string, command: string, ...given: readonly string[]): Promise<void> {
  const { exitCode, output } = await runProcess(command, given, { cwd });
  if (exitCode !== 0) throw new Error(`${command} ${given.join(' ')}\n${output}`);
}
