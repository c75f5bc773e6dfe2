import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Clock } from '@linkwright/core';
import { systemClock } from '@linkwright/engine';
import type { RequestCount } from '@linkwright/sandbox';
import { type SandboxOrder, type SandboxReport, sandboxReportSchema } from './sandbox-orders.ts';

/** The apps as HTTP servers in a process of their own. */
export interface BenchSandbox {
  readonly speed: number;
  readonly hubspot: string;
  readonly airtable: string;
  readonly kintone: string;
  /** The time of the apps, for whoever calls them: no app's clock is believed beyond one's own. */
  readonly clock: Clock;
  /** The apps' clocks go ahead at once: what was written before lies behind every overlap of an incremental read. */
  advance(ms: number): Promise<void>;
  clear(): Promise<void>;
  /** What the apps have received since `clear`. */
  requests(): Promise<readonly RequestCount[]>;
  close(): Promise<void>;
}

const program = fileURLToPath(new URL('./sandbox-process.ts', import.meta.url));

const timeLapse = new URL('./hints/time-lapse.ts', import.meta.url).href;

/** `speed`: the vendors' rate limits and lags, so many times faster. `lapsed`: of `time-lapse.ts`, where time itself is faster. */
export async function startBenchSandbox(
  speed: number,
  lapsed?: Readonly<Record<string, string>>,
): Promise<BenchSandbox> {
  const start: SandboxOrder = { order: 'start', speed };
  const child = fork(program, [JSON.stringify(start)], {
    execArgv: [
      '--conditions=@linkwright/source',
      '--disable-warning=ExperimentalWarning',
      ...(lapsed ? ['--import', timeLapse] : []),
    ],
    env: { ...process.env, ...lapsed },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const started = await nextReport(child);
  if (started.report !== 'started') throw new Error('the sandbox answered before it was asked');
  const ask = async (order: SandboxOrder): Promise<readonly RequestCount[]> => {
    const answer = nextReport(child);
    child.send(order);
    const report = await answer;
    return report.report === 'done' ? report.requests : [];
  };
  let ahead = 0;
  return {
    speed,
    hubspot: started.hubspot,
    airtable: started.airtable,
    kintone: started.kintone,
    clock: { ...systemClock, now: () => systemClock.now() + ahead },
    async advance(ms) {
      await ask({ order: 'advance', ms });
      ahead += ms;
    },
    clear: async () => void (await ask({ order: 'clear' })),
    requests: () => ask({ order: 'count' }),
    async close() {
      const ended = once(child, 'exit');
      const close: SandboxOrder = { order: 'close' };
      child.send(close);
      await ended;
    },
  };
}

async function nextReport(child: ChildProcess): Promise<SandboxReport> {
  const gone = new AbortController();
  const onExit = (code: number | null): void => gone.abort(new Error(`the sandbox ended with ${code}`));
  child.once('exit', onExit);
  try {
    const [message] = await once(child, 'message', { signal: gone.signal });
    return sandboxReportSchema.parse(message);
  } catch (error) {
    throw gone.signal.aborted ? gone.signal.reason : error;
  } finally {
    child.off('exit', onExit);
  }
}
