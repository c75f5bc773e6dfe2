import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { read, root } from '../workspace.ts';

const operations = read('docs/operations.md');

/** Name and kind of each metric, as Prometheus is told them. */
async function servedMetrics(): Promise<ReadonlyMap<string, string>> {
  // By its path: the types of the whole command are none of this folder's business.
  const { createMetrics } = await import(pathToFileURL(join(root, 'apps/runner/src/service/metrics.ts')).href);
  const rendered = z.string().parse(await createMetrics().render([]));
  return new Map([...rendered.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', kind = '']) => [name, kind]));
}

test('the table of metrics names each one with its kind, and no other', async () => {
  const served = await servedMetrics();
  expect(served.size).toBeGreaterThan(10);
  const told = [...operations.matchAll(/^\| `(linkwright_\w+)` +\| (\w+) +\|/gm)].map(([, name, kind]) => [name, kind]);
  expect(told.sort()).toEqual([...served].sort());
});

test('the alerts ask for metrics that there are', async () => {
  const served = await servedMetrics();
  const rules = /^groups:\n[\s\S]*?^```$/m.exec(operations)?.[0] ?? '';
  const asked = [...rules.matchAll(/linkwright_\w+/g)].map(([name]) => name);
  expect(asked.length).toBeGreaterThan(3);
  expect(asked.filter((name) => !served.has(name))).toEqual([]);
});
