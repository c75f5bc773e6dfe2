import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isCompiled, root, withDependencies } from '../workspace.ts';
import { runProcess } from './run-process.ts';

/** A package as npm would get it. */
export interface PackedPackage {
  readonly name: string;
  readonly version: string;
  /** With ranges in the place of `workspace:` and `catalog:`. */
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly tarball: string;
  readonly integrity: string;
}

/**
 * Builds and packs the named packages, and those of this workspace that they depend on, into a folder. One that was never released is
 * packed as its first release, 1.0.0.
 */
export async function packPackages(names: readonly string[], folder: string): Promise<readonly PackedPackage[]> {
  const chosen = withDependencies(names);
  // What is bundled was built before: others may be reading it while this runs.
  const compiled = chosen.filter(isCompiled);
  await run(join(root, 'node_modules/.bin/tsc'), ['-b', ...compiled.map((one) => join(root, one.folder))]);
  const packed: PackedPackage[] = [];
  for (const { folder: own } of chosen) {
    const told = await run('npx', ['-y', 'pnpm@12', 'pack', '--json', '--pack-destination', folder], join(root, own));
    const { filename }: { filename: string } = JSON.parse(told.slice(told.indexOf('{')));
    packed.push(await asReleased(join(folder, basename(filename))));
  }
  return packed;
}

async function asReleased(tarball: string): Promise<PackedPackage> {
  const folder = `${tarball}.unpacked`;
  await mkdir(folder);
  await run('tar', ['-xzf', tarball, '-C', folder]);
  const path = join(folder, 'package/package.json');
  // Versions and ranges alike.
  const text = (await readFile(path, 'utf8')).replace(/(?<="[\^~]?)0\.0\.0(?=")/g, '1.0.0');
  await writeFile(path, text);
  await run('tar', ['-czf', tarball, '-C', folder, 'package']);
  const manifest: Record<string, unknown> = JSON.parse(text);
  const hash = createHash('sha512').update(await readFile(tarball));
  const integrity = `sha512-${hash.digest('base64')}`;
  return { name: String(manifest.name), version: String(manifest.version), manifest, tarball, integrity };
}

async function run(command: string, given: readonly string[], cwd = root): Promise<string> {
  const { exitCode, output } = await runProcess(command, given, { cwd });
  if (exitCode !== 0) throw new Error(`${command} ${given.join(' ')}\n${output}`);
  return output;
}
