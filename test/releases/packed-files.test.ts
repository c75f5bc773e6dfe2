import { expect, test } from 'vitest';
import { packages } from '../workspace.ts';
import { expectedFiles, packedProblems } from './packed-files.ts';

const packageNamed = (name: string) => {
  const found = packages().find((one) => one.name === name);
  if (found === undefined) throw new Error(`no package ${name}`);
  return found;
};

test('a package consists of its manifest, its documents, its modules and the folders that it names', () => {
  const command = expectedFiles(packageNamed('linkwright'));
  expect(command).toEqual(
    expect.arrayContaining([
      'package.json',
      'README.md',
      'LICENSE',
      'bin/linkwright.cjs',
      'dist/main.js',
      'dist/main.d.ts',
    ]),
  );
  expect(command.filter((file) => /^(src|test|scripts)\//.test(file))).toEqual([]);
  expect(packedProblems(packageNamed('linkwright'), command)).toEqual([]);
});

test('what lacks, what is too much and what is of no use is told', () => {
  const core = packageNamed('@linkwright/core');
  const packed = expectedFiles(core).filter((file) => file !== 'LICENSE');
  expect(packedProblems(core, [...packed, 'dist/gone.js', 'notes.txt', 'dist/index.js.map', 'test/a.test.ts'])).toEqual(
    [
      'LICENSE is missing',
      'dist/gone.js does not belong to it',
      'notes.txt does not belong to it',
      'dist/index.js.map does not belong to it',
      'test/a.test.ts does not belong to it',
      'dist/index.js.map is of no use to whoever installs it',
      'test/a.test.ts is of no use to whoever installs it',
    ],
  );
});

test('the starter of connectors brings the tests of the package that it starts', () => {
  const starter = packageNamed('@linkwright/create-connector');
  const files = expectedFiles(starter);
  expect(files).toContain('template/test/conformance.test.ts');
  expect(packedProblems(starter, files)).toEqual([]);
});
