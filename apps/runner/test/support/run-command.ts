import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { expectDocument } from './expect-document.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface CommandOptions {
  readonly directory: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface CommandResult {
  /** `null`: a signal ended the process. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as a process of its own, with nothing of this process's environment but the path. */
export const startCommand = (
  words: readonly string[],
  options: CommandOptions,
): ChildProcessByStdio<null, Readable, Readable> => spawnCommand(main, words, options);

/** The same of a copy of the program. */
export function spawnCommand(
  program: string,
  words: readonly string[],
  { directory, environment = {} }: CommandOptions,
): ChildProcessByStdio<null, Readable, Readable> {
  const child = spawn(process.execPath, ['--conditions=@linkwright/source', program, ...words], {
    cwd: directory,
    env: {
      PATH: process.env.PATH,
      // Stripping the types of every module again takes longer than the command itself.
      NODE_COMPILE_CACHE: join(tmpdir(), 'linkwright-test-compile-cache'),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

export async function resultOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<CommandResult> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  await once(child, 'close');
  return { exitCode: child.exitCode, stdout, stderr };
}

export async function runCommand(words: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const result = await resultOf(startCommand(words, options));
  expectDocument(words, result.stdout);
  return result;
}
