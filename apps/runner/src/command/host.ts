import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import type { OutputOptions } from '../output/output.ts';
import type { OutputStream } from '../output/output-stream.ts';
import { openPager } from '../output/pager.ts';
import type { Redactor } from '../output/redactor.ts';
import type { Terminal } from '../prompt/terminal.ts';
import { endProcess } from './end-process.ts';
import { claimStreams } from './stray-output.ts';
import { watchProcess } from './watch-process.ts';

/** Everything of the process that commands depend on. */
export interface Host {
  /** Without the program's own name. */
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the user stands: relative paths start here. */
  readonly directory: string;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Absent: nobody is there to answer questions. */
  readonly terminal?: Terminal;
  /** What is piped in, line by line, where nobody types. Absent: nothing is. */
  readonly input?: Readable;
  /** For what is longer than a screen. Absent: there is no pager. */
  readonly openPager?: NonNullable<OutputOptions['openPager']>;
  /** Aborted by the first interrupt. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
}

/** Whoever has pressed Ctrl-C wonders after so many milliseconds why nothing happens. */
const patienceMs = 1_000;

const stopping = 'Stopping once what was sent is answered; what was done is kept. Ctrl-C again stops at once.\n';

/** `finished`: the command has ended by itself, and the process does. */
export function nodeHost(redactor: Redactor): { readonly host: Host; finished(): void } {
  const interrupt = new AbortController();
  const { stdout, stderr } = claimStreams(process, redactor);
  const redacted = { write: (text: string) => stderr.write(redactor.redact(text)) };
  const watch = watchProcess(process, { stderr: redacted, fail: (reason) => interrupt.abort(reason) });
  let told: NodeJS.Timeout | undefined;
  // A service writes JSON lines and nothing else, unless somebody sits before it.
  const isForCollectors = process.argv.includes('start') && !process.stderr.isTTY;
  const onSignal = (): void => {
    // Whoever asks twice does not want to wait for the batch under way.
    if (interrupt.signal.aborted) process.exit(130);
    interrupt.abort(new DOMException('interrupted', 'AbortError'));
    if (!isForCollectors) told = setTimeout(() => redacted.write(stopping), patienceMs).unref();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  for (const stream of [process.stdout, process.stderr]) {
    // The reader has left, as in `linkwright objects | head`: there is nobody to tell more.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }
  const host: Host = {
    arguments: process.argv.slice(2),
    environment: process.env,
    directory: userDirectory(process.env, process.cwd()),
    stdout,
    stderr,
    ...(process.stdin.isTTY && stdout.isTTY && { terminal: { input: process.stdin, output: stdout } }),
    ...(!process.stdin.isTTY && { input: process.stdin }),
    openPager: () => openPager(process.env),
    signal: interrupt.signal,
    now: Date.now,
  };
  return {
    host,
    finished() {
      clearTimeout(told);
      watch.finished();
      endProcess(process, { stdout, stderr });
    },
  };
}

/**
 * A package manager runs a script in the script's package, and says in `INIT_CWD` where the user typed. A script that has
 * changed the folder itself means the one it chose, so `INIT_CWD` counts in the package's own folder only.
 */
export function userDirectory(
  environment: Readonly<Record<string, string | undefined>>,
  workingDirectory: string,
): string {
  const { INIT_CWD: typedIn, npm_package_json: manifest } = environment;
  const isScript = manifest !== undefined && dirname(manifest) === workingDirectory;
  return isScript && typedIn ? typedIn : workingDirectory;
}
