import { join } from 'node:path';
import { testState } from '@linkwright/postgres-server/test-state';
import pg from 'pg';
import { expect, it, onTestFailed, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { workersDocumentSchema } from '../../src/operations/documents/workers-document.ts';
import { runCommand } from '../support/run-command.ts';
import { type ClientWorkspaces, clientWorkspaces, emailOf } from './support/client-workspaces.ts';
import { startWorker, type WorkerProcess } from './support/worker-process.ts';

/** Generous: the machine may be busy with other tests. */
const patience = { timeout: 240_000, interval: 100 };

/** A database of its own for the states of a folder of workspaces, and what a look into it shows. */
async function sharedDatabase() {
  const { place } = testState();
  const name = `workers_${process.pid}_${Date.now()}`;
  const server = new pg.Client({ connectionString: place });
  await server.connect();
  await server.query(`create database ${name}`);
  const url = new URL(place);
  url.pathname = `/${name}`;
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  onTestFinished(async () => {
    await admin.end();
    await server.query(`drop database ${name} with (force)`);
    await server.end();
  });
  return { url: url.href, admin };
}

async function emails({ all }: ClientWorkspaces): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const found = new Map<string, readonly unknown[]>();
  for (const { name, base } of all) {
    found.set(name, (await base('People').select().all()).map((row) => row.get('Email')).sort());
  }
  return found;
}

const wanted = ({ all }: ClientWorkspaces, contacts: number): ReadonlyMap<string, readonly string[]> =>
  new Map(all.map(({ name }) => [name, Array.from({ length: contacts }, (_, number) => emailOf(name, number)).sort()]));

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

it('two workers share forty account pairs; where one is killed in the middle, its pairs go on with the other', async () => {
  const contacts = 40;
  const clients = await clientWorkspaces({ count: 40, contacts, limits: '{ requestsPerSecond: 1 }' });
  const { url, admin } = await sharedDatabase();
  const environment = { LINKWRIGHT_STATE: url };
  const killed = startWorker(clients.directory, ['--concurrency', '8'], environment);
  const heldBy = async ({ pid }: WorkerProcess): Promise<readonly string[]> => {
    const { rows } = await admin.query<{ state: string }>(
      `select c.state from workers_of_linkwright.claims c join workers_of_linkwright.workers w on w.id = c.worker
       where w.process = $1`,
      [pid],
    );
    return rows.map(({ state }) => state);
  };
  await vi.waitFor(async () => expect((await heldBy(killed)).length).toBe(8), patience);
  const other = startWorker(clients.directory, ['--concurrency', '48'], environment);

  onTestFailed(() => {
    const troubles = [...killed.lines(), ...other.lines()].filter(({ level }) => level !== 'info');
    console.log(troubles.map((line) => JSON.stringify(line)).join('\n'));
  });

  // Both are in the middle of runs.
  await vi.waitFor(async () => expect((await heldBy(other)).length).toBeGreaterThan(8), patience);
  const told = await runCommand(['workers', '--json'], { directory: join(clients.directory, 'client-0'), environment });
  expect(told).toMatchObject({ exitCode: 0, stderr: '' });
  const { workers } = workersDocumentSchema.extend({ version: z.literal(1) }).parse(JSON.parse(told.stdout));
  expect(workers.map(({ process, role }) => [process, role]).sort()).toEqual(
    [killed, other].map(({ pid }) => [pid, 'all']).sort(),
  );
  const left = workers.flatMap(({ jobs }) => jobs.flatMap(({ leaseLeftMs }) => leaseLeftMs ?? []));
  expect(left.length).toBeGreaterThan(0);
  for (const milliseconds of left) expect(milliseconds).toBeGreaterThan(60_000);

  // The leases that it holds: since when their last owner has each.
  const leases = async (states: readonly string[]): Promise<ReadonlyMap<string, number>> => {
    const ofOne = (state: string): string =>
      `select '${state}' as state, since from "${state}".leases where name = 'run' and owner is not null`;
    const { rows } = await admin.query<{ state: string; since: Date }>(states.map(ofOne).join(' union all '));
    return new Map(rows.map(({ state, since }) => [state, since.getTime()]));
  };
  const before = await leases(await heldBy(killed));
  expect(before.size).toBeGreaterThan(3);
  const { rows: clock } = await admin.query<{ now: Date }>('select clock_timestamp() as now');
  killed.signal('SIGKILL');
  const killedAt = clock[0]?.now.getTime() ?? 0;
  const takeovers = new Map<string, number>();
  await vi.waitFor(
    async () => {
      for (const [state, since] of await leases([...before.keys()])) {
        if (since > killedAt && !takeovers.has(state)) takeovers.set(state, since - killedAt);
      }
      expect(takeovers.size).toBe(before.size);
    },
    { ...patience, interval: 20 },
  );
  expect(median([...takeovers.values()]), `milliseconds: ${[...takeovers.values()].join(', ')}`).toBeLessThan(60_000);

  await vi.waitFor(async () => expect(await emails(clients)).toEqual(wanted(clients, contacts)), patience);
  expect(other.lines().filter(({ level }) => level === 'error')).toEqual([]);

  // Nothing is left to do, and nothing was done twice.
  other.signal('SIGTERM');
  expect(await other.ended).toMatchObject({ exitCode: 0 });
  expect(await emails(clients)).toEqual(wanted(clients, contacts));
});
