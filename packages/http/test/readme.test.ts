import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { listIds } from './readme-example.ts';
import { createTestContext } from './test-context.ts';
import { json, startTestServer } from './test-server.ts';

it('the example of the README is the one that is tested, and it runs', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const example = await readFile(new URL('./readme-example.ts', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
  const server = await startTestServer(
    json(200, { items: [{ id: '1' }, { id: '2' }], next: 'b' }),
    json(200, { items: [{ id: '3' }], next: null }),
  );
  const ids: string[] = [];
  const { signal } = new AbortController();
  for await (const page of listIds(createTestContext(), server.baseUrl, 'token', signal)) ids.push(...page);
  await server.close();
  expect(ids).toEqual(['1', '2', '3']);
  expect(server.requests.map(({ url }) => url)).toEqual(['/records?limit=100', '/records?limit=100&cursor=b']);
});
