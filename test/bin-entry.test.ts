import { parse } from 'acorn';
import { expect, test } from 'vitest';
import { read } from './workspace.ts';

test('any Node can read what tells it that it is too old', () => {
  const text = read('apps/runner/bin/linkwright.cjs');
  expect(() => parse(text, { ecmaVersion: 2017, allowHashBang: true })).not.toThrow();
  // What only a new Node can read lies in a file that an old one never opens.
  expect(() => parse(read('apps/runner/bin/start.cjs'), { ecmaVersion: 2017 })).toThrow();
});
