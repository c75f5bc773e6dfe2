import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { packPackages } from '../../../test/outside/pack-packages.ts';
import { startPackedRegistry } from '../../../test/outside/packed-registry.ts';
import { runProcess } from '../../../test/outside/run-process.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

/** What somebody types, and what the package that it makes depends on. */
const names = ['@linkwright/create-connector', '@linkwright/http'];

/** As somebody types it, without an edit in between. */
test('npm create makes a package that installs, passes every check, and packs, far from this workspace', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'packed'));
  const packed = await packPackages(names, join(folder, 'packed'));
  const registry = await startPackedRegistry(packed);
  onTestFinished(registry.close);
  const started = performance.now();
  const run = async (cwd: string, ...words: string[]) => {
    // What npx fetched before would be run again, whatever the registry has: this one starts with an empty cache.
    const cache = words[1] === 'create' ? { npm_config_cache: join(folder, 'cache') } : {};
    const env = { ...registry.environment, ...cache, NO_COLOR: '1', FORCE_COLOR: undefined };
    const [command = '', ...given] = words;
    const result = await runProcess(command, given, { cwd, env });
    expect(result, `${words.join(' ')}\n${result.output}`).toMatchObject({ exitCode: 0 });
    return result.output;
  };
  const told = await run(folder, 'npm', 'create', '--yes', '@linkwright/connector', '@acme/my-app', '--', '--yes');
  expect(told).toContain('@acme/linkwright-connector-my-app is in linkwright-connector-my-app');
  const directory = join(folder, 'linkwright-connector-my-app');
  await run(directory, 'npm', 'install');
  expect(await run(directory, 'npm', 'test')).toMatch(/Tests +((?:[89]|\d\d)\d) passed \(\1\)/);
  process.stdout.write(`From npm create to a green run: ${Math.round((performance.now() - started) / 1000)} s\n`);

  await run(directory, 'npm', 'run', 'typecheck');
  await run(directory, 'npm', 'run', 'lint');
  expect(await run(directory, 'npm', 'run', 'example')).toContain('ada@acme.example');
  const built = JSON.parse((await run(directory, 'npm', 'pack', '--json')).replace(/^[^[]*(?=\[)/, ''));
  const files: readonly string[] = built[0].files.map(({ path }: { path: string }) => path);
  expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist/index.js', 'dist/index.d.ts']));
  expect(files.filter((path) => !/^(?:LICENSE|README\.md|package\.json|dist\/.*)$/.test(path))).toEqual([]);
  await run(directory, 'publint', 'run', '--strict', built[0].filename);
  const lockfile = JSON.parse(await readFile(join(directory, 'package-lock.json'), 'utf8'));
  for (const { name, version } of packed.filter((one) => one.name !== '@linkwright/create-connector')) {
    expect(lockfile.packages[`node_modules/${name}`]).toMatchObject({ version });
  }
  expect(Object.keys(lockfile.packages).filter((path) => /@linkwright\/core$/.test(path))).toHaveLength(1);
});
