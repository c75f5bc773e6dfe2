import { expect, test } from 'vitest';
import { packages, withDependencies } from './workspace.ts';

const namesOf = (...names: readonly string[]): readonly string[] => withDependencies(names).map(({ name }) => name);

test('what an installation brings along is told by the manifests: no connector, no tool, no peer that may be missing', () => {
  expect(namesOf('linkwright')).toEqual([
    '@linkwright/console',
    '@linkwright/core',
    '@linkwright/engine',
    'linkwright',
  ]);
  expect(namesOf('@linkwright/connector-airtable')).toEqual([
    '@linkwright/connector-airtable',
    '@linkwright/core',
    '@linkwright/http',
  ]);
  expect(namesOf('@linkwright/sandbox')).toEqual(['@linkwright/sandbox']);
  expect(namesOf(...packages().map(({ name }) => name))).toEqual(packages().map(({ name }) => name));
});
