import { setTimeout as wait } from 'node:timers/promises';
import { connectPostgres, postgresAddress } from '@linkwright/engine';
import { startPostgres } from '@linkwright/postgres-server';
import { clientFolders, schemaOf } from './client-folders.ts';
import { startService } from './service-process.ts';
import { until } from './until.ts';

export interface ManyWorkspaces {
  readonly workspaces: number;
  /** From the start of the process until each has its job in the queue. */
  readonly startSeconds: number;
  /** Share of one core while nothing is due. */
  readonly idleShare: number;
  readonly memoryMb: number;
}

/**
 * One process that looks after so many workspaces, none of which is due. The state of one is made by a run, and those of the others are
 * copies of it, as tables of a thousand states are more than runs would make in an hour.
 */
export async function runManyWorkspaces(workspaces: number, idleSeconds: number): Promise<ManyWorkspaces> {
  const server = await startPostgres();
  const clients = await clientFolders({ count: workspaces, contacts: () => 0, every: '24h', speed: 1000 });
  const { client, destroy } = await connectPostgres(postgresAddress(server.url), 5000);
  try {
    const environment = { LINKWRIGHT_STATE: server.url };
    const first = startService(clients.directory, [], environment);
    await until('the first pair is synced', () => first.lines.some(({ msg }) => msg === 'run'));
    await first.stop();
    for (let number = 1; number < workspaces; number += 1) await client.query(copyOf(schemaOf(0), schemaOf(number)));
    await clients.moveIn();
    const startedAt = performance.now();
    const service = startService(clients.directory, [], environment);
    await until('each pair is in the queue', async () => {
      const { rows } = await client.query<{ count: number }>(
        "select count(*)::int as count from queue_of_linkwright.job where state = 'created'",
      );
      return rows[0]?.count === workspaces;
    });
    const startSeconds = (performance.now() - startedAt) / 1000;
    const served = (): number => service.lines.filter(({ msg }) => msg === 'the workspace is served').length;
    if (served() !== workspaces) throw new Error(`${served()} of ${workspaces} workspaces are served.`);
    // What is looked for once, such as whether there are feeds, is over.
    await wait(idleSeconds * 1000);
    const before = await service.processorMs();
    await wait(idleSeconds * 1000);
    const idleShare = ((await service.processorMs()) - before) / (idleSeconds * 1000);
    const memoryMb = await service.memoryMb();
    await service.stop();
    return { workspaces, startSeconds, idleShare, memoryMb };
  } finally {
    destroy();
    await clients.close();
    await server.stop();
  }
}

/** All tables of a state with what is in them. */
const copyOf = (from: string, to: string): string => `
  create schema "${to}";
  do $$ declare one record; begin
    for one in select tablename as name from pg_tables where schemaname = '${from}' loop
      execute format('create table "${to}".%I (like "${from}".%I including all)', one.name, one.name);
      execute format('insert into "${to}".%I overriding system value select * from "${from}".%I', one.name, one.name);
    end loop;
  end $$`;
