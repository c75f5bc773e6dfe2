import { run } from '../../../src/command/run.ts';
import type { CommandResult } from '../../support/run-command.ts';

export interface Visit {
  /** What the person does with the address that the command shows. Default: follows it to its end, as a browser does. */
  readonly browse?: (url: URL) => Promise<unknown>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly words?: readonly string[];
}

/** `linkwright connect NAME` in this process, and somebody who does with a browser what it says. */
export async function connectHere(
  directory: string,
  name: string,
  { browse = (url) => fetch(url), environment = {}, words = [] }: Visit = {},
): Promise<CommandResult> {
  let stdout = '';
  let stderr = '';
  let visited: Promise<unknown> | null = null;
  const exitCode = await run({
    arguments: ['connect', name, '--port', '0', ...words],
    environment,
    directory,
    stdout: { write: (text) => (stdout += text) },
    stderr: {
      write(text) {
        stderr += text;
        const [address] = /https?:\/\/\S+\?\S+state=\S+/.exec(stderr) ?? [];
        if (address !== undefined) visited ??= browse(new URL(address));
      },
    },
    signal: new AbortController().signal,
    now: Date.now,
  });
  await visited;
  return { exitCode, stdout, stderr };
}
