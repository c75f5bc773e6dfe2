import { expect, test } from 'vitest';
import { circles, importGraph, importsIn, isSource, withoutComments } from './import-graph.ts';
import { filesBelow, packages, read } from './workspace.ts';

/** Arrows point one way: core ← http ← connectors; core ← engine ← runner. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  '@linkwright/core': [],
  '@linkwright/http': ['@linkwright/core'],
  '@linkwright/engine': ['@linkwright/core'],
  '@linkwright/console': ['@linkwright/api-client'],
  '@linkwright/sandbox': [],
  '@linkwright/connector-hubspot': ['@linkwright/core', '@linkwright/http'],
  '@linkwright/connector-airtable': ['@linkwright/core', '@linkwright/http'],
  '@linkwright/connector-kintone': ['@linkwright/core', '@linkwright/http'],
  '@linkwright/create-connector': ['@linkwright/core'],
  linkwright: ['@linkwright/core', '@linkwright/engine', '@linkwright/sandbox'],
};

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

test.each(packages().map((one) => [one.name, one.folder] as const))('%s imports only what it may', (name, folder) => {
  const known = allowed[name];
  expect(known, `${name} has no row in this test`).toBeDefined();
  const wrong = filesBelow(`${folder}/src`, isSource).flatMap((file) =>
    importsIn(read(file))
      .filter((specifier) => specifier.startsWith('@linkwright/') || specifier === 'linkwright')
      .map(packageOf)
      .filter((target) => !known?.includes(target))
      .map((target) => `${file} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test('core depends on zod and nothing else', () => {
  const core = packages().find((one) => one.name === '@linkwright/core');
  expect(Object.keys(core?.manifest.dependencies ?? {})).toEqual(['zod']);
});

test('nothing in core, http or engine names a vendor', () => {
  const wrong = ['packages/core/src', 'packages/http/src', 'packages/engine/src'].flatMap((folder) =>
    filesBelow(folder, (path) => path.endsWith('.ts')).filter((file) => {
      // Comments may tell which vendor a rule comes from.
      return /hubspot|airtable|kintone/i.test(withoutComments(read(file)));
    }),
  );
  expect(wrong).toEqual([]);
});

test('connectors peer-depend on core', () => {
  for (const one of packages().filter((candidate) => candidate.folder.includes('/connector-'))) {
    expect(one.manifest.peerDependencies, one.name).toHaveProperty('@linkwright/core');
    expect(one.manifest.dependencies ?? {}, one.name).not.toHaveProperty('@linkwright/core');
  }
});

test('the command needs no connector and no sandbox that nobody has asked for', () => {
  const optional =
    /^import\s+(?!type\b)[^;]*?'@linkwright\/(?:connector-|sandbox)[^']*'|\bimport\('@linkwright\/(?:connector-|sandbox)/m;
  const wrong = filesBelow('apps/runner/src', (path) => path.endsWith('.ts')).filter((file) => {
    const types = /typeof import\('[^']+'\)/g;
    return optional.test(withoutComments(read(file)).replace(types, ''));
  });
  expect(wrong, 'loadConnector and loadSandbox read them, and say what is missing').toEqual([]);
});

/** Folders of the engine from the ground up: each imports only what stands below it. */
const staircase = [
  'store',
  'context',
  'merge',
  'condition',
  'reference',
  'connect',
  'credentials',
  'compile',
  'pull',
  'filter',
  'match',
  'plan',
  'apply',
  'report',
  'brake',
  'cycle',
  'status',
  'drift',
];

const source = 'packages/engine/src/';
const folderOf = (file: string): string => file.slice(source.length).split('/')[0] ?? '';

test('the folders of the engine are a staircase', () => {
  const graph = importGraph(source);
  const folders = new Set([...graph.keys()].filter((file) => file.slice(source.length).includes('/')).map(folderOf));
  expect([...folders].sort()).toEqual([...staircase].sort());
  const upwards = [...graph].flatMap(([file, targets]) =>
    targets
      .filter((target) => staircase.indexOf(folderOf(target)) > staircase.indexOf(folderOf(file)))
      .filter(() => folders.has(folderOf(file)))
      .map((target) => `${file} imports ${target}`),
  );
  expect(upwards).toEqual([]);
});

/** Texts of their own: how a number, a control character or a secret is told is the same on a terminal and elsewhere. */
const wordsOfOutput = ['format-number.ts', 'visible.ts', 'redactor.ts', 'tell-duration.ts'].map(
  (file) => `apps/runner/src/output/${file}`,
);

test('what a file stands for, and what can be done with it, knows no terminal', () => {
  const terminal = ['command', 'output', 'prompt', 'report', 'setup', 'demo'].map(
    (folder) => `apps/runner/src/${folder}/`,
  );
  const inside = ['session', 'operations', 'changes', 'connectors'].map((folder) => `apps/runner/src/${folder}/`);
  const wrong = [...importGraph('apps/runner/src/')].flatMap(([file, targets]) =>
    targets
      .filter(() => inside.some((folder) => file.startsWith(folder)))
      .filter((target) => terminal.some((folder) => target.startsWith(folder)) && !wordsOfOutput.includes(target))
      .map((target) => `${file} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

const sources = [...packages().map(({ folder }) => folder), 'bench', 'simulator'].flatMap((folder) => [
  `${folder}/src`,
  `${folder}/test`,
]);

test.each(sources)('no files of %s import each other in a circle', (folder) => {
  expect(circles(importGraph(folder))).toEqual([]);
});

test('a circle is found', () => {
  const graph = new Map([
    ['a.ts', ['b.ts']],
    ['b.ts', ['c.ts', 'd.ts']],
    ['c.ts', ['a.ts']],
    ['d.ts', []],
  ]);
  expect(circles(graph)).toEqual([['a.ts', 'b.ts', 'c.ts']]);
});
