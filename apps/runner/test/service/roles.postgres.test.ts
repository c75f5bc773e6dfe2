import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { z } from 'zod';
import { workersDocumentSchema } from '../../src/operations/documents/workers-document.ts';
import { createToken, tokenFolderOf } from '../../src/service/access/token-folder.ts';
import { runCommand } from '../support/run-command.ts';
import { clientWorkspaces, emailOf } from './support/client-workspaces.ts';
import { sharedDatabase } from './support/shared-database.ts';
import { startWorker, type WorkerProcess } from './support/worker-process.ts';

/** Generous: the machine may be busy with other tests. */
const patience = { timeout: 600_000, interval: 100 };

const runsSchema = z.object({
  items: z.array(z.looseObject({ askedBy: z.looseObject({ via: z.string() }), status: z.string() })),
});

const addressOf = (process: WorkerProcess): Promise<string> =>
  vi.waitFor(() => {
    const address = process.lines().find((line) => line.address !== undefined)?.address;
    if (typeof address !== 'string') throw new Error('it does not answer yet');
    return address;
  }, patience);

it('a web process answers and runs nothing; a worker runs what was asked for there, and has no page', async () => {
  const clients = await clientWorkspaces({ count: 1, contacts: 3 });
  const { directory } = clients;
  const { url } = await sharedDatabase();
  const environment = { LINKWRIGHT_STATE: url };
  const web = startWorker(directory, ['--role', 'web', '--port', '0'], environment);
  const address = await addressOf(web);
  const folder = await tokenFolderOf({ directory, environment: {} }, ['.']);
  const { token } = await createToken(folder, { name: 'ada', role: 'operator', expiresAt: null, now: Date.now() });
  const workspace = `${address}/api/v1/workspaces/client-0`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const read = async (path: string) => (await fetch(`${workspace}${path}`, { headers })).json();
  const readWorkers = async () => workersDocumentSchema.extend({ version: z.literal(1) }).parse(await read('/workers'));
  await vi.waitFor(async () => expect((await fetch(`${address}/readyz`)).status).toBe(200), patience);
  expect(web.lines().some((line) => String(line.msg).includes('nobody is an admin yet'))).toBe(true);

  const ask = async () => {
    const answer = await fetch(`${workspace}/runs`, { method: 'POST', headers, body: '{"syncs":[]}' });
    return [answer.status, await answer.json()];
  };
  // Nobody would run it, and that is said.
  expect(await ask()).toMatchObject([503, { code: 'not-served' }]);
  // Long due, and nobody takes it.
  await vi.waitFor(async () => {
    const { workers, queue } = await readWorkers();
    expect(workers).toMatchObject([{ role: 'web', process: web.pid, jobs: [] }]);
    expect(queue.waiting).toBe(1);
    expect(queue.oldestMs).toBeGreaterThan(1_000);
  }, patience);
  const people = async () =>
    (await clients.all[0]?.base('People').select().all())?.map((row) => row.get('Email')).sort();
  expect(await people()).toEqual([]);
  expect(web.lines().filter(({ msg }) => msg === 'run')).toEqual([]);

  const worker = startWorker(directory, ['--role', 'worker', '--port', '0'], environment);
  await vi.waitFor(
    async () => expect(await people()).toEqual([0, 1, 2].map((one) => emailOf('client-0', one))),
    patience,
  );
  await vi.waitFor(async () => {
    const { workers, queue } = await readWorkers();
    expect(workers.map(({ role, process }) => [role, process]).sort()).toEqual([
      ['web', web.pid],
      ['worker', worker.pid],
    ]);
    expect(queue).toMatchObject({ waiting: 0, oldestMs: null });
  }, patience);
  const told = await runCommand(['workers', '--json'], { directory: join(directory, 'client-0'), environment });
  expect(JSON.parse(told.stdout).workers).toHaveLength(2);
  expect(await ask()).toMatchObject([202, { syncs: ['contacts'] }]);
  // A feed that begins may bring a run of the schedule's own in between.
  await vi.waitFor(async () => {
    const { items } = runsSchema.parse(await read('/runs'));
    expect(items.filter(({ askedBy }) => askedBy.via === 'api')).toMatchObject([
      { askedBy: { by: 'ada' }, status: 'done' },
    ]);
    expect(items.some(({ askedBy }) => askedBy.via === 'schedule')).toBe(true);
  }, patience);
  expect(web.lines().filter(({ msg }) => msg === 'run')).toEqual([]);

  const ofWorker = await addressOf(worker);
  expect((await fetch(`${ofWorker}/healthz`)).status).toBe(200);
  const page = await fetch(`${ofWorker}/`);
  expect([page.status, page.headers.get('content-type')]).toEqual([401, 'application/problem+json']);
  expect(worker.lines().some((line) => String(line.msg).includes('nobody is an admin yet'))).toBe(false);
  for (const process of [worker, web]) {
    process.signal('SIGTERM');
    expect(await process.ended).toMatchObject({ exitCode: 0 });
  }
});
