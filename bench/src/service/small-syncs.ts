import { startPostgres } from '@linkwright/postgres-server';
import { clientFolders } from './client-folders.ts';
import { startService } from './service-process.ts';
import { until } from './until.ts';

export interface SmallSyncs {
  readonly syncs: number;
  /** Calls of one round in which nothing has changed, by sync: HubSpot and Airtable. */
  readonly callsPerSync: { readonly hubspot: number; readonly airtable: number };
  /** Processor time of one sync in such a round. */
  readonly processorMs: number;
}

/** One process with so many small syncs, each in a workspace of its own, in rounds in which nothing has changed. */
export async function runSmallSyncs(syncs: number, contacts: number, onPostgres: boolean): Promise<SmallSyncs> {
  const server = onPostgres ? await startPostgres() : null;
  const clients = await clientFolders({ count: syncs, contacts: () => contacts, every: '30s', speed: 1000 });
  try {
    await clients.moveIn();
    const environment = server === null ? {} : { LINKWRIGHT_STATE: server.url };
    const service = startService(clients.directory, ['--concurrency', '4'], environment);
    const runs = (): number => service.lines.filter(({ msg }) => msg === 'run').length;
    // The second reads back what the first has written.
    await until('each pair is synced twice', () => runs() >= 2 * syncs);
    clients.sandbox.clearRequests();
    const [before, ranBefore] = [await service.processorMs(), runs()];
    await until('two rounds more', () => runs() >= ranBefore + 2 * syncs);
    const ran = runs() - ranBefore;
    const processorMs = ((await service.processorMs()) - before) / ran;
    const callsTo = (app: string): number =>
      clients.sandbox.requests().reduce((sum, one) => sum + (one.app === app ? one.count : 0), 0) / ran;
    const callsPerSync = { hubspot: callsTo('hubspot'), airtable: callsTo('airtable') };
    await service.stop();
    return { syncs, callsPerSync, processorMs };
  } finally {
    await clients.close();
    await server?.stop();
  }
}
