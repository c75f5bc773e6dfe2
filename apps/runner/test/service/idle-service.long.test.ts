import { join } from 'node:path';
import { openStore } from '@linkwright/engine';
import { pino } from 'pino';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createEmbeddedScheduler } from '../../src/service/embedded-scheduler.ts';
import { healthRoutes } from '../../src/service/health-routes.ts';
import { createMetrics } from '../../src/service/metrics.ts';
import type { PairRun } from '../../src/service/pair-run.ts';
import { Service } from '../../src/service/service.ts';
import { createServiceEvents } from '../../src/service/service-events.ts';
import { crmConfiguration } from '../commands/support/crm-configuration.ts';
import { addContact } from '../commands/support/fill-crm.ts';
import { startCrm } from '../commands/support/start-crm.ts';
import { createHeldClock } from './held-clock.ts';

/** Of a service with one place for runs: files and requests, what is missing in the queue, feeds, and runs. */
const loops = 4;

/** Generous: the machine may be busy with other tests. */
const patience = { timeout: 600_000, interval: 5 };

it('a service in which nothing happens says nothing, whoever reads; what somebody writes is told', async () => {
  const crm = await startCrm();
  await crm.configure(
    crmConfiguration(['companies', 'contacts']).replaceAll('\n    left:', '\n    every: 24h\n    left:'),
  );
  await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada', lastname: 'Lovelace' });
  const clock = createHeldClock(Date.now());
  const events = createServiceEvents(clock.now);
  const told: string[] = [];
  events.listen(({ event }) => told.push(event.kind));
  const runs: PairRun[] = [];
  const service = new Service(
    { clock, log: pino({ level: 'silent' }), events, environment: {}, directory: crm.directory },
    {
      places: [],
      concurrency: 1,
      scheduler: createEmbeddedScheduler(clock),
      onRun: (_workspace, run) => runs.push(run),
    },
  );
  const ending = new AbortController();
  const ended = service.run(ending.signal);
  onTestFinished(async () => {
    ending.abort();
    await ended;
  });
  await vi.waitFor(() => expect(runs).toMatchObject([{ outcome: 'done' }]), patience);
  /** One look at everything: the loops that look, read feeds and work all wait again afterwards. */
  const look = async (): Promise<void> => {
    await vi.waitFor(() => expect(clock.sleeping()).toBe(loops), patience);
    await clock.pass(1_000);
    await vi.waitFor(() => expect(clock.sleeping()).toBe(loops), patience);
  };
  const readAt = (): number | null | undefined =>
    [...service.workspaces.values()][0]?.feeds.standing.find(({ connection }) => connection === 'airtable')?.readAt;
  // The feeds are opened, and what that hints at is looked at. No time passes during that run: a feed that has been quiet for long is
  // read less often.
  while (typeof readAt() !== 'number') await look();
  await vi.waitFor(() => expect(runs).toHaveLength(2), patience);
  await look();
  await look();

  told.length = 0;
  const quietSince = clock.now();
  const health = healthRoutes(service, { clock, metrics: createMetrics() });
  for (let second = 0; second < 15; second += 1) {
    // Whoever reads while the service looks: the log of the open state lies beside it.
    const reader = await openStore(join(crm.directory, '.linkwright/state.db'), { reading: second % 2 === 0 });
    await look();
    await reader.close();
    expect((await health.request('/healthz')).status).toBe(200);
    expect((await crm.run('status')).exitCode).toBe(0);
  }
  expect(readAt()).toBeGreaterThan(quietSince + 5_000);
  expect(told).toEqual([]);

  expect((await crm.run('pause', 'contacts', '--why', 'an import')).exitCode).toBe(0);
  await look();
  expect(told).toEqual(['state-changed']);
  for (let second = 0; second < 5; second += 1) await look();
  expect(told).toEqual(['state-changed']);
  expect(runs).toHaveLength(2);
});
