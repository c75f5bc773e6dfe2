import type { OwnStreams } from './stray-output.ts';

/** So long a process that has nothing more to do may take to end by itself, in milliseconds. */
const leftOverMs = 1_000;

/**
 * Ends the process with its exit code once everything is written. What a connector has left running (a timer, a socket, an
 * import that never ends) would keep it for ever.
 */
export function endProcess(process: NodeJS.Process, { stdout, stderr }: OwnStreams): void {
  // The timer itself keeps nothing alive: where nothing else does, the process is gone before.
  const end = (): void => void setTimeout(() => process.exit(), leftOverMs).unref();
  stdout.write('', () => stderr.write('', end));
}
