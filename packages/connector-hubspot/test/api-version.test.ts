import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const source = new URL('../src/', import.meta.url);

it('the release of the API, and every path of it, is spelt in one file', () => {
  const files = readdirSync(source, { encoding: 'utf8', recursive: true }).filter((name) => name.endsWith('.ts'));
  const spelling = files.filter((name) => {
    const text = readFileSync(new URL(name, source), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/ .*/g, '');
    return /\b20\d\d-\d\d\b|['"`/](crm|account-info|crm-object-schemas|webhooks-journal)\//.test(text);
  });
  expect(spelling).toEqual(['hubspot-paths.ts']);
});
