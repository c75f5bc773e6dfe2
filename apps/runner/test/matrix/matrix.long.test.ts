import { readFile, writeFile } from 'node:fs/promises';
import { type RunningSandbox, startSandbox } from '@linkwright/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Pair, pairs, startMatrixWorld } from './matrix-world.ts';
import { type Cell, renderMatrix } from './render-matrix.ts';
import { rules } from './rules.ts';

/** Fast enough for the vendors' limits and lags not to be waited for. */
const speed = 1000;

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ speed });
});
afterAll(() => sandbox.close());

const cells = new Map<string, Cell>();
const cellOf = (rule: string, pair: Pair): string => `${pair}: ${rule}`;

for (const pair of pairs) {
  describe(pair, () => {
    for (const { rule, run } of rules.filter(({ without }) => (without?.(pair) ?? null) === null)) {
      test(rule, async () => {
        cells.set(cellOf(rule, pair), '✗');
        await run(await startMatrixWorld(sandbox, pair), pair);
        cells.set(cellOf(rule, pair), '✓');
      });
    }
  });
}

const page = new URL('../../../../docs/association-rules.md', import.meta.url);

/** `LINKWRIGHT_UPDATE_DOCS=1` writes the page anew. */
test('the documents show the rules as they hold', async () => {
  const matrix = renderMatrix((rule, pair) => cells.get(cellOf(rule, pair)) ?? '✗');
  console.log(matrix);
  const written = await readFile(page, 'utf8');
  const [before = ''] = written.split('| rule ');
  if (process.env.LINKWRIGHT_UPDATE_DOCS) await writeFile(page, before + matrix);
  expect(await readFile(page, 'utf8')).toBe(before + matrix);
});
