import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packages, root } from '../workspace.ts';
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

/** Builds and packs the named packages into a folder. */
export async function packPackages(names: readonly string[], folder: string): Promise<readonly PackedPackage[]> {
  const folders = packages().filter(({ name }) => names.includes(name));
  await run('tsc', ['-b', ...folders.map((one) => join(root, one.folder))]);
  const packed: PackedPackage[] = [];
  for (const { name, folder: own } of folders) {
    const told = await run('npx', ['-y', 'pnpm@12', 'pack', '--json', '--pack-destination', folder], join(root, own));
    const { filename }: { filename: string } = JSON.parse(told.slice(told.indexOf('{')));
    const tarball = join(folder, filename.split('/').at(-1) ?? '');
    const manifest: Record<string, unknown> = JSON.parse(await run('tar', ['-xzOf', tarball, 'package/package.json']));
    const integrity = `sha512-${createHash('sha512')
      .update(await readFile(tarball))
      .digest('base64')}`;
    packed.push({ name, version: String(manifest.version), manifest, tarball, integrity });
  }
  return packed;
}

async function run(command: string, given: readonly string[], cwd = root): Promise<string> {
  const { exitCode, output } = await runProcess(command, given, { cwd });
  if (exitCode !== 0) throw new Error(`${command} ${given.join(' ')}\n${output}`);
  return output;
}
