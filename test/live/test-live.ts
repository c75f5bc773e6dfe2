/**
 * `pnpm test:live [hubspot] [airtable] [kintone] [--cleanup] [--test NAME]`: the conformance suite on real accounts, which the
 * environment names. Exit codes: 0 passed, 1 failed, 2 nothing was run.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type LiveRun,
  type LiveVariable,
  missingVariables,
  startLiveRun,
} from '../../packages/core/src/testing/index.ts';
import { root } from '../workspace.ts';

/** Of a `LiveAccount` what does not depend on its world. */
interface Account {
  readonly name: string;
  readonly variables: readonly LiveVariable[];
  readonly callsPerSecond: number;
  cleanUp(run: LiveRun): Promise<readonly string[]>;
}

const exitCodes = { done: 0, failed: 1, nothingRun: 2 };

const apps: Readonly<Record<string, () => Promise<Account>>> = {
  hubspot: async () => (await import('../../packages/connector-hubspot/test/live/live-account.ts')).liveHubspot,
  airtable: async () => (await import('../../packages/connector-airtable/test/live/live-account.ts')).liveAirtable,
  kintone: async () => (await import('../../packages/connector-kintone/test/live/live-account.ts')).liveKintone,
};

const usage = `pnpm test:live [${Object.keys(apps).join('] [')}] [--cleanup] [--test NAME]`;

process.exitCode = await testLive();

async function testLive(): Promise<number> {
  const given = readArguments();
  if (given === null) return exitCodes.nothingRun;
  const failed: string[] = [];
  let ran = 0;
  for (const app of given.apps) {
    const account = await apps[app]?.();
    if (account === undefined) continue;
    const missing = missingVariables(account.variables, process.env);
    if (missing.length > 0) {
      tellMissing(account, missing);
      continue;
    }
    ran += 1;
    const passed = given.cleanup ? await cleanUp(account) : await runSuite(app, account, given.test);
    if (!passed) failed.push(account.name);
  }
  if (ran === 0) {
    console.error('Nothing was run.');
    return exitCodes.nothingRun;
  }
  if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}.`);
  return failed.length > 0 ? exitCodes.failed : exitCodes.done;
}

function readArguments(): {
  readonly apps: readonly string[];
  readonly cleanup: boolean;
  readonly test?: string;
} | null {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { cleanup: { type: 'boolean', default: false }, test: { type: 'string' } },
    });
    const unknown = positionals.find((name) => !Object.hasOwn(apps, name));
    if (unknown !== undefined) throw new Error(`There is no app "${unknown}".`);
    return { apps: positionals.length > 0 ? positionals : Object.keys(apps), ...values };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\nUsage: ${usage}`);
    return null;
  }
}

function tellMissing({ name }: Account, missing: readonly LiveVariable[]): void {
  console.error(`${name} is left out. The environment lacks:`);
  for (const variable of missing) console.error(`  ${variable.name}  ${variable.meaning}`);
}

/** In the package of the connector, whose dependencies have the vendor's SDK. */
function runSuite(app: string, { name }: Account, only: string | undefined): Promise<boolean> {
  console.error(`${name}: the conformance suite on a live account`);
  const cwd = join(root, 'packages', `connector-${app}`);
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const flags = ['--config', 'vitest.live.config.ts', ...(only === undefined ? [] : ['--testNamePattern', only])];
  const child = spawn(process.execPath, [vitest, 'run', ...flags], { cwd, stdio: 'inherit' });
  // Ctrl-C reaches the child as well, which then cleans up; this one waits for it.
  const wait = () => undefined;
  process.on('SIGINT', wait);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('SIGINT', wait);
      resolve(code === 0);
    });
  });
}

async function cleanUp(account: Account): Promise<boolean> {
  try {
    const removed = await account.cleanUp(startLiveRun({ ...account, environment: process.env }));
    console.error(`${account.name}: ${removed.length === 0 ? 'nothing was left behind' : 'removed'}`);
    for (const what of removed) console.error(`  ${what}`);
    return true;
  } catch (error) {
    console.error(`${account.name}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
