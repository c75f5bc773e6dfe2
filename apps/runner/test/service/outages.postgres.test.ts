import { startPostgres } from '@linkwright/postgres-server';
import { expect, it, onTestFailed, onTestFinished, vi } from 'vitest';
import { type ClientWorkspaces, clientWorkspaces, emailsIn, wantedEmails } from './support/client-workspaces.ts';
import { startFrozenProxy } from './support/frozen-proxy.ts';
import { type SharedDatabase, sharedDatabase } from './support/shared-database.ts';
import { startWorker, type WorkerProcess } from './support/worker-process.ts';

/** Generous: the machine may be busy with other tests. */
const patience = { timeout: 600_000, interval: 100 };

const contacts = 40;

/** Pairs whose first sync takes some seconds, as the apps take a call a second. */
const world = (): Promise<ClientWorkspaces> =>
  clientWorkspaces({ count: 3, contacts, limits: '{ requestsPerSecond: 1 }' });

/** The shortest lease that may be set: what is tested is what happens once it has ended. */
const leaseSeconds = '5';

function worker(clients: ClientWorkspaces, url: string): WorkerProcess {
  const started = startWorker(clients.directory, ['--concurrency', '8'], {
    LINKWRIGHT_STATE: url,
    LINKWRIGHT_LEASE_SECONDS: leaseSeconds,
  });
  onTestFailed(() => {
    const troubles = started.lines().filter(({ level }) => level !== 'debug');
    console.log(troubles.map((line) => JSON.stringify(line)).join('\n'));
  });
  return started;
}

/** The worker is in the middle of runs that have written something, and have more to write. */
async function atWork(clients: ClientWorkspaces, { heldBy }: SharedDatabase, one: WorkerProcess): Promise<void> {
  await vi.waitFor(async () => {
    expect((await heldBy(one)).length).toBe(clients.all.length);
    const found = [...(await emailsIn(clients)).values()].map(({ length }) => length);
    expect(Math.max(...found)).toBeGreaterThan(0);
  }, patience);
}

const outcomesOf = (one: WorkerProcess): readonly unknown[] => one.lines().flatMap(({ outcome = [] }) => outcome);

const errorsOf = (one: WorkerProcess): readonly unknown[] => one.lines().filter(({ level }) => level === 'error');

/** By state: how often it was taken. */
async function epochs({ admin }: SharedDatabase, states: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const ofOne = (state: string): string => `select '${state}' as state, epoch::int from "${state}".leases`;
  const { rows } = await admin.query<{ state: string; epoch: number }>(states.map(ofOne).join(' union all '));
  return new Map(rows.map(({ state, epoch }) => [state, epoch]));
}

const everythingOnce = (clients: ClientWorkspaces): Promise<void> =>
  vi.waitFor(async () => expect(await emailsIn(clients)).toEqual(wantedEmails(clients, contacts)), patience);

it('a worker that stood still for longer than its lease finds its runs with another one, and stores nothing more', async () => {
  const [clients, database] = [await world(), await sharedDatabase()];
  const stopped = worker(clients, database.url);
  await atWork(clients, database, stopped);
  const states = await database.heldBy(stopped);
  const before = await epochs(database, states);
  stopped.signal('SIGSTOP');
  onTestFinished(() => stopped.signal('SIGCONT'));
  const other = worker(clients, database.url);
  await vi.waitFor(async () => expect((await database.heldBy(other)).length).toBeGreaterThan(0), patience);
  await vi.waitFor(async () => {
    for (const [state, epoch] of await epochs(database, states)) expect(epoch).toBeGreaterThan(before.get(state) ?? 0);
  }, patience);
  stopped.signal('SIGCONT');
  await vi.waitFor(() => expect(outcomesOf(stopped)).toContain('interrupted'), patience);
  await everythingOnce(clients);
  expect(outcomesOf(stopped).filter((outcome) => outcome === 'failed')).toEqual([]);
  expect([...errorsOf(stopped), ...errorsOf(other)]).toEqual([]);
});

it('a worker that the network cuts off from the database goes on once it is back, behind those that took over', async () => {
  const [clients, database] = [await world(), await sharedDatabase()];
  const direct = new URL(database.url);
  direct.searchParams.delete('host');
  const proxy = await startFrozenProxy({ host: direct.hostname, port: Number(direct.port) });
  const through = new URL(direct);
  through.port = String(proxy.port);
  const cut = worker(clients, through.href);
  await atWork(clients, database, cut);
  const states = await database.heldBy(cut);
  const before = await epochs(database, states);
  proxy.freeze();
  const other = worker(clients, direct.href);
  await vi.waitFor(async () => {
    for (const [state, epoch] of await epochs(database, states)) expect(epoch).toBeGreaterThan(before.get(state) ?? 0);
  }, patience);
  proxy.thaw();
  await vi.waitFor(() => expect(outcomesOf(cut)).toContain('interrupted'), patience);
  await everythingOnce(clients);
  // It is a worker again, among those that are asked for work.
  await vi.waitFor(async () => {
    const { rows } = await database.admin.query('select process from workers_of_linkwright.workers');
    expect(rows.map(({ process }) => process).sort()).toEqual([cut.pid, other.pid].sort());
  }, patience);
  expect([...errorsOf(cut), ...errorsOf(other)]).toEqual([]);
});

it('workers wait for a server that is restarted under them, and go on', async () => {
  const server = await startPostgres({ durable: true });
  onTestFinished(() => server.stop());
  const clients = await world();
  const database = await databaseOn(server.url);
  const workers = [worker(clients, database), worker(clients, database)];
  await vi.waitFor(async () => {
    const found = [...(await emailsIn(clients)).values()].map(({ length }) => length);
    expect(Math.max(...found)).toBeGreaterThan(0);
  }, patience);
  await server.restart(2000);
  await everythingOnce(clients);
  for (const one of workers) {
    expect(errorsOf(one)).toEqual([]);
    one.signal('SIGTERM');
  }
  expect(await Promise.all(workers.map((one) => one.ended))).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);
  expect(await emailsIn(clients)).toEqual(wantedEmails(clients, contacts));
});

/** The server is thrown away with it. */
async function databaseOn(url: string): Promise<string> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('create database workers');
  await client.end();
  const address = new URL(url);
  address.pathname = '/workers';
  return address.href;
}
