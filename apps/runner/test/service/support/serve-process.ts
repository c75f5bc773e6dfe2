import { onTestFinished, vi } from 'vitest';
import { type CommandResult, resultOf, startCommand } from '../../support/run-command.ts';

/** Generous: the machine may be busy with other tests. */
const patience = { timeout: 600_000, interval: 100 };

/** `linkwright start --port 0` as a process of its own. */
export interface ServedProcess {
  /** What it has logged so far. */
  lines(): readonly Record<string, unknown>[];
  /** Where it answers, once it does. */
  address(): Promise<string>;
  stop(signal: NodeJS.Signals): Promise<CommandResult>;
}

export function serveProcess(
  { directory }: { readonly directory: string },
  ...words: readonly string[]
): ServedProcess {
  const child = startCommand(['start', '--port', '0', ...words], { directory });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const ended = resultOf(child);
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = () =>
    log
      .split('\n')
      .slice(0, -1)
      .filter((line) => line !== '')
      .map((line): Record<string, unknown> => JSON.parse(line));
  return {
    lines,
    address: () =>
      vi.waitFor(() => String(lines().find((line) => line.address !== undefined)?.address ?? notYet()), patience),
    stop(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

const notYet = (): never => {
  throw new Error('not yet');
};
