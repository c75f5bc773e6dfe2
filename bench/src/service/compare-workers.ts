import { connectPostgres, openStore, postgresAddress } from '@linkwright/engine';
import { startPostgres } from '@linkwright/postgres-server';
import { clientFolders, schemaOf } from './client-folders.ts';
import { type ServiceProcess, startService } from './service-process.ts';
import { until } from './until.ts';

/** What so many workers have done. */
export interface WorkersDone {
  readonly workers: number;
  /** From the start of the first run to the end of the last. */
  readonly seconds: number;
  readonly contactsPerSecond: number;
  /** From the start of the first run to that of the last of those that have a place from the start. */
  readonly skewSeconds: number;
  readonly longestRunSeconds: number;
  /** Processor time of all workers, in seconds. */
  readonly processorSeconds: number;
  /** Calls that an app refused with 429. */
  readonly refused: number;
}

export interface WorkersSize {
  readonly pairs: number;
  readonly contacts: number;
  readonly requestsPerSecond: number;
  /** Pairs that each worker works on at once. */
  readonly concurrency: number;
}

/** First syncs of pairs that wait for their apps, by so many workers that share one PostgreSQL. Each has its places full from the start. */
export async function runWorkers(workers: number, size: WorkersSize): Promise<WorkersDone> {
  const { pairs, contacts, requestsPerSecond, concurrency } = size;
  const server = await startPostgres();
  // One more, with nothing in it, that the workers are ready with before there is anything to do.
  const clients = await clientFolders({
    count: pairs + 1,
    contacts: (client) => (client === 0 ? 0 : contacts),
    limits: { requestsPerSecond },
    every: '24h',
    speed: 1,
  });
  const { client, destroy } = await connectPostgres(postgresAddress(server.url), 5000);
  try {
    // Tables are made once in the life of a state.
    for (let number = 0; number <= pairs; number += 1) {
      await (await openStore(server.url, { schema: schemaOf(number) })).close();
    }
    const words = ['--role', 'worker', '--concurrency', String(concurrency)];
    const started = Array.from({ length: workers }, () =>
      startService(clients.directory, words, { LINKWRIGHT_STATE: server.url }),
    );
    await until('the workers are ready', async () => {
      const { rows } = await client.query("select 1 where to_regclass('workers_of_linkwright.workers') is not null");
      if (rows.length === 0) return false;
      return (await client.query('select 1 from workers_of_linkwright.workers')).rows.length === workers;
    });
    const all = () => started.flatMap(({ lines }) => lines.filter(({ msg }) => msg === 'run'));
    await until('the first pair is synced', () => all().length === 1);
    const beforehand = await processorSeconds(started);
    await clients.moveIn();
    const runs = () => all().filter(({ workspace }) => workspace !== 'client0');
    await until('all pairs are synced', () => runs().length >= pairs);
    const ends = runs().map(({ time }) => Number(time));
    const begins = runs().map(({ ms }, at) => (ends[at] ?? 0) - Number(ms));
    const seconds = (Math.max(...ends) - Math.min(...begins)) / 1000;
    const processor = (await processorSeconds(started)) - beforehand;
    const wrong = runs().filter(({ outcome }) => outcome !== 'done');
    if (wrong.length > 0) throw new Error(`Not every run came to its end: ${JSON.stringify(wrong)}`);
    await Promise.all(started.map((one) => one.stop()));
    return {
      workers,
      seconds,
      skewSeconds:
        ((begins.toSorted((a, b) => a - b)[Math.min(pairs, workers * concurrency) - 1] ?? 0) - Math.min(...begins)) /
        1000,
      longestRunSeconds: Math.max(...runs().map(({ ms }) => Number(ms))) / 1000,
      contactsPerSecond: (pairs * contacts) / seconds,
      processorSeconds: processor,
      refused: clients.sandbox.requests().reduce((sum, { status, count }) => sum + (status === 429 ? count : 0), 0),
    };
  } finally {
    destroy();
    await clients.close();
    await server.stop();
  }
}

async function processorSeconds(processes: readonly ServiceProcess[]): Promise<number> {
  const all = await Promise.all(processes.map((one) => one.processorMs()));
  return all.reduce((sum, ms) => sum + ms, 0) / 1000;
}
