import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFailed, vi } from 'vitest';
import { type ClientWorkspaces, clientWorkspaces, emailsIn, wantedEmails } from './client-workspaces.ts';
import { startFrozenProxy } from './frozen-proxy.ts';
import { startWorker, type WorkerProcess } from './worker-process.ts';

/** Generous: the machine may be busy with other tests. */
const patience = { timeout: 600_000, interval: 20 };

const contacts = 100;

/** What Airtable takes in one call. */
const batch = 10;

/** So long a service that is told to stop may take, in milliseconds: whoever has told it kills it some time later. */
const mostMs = 10_000;

type Environment = Readonly<Record<string, string>>;

/** A first sync of a call a second, and a service that is in the middle of it. */
async function inTheMiddle(
  environment: Environment,
  change?: (clients: ClientWorkspaces) => Promise<void>,
): Promise<{ readonly clients: ClientWorkspaces; readonly service: WorkerProcess }> {
  const clients = await clientWorkspaces({ count: 1, contacts, limits: '{ requestsPerSecond: 1 }' });
  await change?.(clients);
  const service = startWorker(clients.directory, [], environment);
  onTestFailed(() =>
    console.log(
      service
        .lines()
        .map((line) => JSON.stringify(line))
        .join('\n'),
    ),
  );
  await vi.waitFor(async () => expect(await written(clients)).toBeGreaterThan(0), patience);
  return { clients, service };
}

const written = async (clients: ClientWorkspaces): Promise<number> =>
  (await emailsIn(clients)).get('client-0')?.length ?? 0;

const runsOf = (service: WorkerProcess) => service.lines().filter(({ msg }) => msg === 'run');

/** The next service goes on, and in the end everything is there once. Gives how many batches it has created. */
async function goesOn(clients: ClientWorkspaces, environment: Environment): Promise<number> {
  clients.sandbox.clearRequests();
  const next = startWorker(clients.directory, [], environment);
  await vi.waitFor(() => expect(runsOf(next)).toContainEqual(expect.objectContaining({ outcome: 'done' })), patience);
  expect(await emailsIn(clients)).toEqual(wantedEmails(clients, contacts));
  next.signal('SIGTERM');
  expect(await next.ended).toMatchObject({ exitCode: 0 });
  const creates = clients.sandbox
    .requests()
    .filter(({ app, method, path }) => app === 'airtable' && method === 'POST' && !path.includes('webhooks'));
  return creates.reduce((sum, { count }) => sum + count, 0);
}

/** Told to stop in the middle, a service ends with what was sent, and the next one does the rest and nothing twice. */
export async function stopsInTheMiddle(environment: Environment): Promise<void> {
  const { clients, service } = await inTheMiddle(environment);
  const toldAt = performance.now();
  service.signal('SIGTERM');
  expect(await service.ended).toMatchObject({ exitCode: 0 });
  expect(performance.now() - toldAt).toBeLessThan(mostMs);
  expect(service.lines().filter(({ level }) => level === 'error')).toEqual([]);
  expect(runsOf(service)).toMatchObject([{ outcome: 'interrupted' }]);
  const half = await written(clients);
  expect([half % batch, half < contacts]).toEqual([0, true]);
  // What the first one has written is known: the other one creates the rest alone.
  expect(await goesOn(clients, environment)).toBe((contacts - half) / batch);
}

/** Told twice, it waits for no answer. What it had sent arrives without it, and is there once all the same. */
export async function endsAtOnceWhenToldTwice(environment: Environment): Promise<void> {
  const proxies: Awaited<ReturnType<typeof startFrozenProxy>>[] = [];
  const { clients, service } = await inTheMiddle(environment, async ({ directory, sandbox }) => {
    const { hostname, port, origin } = new URL(sandbox.airtable.baseUrl);
    const proxy = await startFrozenProxy({ host: hostname, port: Number(port) });
    proxies.push(proxy);
    const file = join(directory, 'client-0/linkwright.yaml');
    const leads = (await readFile(file, 'utf8')).replaceAll(
      sandbox.airtable.baseUrl,
      sandbox.airtable.baseUrl.replace(origin, `http://127.0.0.1:${proxy.port}`),
    );
    await writeFile(file, leads);
  });
  const [proxy] = proxies;
  if (proxy === undefined) throw new Error('Nothing stands in front of the app.');
  proxy.freeze();
  await vi.waitFor(() => expect(proxy.holdsBack()).toBe(true), patience);
  service.signal('SIGTERM');
  await vi.waitFor(
    () => expect(service.lines().some(({ msg }) => String(msg).startsWith('stopping'))).toBe(true),
    patience,
  );
  const toldAt = performance.now();
  service.signal('SIGTERM');
  expect(await service.ended).toMatchObject({ exitCode: 130 });
  expect(performance.now() - toldAt).toBeLessThan(mostMs / 2);
  expect(await written(clients)).toBeLessThan(contacts);
  proxy.thaw();
  await goesOn(clients, environment);
}
