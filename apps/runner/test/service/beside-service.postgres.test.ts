import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { askService } from '../../src/operations/schedule.ts';
import { status } from '../../src/operations/status.ts';
import { createEmbeddedScheduler } from '../../src/service/embedded-scheduler.ts';
import type { PairRun } from '../../src/service/pair-run.ts';
import { Service } from '../../src/service/service.ts';
import { createServiceEvents } from '../../src/service/service-events.ts';
import { joinWorkers } from '../../src/service/workers/join-workers.ts';
import { openWorkspace } from '../../src/session/open-workspace.ts';
import { clientWorkspaces, emailOf } from './support/client-workspaces.ts';
import { sharedDatabase } from './support/shared-database.ts';

/** Generous: the machine may be busy with other tests. */
const patience = { timeout: 600_000, interval: 50 };

const clock = {
  now: Date.now,
  wait: (ms: number, signal: AbortSignal): Promise<void> => wait(ms, undefined, { signal }).catch(() => undefined),
};

it('a command beside a service whose state lies on PostgreSQL sees it, and has it run what it asks for', async () => {
  const clients = await clientWorkspaces({ count: 1, contacts: 3, every: '24h' });
  const [client] = clients.all;
  if (client === undefined) throw new Error('There is no client.');
  const { url } = await sharedDatabase();
  const environment = { LINKWRIGHT_STATE: url };
  const { directory } = clients;
  const work = await openWorkspace({ file: join(directory, client.name, 'linkwright.yaml'), directory, environment });
  const isServed = async (): Promise<boolean> => (await status(work, { limit: 0 })).schedule.isServed;
  const people = async () => (await client.base('People').select().all()).map((row) => row.get('Email')).sort();
  // Nobody would run it.
  expect(await askService(work, { syncs: [] })).toBeNull();

  const log = pino({ level: 'silent' });
  const runs: PairRun[] = [];
  const service = new Service(
    { clock, log, events: createServiceEvents(clock.now), environment, directory },
    {
      places: ['.'],
      concurrency: 1,
      scheduler: createEmbeddedScheduler(clock),
      join: joinWorkers({ clock, log }, 'all'),
      onRun: (_, run) => runs.push(run),
    },
  );
  const stop = new AbortController();
  const ended = service.run(stop.signal);
  await vi.waitFor(() => expect(runs.map(({ outcome }) => outcome)).toContain('done'), patience);
  expect(await isServed()).toBe(true);

  const contact = { properties: { email: emailOf(client.name, 3), firstname: 'New' }, associations: [] };
  await client.hubspot.crm.contacts.basicApi.create(contact);
  await expect(askService(work, { syncs: ['contatcs'] })).rejects.toMatchObject({
    code: 'unknown-sync',
    remedy: expect.stringContaining('"contacts"'),
  });
  expect(await askService(work, { syncs: ['contacts'] })).toEqual(['contacts']);
  // Its next turn is a day away.
  await vi.waitFor(
    async () => expect(await people()).toEqual([0, 1, 2, 3].map((one) => emailOf(client.name, one))),
    patience,
  );

  stop.abort();
  await ended;
  expect(await isServed()).toBe(false);
  expect(await askService(work, { syncs: ['contacts'] })).toBeNull();
});
