import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), 'utf8');
const document = await read('../../../../docs/write-a-connector.md');
const blocks = [...document.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
const grants = await read('./rolodex-grants.ts');
const connector = await read('./rolodex-connector.ts');

test('the pieces of the document are the connector that is tested, and then the test', async () => {
  const pieces = blocks.slice(0, -1).filter((block) => block !== grants);
  expect(pieces.length).toBe(blocks.length - 2);
  expect(pieces.join('\n')).toBe(connector);
  expect(blocks.at(-1)).toBe(await read('./rolodex-conformance.test.ts'));
});

test('the connector is as long as the document says, and under 150 lines', async () => {
  const lines = connector.trimEnd().split('\n').length;
  expect(lines).toBeLessThan(150);
  expect(document).toContain(`This page builds one from nothing: ${lines} lines`);
  expect(await read('../../../../README.md')).toContain(`in ${lines} lines: [docs/write-a-connector.md]`);
  expect(await read('../../../create-connector/README.md')).toContain(`on one of ${lines} lines: [Write a connector]`);
});
