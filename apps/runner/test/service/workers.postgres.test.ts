import { join } from 'node:path';
import type { FacingRequest } from '@linkwright/sandbox';
import { expect, it, onTestFailed, vi } from 'vitest';
import { z } from 'zod';
import { workersDocumentSchema } from '../../src/operations/documents/workers-document.ts';
import { runCommand } from '../support/run-command.ts';
import { clientWorkspaces, emailsIn, wantedEmails } from './support/client-workspaces.ts';
import { sharedDatabase } from './support/shared-database.ts';
import { startWorker } from './support/worker-process.ts';

/** Generous: the machine may be busy with other tests. */
const patience = { timeout: 600_000, interval: 100 };

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Each base answers its first batch of new records, and the others once they are released. */
function holdLaterBatches() {
  const begun = new Set<string>();
  const released = Promise.withResolvers<undefined>();
  return {
    chooseFault({ app, method, path }: Pick<FacingRequest, 'app' | 'method' | 'path'>) {
      if (app !== 'airtable' || method !== 'POST' || !/^\/v0\/app\w+\/tbl\w+$/.test(path)) return undefined;
      if (begun.has(path)) return released.promise;
      begun.add(path);
      return undefined;
    },
    release: (): void => released.resolve(undefined),
  };
}

it('two workers share forty account pairs; where one is killed in the middle, its pairs go on with the other', async () => {
  const contacts = 40;
  const { chooseFault, release } = holdLaterBatches();
  const clients = await clientWorkspaces({ count: 40, contacts, limits: '{ requestsPerSecond: 1 }', chooseFault });
  const { url, admin, heldBy } = await sharedDatabase();
  const environment = { LINKWRIGHT_STATE: url };
  const killed = startWorker(clients.directory, ['--concurrency', '8'], environment);
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
  // Whatever it has sent arrives.
  release();
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
  console.info(`leases of a killed worker were taken over after ${median([...takeovers.values()])} ms (median)`);
  expect(median([...takeovers.values()]), `milliseconds: ${[...takeovers.values()].join(', ')}`).toBeLessThan(60_000);

  await vi.waitFor(async () => expect(await emailsIn(clients)).toEqual(wantedEmails(clients, contacts)), patience);
  expect(other.lines().filter(({ level }) => level === 'error')).toEqual([]);

  // Nothing is left to do, and nothing was done twice.
  other.signal('SIGTERM');
  expect(await other.ended).toMatchObject({ exitCode: 0 });
  expect(await emailsIn(clients)).toEqual(wantedEmails(clients, contacts));
});
