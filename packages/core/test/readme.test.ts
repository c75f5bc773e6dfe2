import { readFile } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';

it('the example of the README is the one that is tested, and it runs', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const example = await readFile(new URL('./readme-example.ts', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('./readme-example.ts');
  expect(log.mock.calls).toEqual([['notes-notes-1', 'Buy milk']]);
  log.mockRestore();
});
