import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface ServiceProcess {
  /** What it has logged so far. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** Processor time since its start, in milliseconds. */
  processorMs(): Promise<number>;
  /** Memory that it takes at present, in megabytes. */
  memoryMb(): Promise<number>;
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('../../../apps/runner/bin/linkwright.cjs', import.meta.url));

/** Of Linux: what `/proc` counts in, a second. */
const ticksPerSecond = 100;

/**
 * `linkwright start`, compiled, as whoever installs it runs it. Where `LINKWRIGHT_BENCH_PROFILE` names a folder, what it spends its
 * time with is written there.
 */
export function startService(
  directory: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): ServiceProcess {
  const { LINKWRIGHT_BENCH_PROFILE: folder } = process.env;
  const profiled = folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
  const child = spawn(process.execPath, [...profiled, program, 'start', '.', '--log-level', 'info', ...words], {
    cwd: directory,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines: Record<string, unknown>[] = [];
  const others: string[] = [];
  let isStopping = false;
  createInterface(child.stderr).on('line', (line) => {
    if (line.startsWith('{')) lines.push(JSON.parse(line));
    else others.push(line);
  });
  // Whoever measures would wait for it in vain. It is compiled: `pnpm build` comes before.
  child.once('close', (code) => {
    if (!isStopping) throw new Error(`The service ended with ${code}.\n${others.slice(-20).join('\n')}`);
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ofProcess = (file: string): Promise<string> => readFile(`/proc/${child.pid}/${file}`, 'utf8');
  return {
    lines,
    async processorMs() {
      // The name of the program stands in brackets and may hold anything; user and system time are the 12th and 13th behind it.
      const fields = (await ofProcess('stat')).split(') ').at(-1)?.split(' ') ?? [];
      return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
    },
    async memoryMb() {
      return Number(/^VmRSS:\s+(\d+)/m.exec(await ofProcess('status'))?.[1]) / 1024;
    },
    async stop() {
      isStopping = true;
      child.kill('SIGTERM');
      await ended;
    },
  };
}
