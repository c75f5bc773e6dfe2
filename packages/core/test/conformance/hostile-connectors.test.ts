import { describe, expect, it } from 'vitest';
import { hostileConnectors } from './support/hostile-connectors.ts';
import { inMemoryConformance } from './support/in-memory-world.ts';
import { runSuite } from './support/run-suite.ts';
import { separate } from './support/variants.ts';

describe('a connector that harms its host is failed, and every test that fails says what is wrong', () => {
  it.each(hostileConnectors)('one that $deed', async ({ told, only, patienceMs = 20_000, damage }) => {
    const stdout = [console.log, process.stdout.write, process.exit];
    const suite = { ...inMemoryConformance(separate, damage()), patienceMs };
    const { failures } = await runSuite(suite, only && new Set(only));
    expect(failures.size).toBeGreaterThan(0);
    for (const message of failures.values()) expect(message).toContain(told);
    expect([console.log, process.stdout.write, process.exit]).toEqual(stdout);
  });
});
