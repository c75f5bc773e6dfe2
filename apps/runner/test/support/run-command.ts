import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface CommandOptions {
  readonly directory: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The command as a process of its own, with nothing of this process's environment but the path. */
export function startCommand(words: readonly string[], { directory, environment = {} }: CommandOptions) {
  const child = spawn(process.execPath, ['--conditions=@linkwright/source', main, ...words], {
    cwd: directory,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

export async function runCommand(words: readonly string[], options: CommandOptions) {
  const child = startCommand(words, options);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { exitCode, stdout, stderr };
}
