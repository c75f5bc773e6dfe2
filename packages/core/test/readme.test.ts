import { readFile } from 'node:fs/promises';
import { standardVocabulary } from '@linkwright/core';
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

it('the table of shared names is the vocabulary', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const cell = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');
  const rows = Object.entries(standardVocabulary).map(
    ([object, { fields, associations }]) => `| \`${object}\` | ${cell(fields)} | ${cell(associations)} |`,
  );
  // However wide the columns are.
  const table = readme.replaceAll(/ +\|/g, ' |');
  for (const row of rows) expect(table).toContain(row);
});
