import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { filesBelow, type Package, root } from '../workspace.ts';

const filesSchema = z.object({ files: z.array(z.string()).default([]) });

/** What nobody installs a package for, wherever it lies. A template is for somebody else's folder, tests and all. */
const unwanted =
  /^(?!template(?:-from)?\/)(.*\/)?((test|tests|__tests__)\/|.*\.(test|spec)\.)|\.map$|\.tsbuildinfo$|(^|\/)\.env|\.(log|db|tgz)$/;

/**
 * The files that a package is to consist of: its manifest, README and licence, the change log once there is one, of each
 * source its module and declaration, and whatever lies in the other folders that its manifest names (`bin`, `schema` …).
 */
export function expectedFiles({ folder, manifest }: Package): readonly string[] {
  const inFolder = (path: string): readonly string[] =>
    filesBelow(`${folder}/${path}`, () => true).map((file) => file.slice(folder.length + 1));
  const { files } = filesSchema.parse(manifest);
  const modules = (files.includes('dist') ? inFolder('src') : [])
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => file.replace(/^src\//, 'dist/').slice(0, -'.ts'.length));
  const folders = files.filter((name) => !name.startsWith('!') && name !== 'dist' && name !== 'CHANGELOG.md');
  return [
    'package.json',
    'README.md',
    'LICENSE',
    ...(existsSync(join(root, folder, 'CHANGELOG.md')) ? ['CHANGELOG.md'] : []),
    ...modules.flatMap((module) => [`${module}.js`, `${module}.d.ts`]),
    ...folders.flatMap(inFolder),
  ].sort();
}

/** What is wrong with the files that were packed, one line each. */
export function packedProblems(one: Package, packed: readonly string[]): readonly string[] {
  const expected = new Set(expectedFiles(one));
  const found = new Set(packed);
  return [
    ...[...expected].filter((file) => !found.has(file)).map((file) => `${file} is missing`),
    ...packed.filter((file) => !expected.has(file)).map((file) => `${file} does not belong to it`),
    ...packed.filter((file) => unwanted.test(file)).map((file) => `${file} is of no use to whoever installs it`),
  ];
}
