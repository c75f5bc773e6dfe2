import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { filesBelow, packages, read, root } from './workspace.ts';

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...filesBelow('docs', (path) => path.endsWith('.md')),
  'deploy/README.md',
  ...packages().map((one) => `${one.folder}/README.md`),
  ...filesBelow('examples', (path) => path.endsWith('README.md')),
];

/** Links, and code spans that are a path of this repository: with a folder, and an ending that a file has. */
function namedPaths(text: string, document: string): string[] {
  const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) =>
    normalize(join(dirname(document), match[1] ?? '')),
  );
  const spans = [...text.matchAll(/`((?:packages|apps|docs|bench|test)\/[\w./-]+)`/g)].map((match) => match[1] ?? '');
  return [...links, ...spans];
}

test.each(documents)('%s names only paths that are there', (document) => {
  expect(existsSync(join(root, document)), `${document} is missing`).toBe(true);
  const missing = namedPaths(read(document), document).filter((path) => !existsSync(join(root, path)));
  expect(missing).toEqual([]);
});

test('every package has a README with an example, and a licence', () => {
  for (const one of packages()) {
    expect(read(`${one.folder}/README.md`), one.name).toMatch(/```(ts|sh|yaml)/);
    expect(existsSync(join(root, one.folder, 'LICENSE')), one.name).toBe(true);
  }
});

test('the README says how the project stands to the vendors', () => {
  expect(read('README.md')).toMatch(/not affiliated/i);
});

test('no file is over 400 lines of source', () => {
  const long = [...filesBelow('packages', isSource), ...filesBelow('apps', isSource)].filter(
    (file) => read(file).split('\n').length > 400,
  );
  expect(long).toEqual([]);
});

const isSource = (path: string): boolean => /\.tsx?$/.test(path) && path.includes('/src/');

test('the architecture names functions that are in the files it names', () => {
  const rows = [
    ...read('docs/architecture.md').matchAll(/^\|.*\| +`((?:packages|apps)\/[\w./-]+\.ts)` +\| +(`.*`) +\|$/gm),
  ];
  expect(rows.length).toBeGreaterThan(20);
  const missing = rows.flatMap(([, file = '', names = '']) =>
    [...names.matchAll(/`(\w+)`/g)]
      .filter((name) => !new RegExp(`export (async )?function\\*? ?${name[1]}\\b`).test(read(file)))
      .map((name) => `${file} has no ${name[1]}`),
  );
  expect(missing).toEqual([]);
});
