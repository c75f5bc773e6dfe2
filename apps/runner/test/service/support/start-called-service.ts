import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { createEmbeddedScheduler } from '../../../src/service/embedded-scheduler.ts';
import { type HookOutcome, hookRoutes } from '../../../src/service/hook-routes.ts';
import type { PairRun } from '../../../src/service/pair-run.ts';
import { Service } from '../../../src/service/service.ts';
import { createServiceEvents } from '../../../src/service/service-events.ts';

export interface CalledService {
  /** How apps reach it. */
  readonly publicUrl: string;
  readonly runs: readonly PairRun[];
  /** What became of each request of an app. */
  readonly outcomes: readonly HookOutcome[];
  /** From here on it looks after a folder, until the test has finished. */
  start(directory: string, environment?: Readonly<Record<string, string>>): Service;
  end(): Promise<void>;
}

/** A service that apps may call; its address is known before it looks after anything. */
export async function startCalledService(): Promise<CalledService> {
  const ending = new AbortController();
  const clock = {
    now: Date.now,
    wait: (ms: number, until: AbortSignal) => wait(ms, undefined, { signal: until }).catch(() => undefined),
  };
  const runs: PairRun[] = [];
  const outcomes: HookOutcome[] = [];
  const log = pino({ level: 'silent' });
  let service: Service | null = null;
  let served: Promise<void> = Promise.resolve();
  const hooks = hookRoutes({
    find: async (hash) => service?.called(hash, ending.signal) ?? null,
    clock,
    log,
    count: (outcome) => outcomes.push(outcome),
  });
  const server = serve({ fetch: new Hono().route('/hooks', hooks).fetch, port: 0, hostname: 'localhost' });
  if (!server.listening) await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const end = async (): Promise<void> => {
    ending.abort();
    await served;
  };
  onTestFinished(async () => {
    await end();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  });
  return {
    publicUrl: `http://localhost:${port}`,
    runs,
    outcomes,
    end,
    start(directory, environment = {}) {
      service = new Service(
        { clock, log, events: createServiceEvents(clock.now), environment, directory },
        {
          places: [],
          concurrency: 2,
          scheduler: createEmbeddedScheduler(clock),
          onRun: (_workspace, run) => runs.push(run),
        },
      );
      served = service.run(ending.signal);
      return service;
    },
  };
}

/** What a person would wait for by looking again; the apps run in this process. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('It has not come about within two minutes.');
    await wait(100);
  }
}
