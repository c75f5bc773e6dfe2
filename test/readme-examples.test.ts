import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { packages, read, root } from './workspace.ts';

/** The TypeScript examples of every README compile against the sources, from inside the package they stand in. */

const folderOf = (one: { readonly folder: string }): string => join(root, one.folder, '.readme-examples');

const withExamples = packages().flatMap((one) => {
  const examples = [...read(`${one.folder}/README.md`).matchAll(/```ts\n([\s\S]*?)```/g)].map(
    (match) => match[1] ?? '',
  );
  return examples.length > 0 ? [{ ...one, examples }] : [];
});

afterAll(() => {
  for (const one of withExamples) rmSync(folderOf(one), { recursive: true, force: true });
});

test.each(withExamples)('the examples of $name compile', (one) => {
  const folder = folderOf(one);
  mkdirSync(folder, { recursive: true });
  for (const [index, example] of one.examples.entries()) writeFileSync(join(folder, `example-${index}.ts`), example);
  const options = {
    extends: '../../../tsconfig.base.json',
    compilerOptions: {
      composite: false,
      declaration: false,
      declarationMap: false,
      noEmit: true,
      allowImportingTsExtensions: true,
    },
    // Named one by one: folders whose names begin with a dot are passed over otherwise.
    files: one.examples.map((_, index) => `example-${index}.ts`),
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options));
  expect(compile(folder)).toBe('');
});

function compile(folder: string): string {
  try {
    execFileSync('tsc', ['-p', folder, '--pretty', 'false'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return '';
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
  }
}
