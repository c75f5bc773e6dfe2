import { join } from 'node:path';
import { testState } from '@linkwright/postgres-server/test-state';
import pg from 'pg';
import { expect, it, onTestFailed, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { workersDocumentSchema } from '../../src/operations/documents/workers-document.ts';
import { runCommand } from '../support/run-command.ts';
import { type ClientWorkspaces, clientWorkspaces, emailOf } from './support/client-workspaces.ts';
import { startWorker } from './support/worker-process.ts';

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
  const contacts = 60;
  const clients = await clientWorkspaces({ count: 40, contacts, limits: '{ requestsPerSecond: 2 }' });
  const { url, admin } = await sharedDatabase();
  const environment = { LINKWRIGHT_STATE: url };
  const [killed, other] = ['8', '48'].map((concurrency) =>
    startWorker(clients.directory, ['--concurrency', concurrency], environment),
  );
  if (killed === undefined || other === undefined) throw new Error('two were started');

  onTestFailed(() => {
    const troubles = [...killed.lines(), ...other.lines()].filter(({ level }) => level !== 'info');
    console.log(troubles.map((line) => JSON.stringify(line)).join('\n'));
  });

  // In the middle of runs: it has several, and has made records.
  const held = `select c.state from workers_of_linkwright.claims c join workers_of_linkwright.workers w on w.id = c.worker
    where w.process = ${killed.pid}`;
  const atWork = await vi.waitFor(async () => {
    const { rows } = await admin.query<{ state: string }>(held);
    const created = clients.sandbox
      .requests()
      .reduce((sum, { app, method, count }) => sum + (app === 'airtable' && method === 'POST' ? count : 0), 0);
    if (rows.length < 4 || created < 60) throw new Error('not yet');
    return rows.map(({ state }) => state);
  }, patience);
  const told = await runCommand(['workers', '--json'], { directory: join(clients.directory, 'client-0'), environment });
  expect(told).toMatchObject({ exitCode: 0, stderr: '' });
  const { workers } = workersDocumentSchema.extend({ version: z.literal(1) }).parse(JSON.parse(told.stdout));
  expect(workers.map(({ process, role }) => [process, role]).sort()).toEqual(
    [killed, other].map(({ pid }) => [pid, 'all']).sort(),
  );
  const leases = workers.flatMap(({ jobs }) => jobs.flatMap(({ leaseLeftMs }) => leaseLeftMs ?? []));
  expect(leases.length).toBeGreaterThan(0);
  for (const left of leases) expect(left).toBeGreaterThan(60_000);

  const { rows: clock } = await admin.query<{ now: Date }>('select clock_timestamp() as now');
  killed.signal('SIGKILL');
  const killedAt = clock[0]?.now.getTime() ?? 0;

  await vi.waitFor(async () => expect(await emails(clients)).toEqual(wanted(clients, contacts)), patience);
  expect(other.lines().filter(({ level }) => level === 'error')).toEqual([]);
  await vi.waitFor(async () => {
    const { rows } = await admin.query('select 1 from workers_of_linkwright.claims');
    expect(rows).toEqual([]);
  }, patience);

  // Those that were not released before the kill were taken over: each lease tells since when its last owner has it.
  const takeovers: number[] = [];
  for (const state of atWork) {
    const { rows } = await admin.query<{ since: Date }>(`select since from "${state}".leases where name = 'run'`);
    const since = rows[0]?.since.getTime() ?? 0;
    if (since > killedAt) takeovers.push(since - killedAt);
  }
  expect(takeovers.length).toBeGreaterThan(3);
  // Long before the leases would have ended by themselves. How soon, depends on what else the machine has to do.
  expect(median(takeovers), `milliseconds: ${takeovers.join(', ')}`).toBeLessThan(60_000);

  // Nothing is left to do, and nothing was done twice.
  other.signal('SIGTERM');
  expect(await other.ended).toMatchObject({ exitCode: 0 });
  expect(await emails(clients)).toEqual(wanted(clients, contacts));
});
