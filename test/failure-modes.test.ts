import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { read, root } from './workspace.ts';

/** Rows of the tables of docs/failure-modes.md: failure, handling, tests. */
const rows = [...read('docs/failure-modes.md').matchAll(/^\| (.+?) +\| (.+?) +\| (.+?) +\|$/gm)]
  .map(([, failure = '', handled = '', shown = '']) => ({ failure, handled, shown }))
  .filter(({ failure }) => failure !== 'failure' && !/^-+$/.test(failure));

test('all twenty-six failure modes of two-way sync are answered, and those of security', () => {
  const numbers = rows.flatMap(({ failure }) => /^(\d+) /.exec(failure)?.[1] ?? []);
  expect(numbers.map(Number)).toEqual(Array.from({ length: 26 }, (_, index) => index + 1));
  expect(rows.length).toBeGreaterThanOrEqual(26 + 19);
});

test.each(rows)('$failure: its tests are there, or it cannot happen', ({ handled, shown }) => {
  const named = [...shown.matchAll(/`([^`]+)`(?: “([^”]+)”)?/g)];
  if (named.length === 0) expect(handled).toMatch(/^Cannot happen here: /);
  for (const [, file = '', title] of named) {
    expect(existsSync(join(root, file)), `${file} is missing`).toBe(true);
    // A script has no titles.
    if (title === undefined) {
      expect(file, `${file} is named without the title of a test`).not.toMatch(/\.test\.ts$/);
      continue;
    }
    const text = read(file).replaceAll(/\\(['"])/g, '$1');
    const isThere = ["'", '"', '`'].some((quote) => text.includes(`${quote}${title}${quote}`));
    expect(isThere, `${file} has no test “${title}”`).toBe(true);
  }
});
