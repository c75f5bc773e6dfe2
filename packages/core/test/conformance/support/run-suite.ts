import { type ConformanceOptions, type ConformanceWorld, testConnector } from '@linkwright/core/testing';

export interface SuiteResult {
  readonly names: readonly string[];
  /** Names of the groups. */
  readonly groups: readonly string[];
  /** By the name of the test. */
  readonly failures: ReadonlyMap<string, string>;
}

/** Runs the suite to its end and tells what failed. */
export async function runSuite<World extends ConformanceWorld>(
  options: Omit<ConformanceOptions<World>, 'name' | 'test'>,
  /** Absent: all. */
  only?: ReadonlySet<string>,
): Promise<SuiteResult> {
  const tests: { readonly name: string; readonly body: () => Promise<void> }[] = [];
  const groups: string[] = [];
  const test = {
    describe(name: string, body: () => void) {
      groups.push(name);
      body();
    },
    it: (name: string, body: () => Promise<void>) => tests.push({ name, body }),
  };
  testConnector({ name: 'under test', test, ...options });
  const failures = new Map<string, string>();
  for (const { name, body } of tests) {
    if (only?.has(name) === false) continue;
    try {
      await body();
    } catch (error) {
      failures.set(name, error instanceof Error ? error.message : String(error));
    }
  }
  return { names: tests.map(({ name }) => name), groups, failures };
}
