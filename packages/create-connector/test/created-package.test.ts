import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createConnectorPackage } from '@linkwright/create-connector';
import { expect, test } from 'vitest';
import { runProcess } from '../../../test/outside/run-process.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { workspaceVersions } from './support/workspace-versions.ts';

/** What the new package depends on, from this workspace. */
const modules = fileURLToPath(new URL('../node_modules', import.meta.url));

/** Names of the least and of the most letters: lines are laid out for both. */
const packages = [
  { name: 'a', appName: 'A' },
  { name: `@scope-of-somebody/${'long-'.repeat(7)}names`, appName: "Bob's Customer Relationship Manager +Pro" },
];

test.each(packages)('the package of $name is tidy and has sound types, before and after it is built', async (given) => {
  const workingDirectory = await temporaryFolder();
  const { directory } = await createConnectorPackage(given, { workingDirectory, versions: workspaceVersions() });
  await symlink(modules, join(directory, 'node_modules'));
  const run = (tool: string, ...typed: string[]) =>
    runProcess(join(modules, '.bin', tool), typed, { cwd: directory, env: { FORCE_COLOR: '0' } });
  expect.soft(await run('biome', 'check')).toMatchObject({ exitCode: 0 });
  expect.soft(await run('tsc')).toEqual({ exitCode: 0, output: '' });
  expect.soft(await run('tsc', '-p', 'tsconfig.build.json')).toEqual({ exitCode: 0, output: '' });
});
