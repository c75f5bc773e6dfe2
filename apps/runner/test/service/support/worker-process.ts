import { onTestFinished } from 'vitest';
import { resultOf, startCommand } from '../../support/run-command.ts';

export interface WorkerProcess {
  readonly pid: number;
  /** What it has logged so far. */
  lines(): readonly Record<string, unknown>[];
  signal(signal: NodeJS.Signals): void;
  readonly ended: Promise<{ readonly exitCode: number | null }>;
}

/** `linkwright start` as a process of its own, with its state on a database. */
export function startWorker(
  directory: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): WorkerProcess {
  const child = startCommand(['start', '.', '--log-level', 'debug', ...words], { directory, environment });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const ended = resultOf(child);
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    pid: child.pid ?? 0,
    lines: () =>
      log
        .split('\n')
        // The last one may not be whole yet.
        .slice(0, -1)
        .filter((line) => line.startsWith('{') && line.endsWith('}'))
        .map((line): Record<string, unknown> => JSON.parse(line)),
    signal: (signal) => void child.kill(signal),
    ended,
  };
}
