import { run } from '../../../src/command/run.ts';
import { expectDocument } from '../../support/expect-document.ts';
import type { CommandResult } from '../../support/run-command.ts';

/** The command within this process, with nothing of its environment. */
export async function runHere(words: readonly string[], directory: string): Promise<CommandResult> {
  let stdout = '';
  let stderr = '';
  const exitCode = await run({
    arguments: words,
    environment: {},
    directory,
    stdout: {
      write: (text) => {
        stdout += text;
      },
    },
    stderr: {
      write: (text) => {
        stderr += text;
      },
    },
    signal: new AbortController().signal,
    now: Date.now,
  });
  expectDocument(words, stdout);
  return { exitCode, stdout, stderr };
}
