import { type ConformanceOptions, testConnector } from '@linkwright/core/testing';
import type { InMemoryWorld } from './in-memory-world.ts';

export interface SuiteResult {
  readonly names: readonly string[];
  /** By the name of the test. */
  readonly failures: ReadonlyMap<string, string>;
}

/** Runs the suite to its end and tells what failed. */
export async function runSuite(
  options: Omit<ConformanceOptions<InMemoryWorld>, 'name' | 'test'>,
): Promise<SuiteResult> {
  const tests: { readonly name: string; readonly body: () => Promise<void> }[] = [];
  const test = {
    describe: (_name: string, body: () => void) => body(),
    it: (name: string, body: () => Promise<void>) => tests.push({ name, body }),
  };
  testConnector({ name: 'under test', test, ...options });
  const failures = new Map<string, string>();
  for (const { name, body } of tests) {
    try {
      await body();
    } catch (error) {
      failures.set(name, error instanceof Error ? error.message : String(error));
    }
  }
  return { names: tests.map(({ name }) => name), failures };
}
