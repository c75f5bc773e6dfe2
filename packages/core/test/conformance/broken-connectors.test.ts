import { describe, expect, it } from 'vitest';
import { brokenConnectors } from './support/broken-connectors.ts';
import { inMemoryConformance } from './support/in-memory-world.ts';
import { runSuite } from './support/run-suite.ts';

describe('each broken connector is caught by the test of its promise, and by no other', () => {
  it.each(brokenConnectors)('one that $flaw', async ({ caughtBy, alsoBy = [], variant, damage }) => {
    const { failures } = await runSuite(inMemoryConformance(variant, damage()));
    expect([...failures.keys()].sort()).toEqual([caughtBy, ...alsoBy].sort());
  });
});
