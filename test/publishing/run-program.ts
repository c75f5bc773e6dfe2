import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface ProgramOptions {
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * What this process was started with, without what npm and pnpm tell their scripts: a package manager that is started from
 * here would take it for its own settings.
 */
export const plainEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm|pnpm)_|^NODE_OPTIONS$|^VITEST/i.test(name)),
  );

/** Runs a program to its end and returns what it printed on stdout. Throws with everything that it printed if it fails. */
export async function runProgram(
  [program, ...words]: readonly [string, ...string[]],
  { folder, environment = {} }: ProgramOptions,
): Promise<string> {
  const child = spawn(program, words, {
    cwd: folder,
    env: { ...plainEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (exitCode === 0) return stdout;
  throw new Error(`${[program, ...words].join(' ')} ended with ${exitCode}:\n${stdout}${stderr}`);
}
