import { setTimeout as wait } from 'node:timers/promises';
import { connectPostgres, openStore, postgresAddress } from '@linkwright/engine';
import { startPostgres } from '@linkwright/postgres-server';
import { clientFolders, schemaOf } from './client-folders.ts';
import { type ServiceProcess, startService } from './service-process.ts';
import { until } from './until.ts';

export interface ManyWorkspaces {
  readonly workspaces: number;
  /** From the start of the process until each has its job in the queue. */
  readonly startSeconds: number;
  /** Share of one core while nothing is due. */
  readonly idleShare: number;
  readonly memoryMb: number;
  /** That it keeps to the database. */
  readonly connections: number;
  /** Transactions in a minute in which nothing is due, its own statements outside of one among them. */
  readonly transactionsPerMinute: number;
  /** To the apps, whose feeds are looked into every five minutes where nothing happens. */
  readonly callsPerMinute: number;
}

/** Throws where one cannot be synced: whoever measures would wait for it for hours. */
function hasSynced(lines: ServiceProcess['lines']): ReadonlySet<unknown> {
  const fault = lines.find(({ level }) => level === 'error');
  if (fault !== undefined) throw new Error(`A workspace is not synced: ${JSON.stringify(fault)}`);
  return new Set(
    lines.flatMap(({ msg, outcome, workspace }) => (msg === 'run' && outcome === 'done' ? [workspace] : [])),
  );
}

/** One process that looks after so many workspaces, none of which is due, and in whose apps nothing has happened for a day. */
export async function runManyWorkspaces(workspaces: number, idleSeconds: number): Promise<ManyWorkspaces> {
  const server = await startPostgres();
  const clients = await clientFolders({ count: workspaces, contacts: () => 0, every: '24h', speed: 1000 });
  const { client, destroy } = await connectPostgres(postgresAddress(server.url), 5000);
  const numberOf = async (query: string): Promise<number> =>
    (await client.query<{ number: number }>(query)).rows[0]?.number ?? Number.NaN;
  const connected = (): Promise<number> =>
    numberOf(
      `select count(*)::int as number from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
  const transactions = (): Promise<number> =>
    numberOf(
      'select (xact_commit + xact_rollback)::int as number from pg_stat_database where datname = current_database()',
    );
  /** For an hour nothing is due. */
  const isQuiet = async (): Promise<boolean> =>
    (await numberOf(
      `select count(*)::int as number from queue_of_linkwright.job
       where state in ('created', 'retry', 'active') and start_after < now() + interval '1 hour'`,
    )) === 0;
  /** So many states have a feed. */
  const feedsOf = async (count: number): Promise<number> => {
    let found = 0;
    for (let number = 0; number < count; number += 1) {
      found += await numberOf(
        `select count(*)::int as number from "${schemaOf(number)}".documents where name = 'hint-feeds' and content <> '{}'`,
      );
    }
    return found;
  };
  try {
    const environment = { LINKWRIGHT_STATE: server.url };
    await (await openStore(server.url, { schema: schemaOf(0) })).close();
    for (let number = 1; number < workspaces; number += 1) await client.query(copyOf(schemaOf(0), schemaOf(number)));
    await clients.moveIn();
    const first = startService(clients.directory, ['--concurrency', '4'], environment);
    // The first one of each, and another one where a feed has begun meanwhile.
    await until('each pair is synced', () => hasSynced(first.lines).size === workspaces, patienceMs);
    await until('all feeds have begun', async () => (await feedsOf(workspaces)) === workspaces, patienceMs);
    await until('nothing is due', isQuiet, patienceMs);
    await first.stop();
    for (let number = 0; number < workspaces; number += 1) {
      await client.query(longQuiet(schemaOf(number)), [dayMs, Math.round((number / workspaces) * restMs)]);
    }
    await client.query('delete from queue_of_linkwright.job');
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
    await until('nothing is due', isQuiet);
    clients.sandbox.clearRequests();
    const [before, transactionsBefore] = [await service.processorMs(), await transactions()];
    await wait(idleSeconds * 1000);
    const idleShare = ((await service.processorMs()) - before) / (idleSeconds * 1000);
    const transactionsPerMinute = (((await transactions()) - transactionsBefore) / idleSeconds) * 60;
    const calls = clients.sandbox.requests().reduce((sum, one) => sum + one.count, 0);
    const memoryMb = await service.memoryMb();
    const connections = await connected();
    await service.stop();
    return {
      workspaces,
      startSeconds,
      idleShare,
      memoryMb,
      connections,
      transactionsPerMinute,
      callsPerMinute: (calls / idleSeconds) * 60,
    };
  } finally {
    destroy();
    await clients.close();
    await server.stop();
  }
}

/** First syncs of a thousand pairs take a while. */
const patienceMs = 3 * 60 * 60_000;

const dayMs = 86_400_000;

/** A feed that has nothing to say is looked into so seldom, in milliseconds. */
const restMs = 300_000;

/** Nothing has happened for so many milliseconds, and its feeds were read so many before now. */
const longQuiet = (schema: string): string => `
  update "${schema}".documents set content = (
    select jsonb_object_agg(connection, feed || jsonb_build_object(
      'openedAt', (feed->>'openedAt')::bigint - $1::bigint,
      'readAt', (extract(epoch from clock_timestamp()) * 1000)::bigint - $2::bigint))::text
    from jsonb_each(content::jsonb) as feeds (connection, feed))
  where name = 'hint-feeds' and content <> '{}'`;

/** Empty tables of a state: copying them takes a tenth of the time of making them. */
const copyOf = (from: string, to: string): string => `
  create schema "${to}";
  do $$ declare one record; begin
    for one in select tablename as name from pg_tables where schemaname = '${from}' loop
      execute format('create table "${to}".%I (like "${from}".%I including all)', one.name, one.name);
    end loop;
    insert into "${to}".schema_version select * from "${from}".schema_version;
  end $$`;
