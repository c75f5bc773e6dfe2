import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Clock, RetryableError } from '@linkwright/core';
import { carryOut, type ExchangeJob, type ExchangeResult, exchangeResultSchema } from './exchange-job.ts';

/** In the workspace programs are read as they are written; installed, as they were built. */
const isSource = import.meta.url.endsWith('.ts');
const program = fileURLToPath(new URL(`./exchange-process.${isSource ? 'ts' : 'js'}`, import.meta.url));

/** A proxy cannot reach this machine's own loopback. */
const loopback = 'localhost,127.0.0.1,[::1]';

/** Carries it out in a process of its own, which ends by itself whatever becomes of this one. Where none can be made: in this one. */
export async function carryOutApart(job: ExchangeJob, clock: Clock): Promise<ExchangeResult> {
  const { NO_PROXY, no_proxy, ...environment } = process.env;
  const unproxied = [NO_PROXY ?? no_proxy, loopback].filter(Boolean).join(',');
  const child = spawn(process.execPath, [...(isSource ? ['--conditions=@linkwright/source'] : []), program], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...environment, NO_PROXY: unproxied, NODE_USE_ENV_PROXY: '1' },
    windowsHide: true,
  });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stdin.on('error', () => undefined);
  const ended = new Promise<'ended' | 'not-started'>((resolve) => {
    child.once('error', () => resolve('not-started'));
    child.once('close', () => resolve('ended'));
  });
  child.stdin.end(`${JSON.stringify(job)}\n`);
  if ((await ended) === 'not-started') return carryOut(job, clock);
  const parsed = exchangeResultSchema.safeParse(parse(Buffer.concat(said).toString('utf8')));
  if (parsed.success) return parsed.data;
  throw new RetryableError('The process that renews credentials has ended without a word.', {
    code: 'exchange-ended',
    remedy: 'Run the same command again; LINKWRIGHT_DEBUG=1 tells more.',
  });
}

function parse(said: string): unknown {
  try {
    return JSON.parse(said);
  } catch {
    return null;
  }
}
