import type { Connector } from '@linkwright/core';
import type { Conformance, ConformanceWorld } from '@linkwright/core/testing';
import { z } from 'zod';

export const suiteTestSchema = z.strictObject({
  group: z.string(),
  name: z.string(),
  /** `excepted`: it fails, and the package says why it must. */
  status: z.enum(['passed', 'failed', 'excepted']),
  milliseconds: z.number(),
  /** Why it failed, or the reason of the exception. Empty: it passed. */
  message: z.string(),
});

export type SuiteTest = z.output<typeof suiteTestSchema>;

export interface SuiteOptions {
  readonly connector: Connector<unknown>;
  readonly conformance: Conformance<ConformanceWorld>;
  /** Only tests whose name contains this. */
  readonly only: string | undefined;
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly redact: (text: string) => string;
  readonly onTest: (test: SuiteTest) => void;
}

/** Runs the conformance suite, a test after the other. Throws the signal's reason. */
export async function runSuite(options: SuiteOptions): Promise<readonly SuiteTest[]> {
  const { testConnector } = await import('@linkwright/core/testing');
  const { connector, conformance, only, signal, now, redact } = options;
  const planned: { readonly group: string; readonly name: string; readonly body: () => Promise<void> }[] = [];
  const groups: string[] = [];
  testConnector({
    ...conformance,
    name: connector.displayName,
    connector,
    test: {
      describe(name, body) {
        groups.push(name);
        body();
        groups.pop();
      },
      it: (name, body) => planned.push({ group: groups.at(-1) ?? '', name, body }),
    },
  });
  const reasons = new Map(conformance.exceptions?.map(({ test, reason }) => [test, reason]));
  const tests: SuiteTest[] = [];
  for (const { group, name, body } of planned) {
    if (only !== undefined && !name.includes(only)) continue;
    signal.throwIfAborted();
    const begun = now();
    const failure = await body().then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    const reason = reasons.get(name);
    const status = failure !== null ? 'failed' : reason !== undefined ? 'excepted' : 'passed';
    const message = redact(failure ?? reason ?? '');
    const test: SuiteTest = { group, name, status, milliseconds: now() - begun, message };
    tests.push(test);
    options.onTest(test);
  }
  return tests;
}
