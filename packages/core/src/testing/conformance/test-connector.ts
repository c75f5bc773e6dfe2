import { defaultCapabilities } from '../../contract/capabilities.ts';
import { associationTests } from './association-tests.ts';
import { cancellationTests } from './cancellation-tests.ts';
import { changeTests } from './change-tests.ts';
import { closeTests } from './close-tests.ts';
import type { ConformanceOptions, ConformanceWorld } from './conformance-options.ts';
import { deletionTests } from './deletion-tests.ts';
import { describeTests } from './describe-tests.ts';
import { errorTests } from './error-tests.ts';
import { ConformanceFailure, expectSame, expectThat } from './expectations.ts';
import { hintTests } from './hint-tests.ts';
import { limitTests } from './limit-tests.ts';
import { lookupTests } from './lookup-tests.ts';
import { mergeTests } from './merge-tests.ts';
import { readTests } from './read-tests.ts';
import { resumeTests } from './resume-tests.ts';
import { settingsTests } from './settings-tests.ts';
import { type ConformanceTest, type Plan, runTrial } from './trial.ts';
import { associationRoles } from './trial-steps.ts';
import { unknownOutcomeTests } from './unknown-outcome-tests.ts';
import { writeTests } from './write-tests.ts';

/** The promises of the contract, a file each. The plan picks the tests that the connector's capabilities ask for. */
const groups: readonly (readonly [string, (plan: Plan) => readonly ConformanceTest[]])[] = [
  ['settings and secrets', settingsTests],
  ['describe', describeTests],
  ['reads', readTests],
  ['resume', resumeTests],
  ['changes', changeTests],
  ['deletions', deletionTests],
  ['key look-up', lookupTests],
  ['writes', writeTests],
  ['mergers', mergeTests],
  ['unknown outcomes', unknownOutcomeTests],
  ['associations', associationTests],
  ['hints', hintTests],
  ['limits', limitTests],
  ['errors', errorTests],
  ['cancellation', cancellationTests],
  ['close', closeTests],
];

/** What their tests see depends on where faults are made. */
const faultyGroups = ['unknown outcomes', 'limits', 'cancellation'];

/**
 * Holds a connector to the contract: every promise that the engine relies on, seen from both sides — through the
 * connection, and through a probe that reaches the app without it.
 *
 * ```ts
 * // test/conformance.test.ts
 * testConnector({
 *   name: 'Notes',
 *   test: { describe, it },                // of vitest, node:test, …
 *   connector: notesConnector,
 *   settings: {
 *     required: ['accessToken'],
 *     secrets: ['accessToken'],
 *     refused: { accessToken: 'invalid-token-7c1d' },
 *     unreachable: { baseUrl: 'http://localhost:9' },
 *   },
 *   roles: {
 *     source: { text: 'Title', fields: { integer: 'Pages' }, refused: { field: 'Pages', value: 'many' }, many: 'Authors' },
 *     target: { text: 'Name' },
 *   },
 *   threePages: 250,
 *   create: createNotesWorld,              // a fresh app for each test
 *   probe: probeOf,                        // the vendor's own client
 * });
 * ```
 *
 * What differs between apps is told by capabilities and roles and has tests for either case; nothing is skipped. A test
 * that the app rules out is listed under `exceptions` with its exact name and the reason. It runs all the same: an
 * exception that passes, or that names no test, fails.
 */
export function testConnector<World extends ConformanceWorld>(options: ConformanceOptions<World>): void {
  const { connector, roles, settings, threePages, faults = 'app', exceptions = [], test } = options;
  const capabilities = { ...defaultCapabilities, ...connector.capabilities, ...options.capabilities };
  const plan: Plan = { connector, capabilities, roles, settings, threePages, faults };
  const reasons = new Map(exceptions.map((exception) => [exception.test, exception.reason]));
  const names: string[] = [];
  test.describe(`${options.name}: conformance`, () => {
    for (const [group, testsOf] of groups) {
      const tests = testsOf(plan).filter(({ about }) => about !== 'associations' || associationRoles(plan).length > 0);
      if (tests.length === 0) continue;
      const isFaulty = faults === 'connection' && faultyGroups.includes(group);
      test.describe(isFaulty ? `${group} (faults around the connection)` : group, () => {
        for (const one of tests) {
          names.push(one.name);
          const excepted = reasons.has(one.name);
          test.it(one.name, () => (excepted ? runExcepted(options, plan, one) : runTrial(options, plan, one)));
        }
      });
    }
    test.describe('exceptions', () => {
      test.it('name tests of this connector, once each and with a reason', async () => {
        const strange = exceptions.filter((exception) => !names.includes(exception.test)).map((one) => one.test);
        expectSame(strange, [], 'No test of this connector has the name of these exceptions.');
        expectSame(reasons.size, exceptions.length, 'A test is listed twice under `exceptions`.');
        for (const { test: name, reason } of exceptions) {
          expectThat(reason.trim() !== '', `The exception "${name}" needs a reason.`);
        }
      });
    });
  });
}

/**
 * What a package tells the suite of itself, apart from the connector and a test runner. Exported as the default of a module that
 * the `package.json` names (`"linkwright": { "conformance": "./test/conformance.ts" }`), it serves `linkwright test-connector`
 * and the package's own test alike: `testConnector({ name, test, connector, ...conformance })`.
 */
export type Conformance<World extends ConformanceWorld> = Omit<
  ConformanceOptions<World>,
  'name' | 'test' | 'connector'
>;

/** The identity function with the types checked. */
export const defineConformance = <World extends ConformanceWorld>(
  conformance: Conformance<World>,
): Conformance<World> => conformance;

async function runExcepted<World extends ConformanceWorld>(
  options: ConformanceOptions<World>,
  plan: Plan,
  test: ConformanceTest,
): Promise<void> {
  try {
    await runTrial(options, plan, test);
  } catch {
    return;
  }
  throw new ConformanceFailure(`"${test.name}" passes: take it out of \`exceptions\`.`);
}
