import { connectPostgres } from '@linkwright/engine';
import type { Client } from 'pg';
import { queueSchema, sharedAddress, workerKey, workersSchema } from '../schedule/worker-schemas.ts';
import type { Work } from '../session/work.ts';
import { type WorkersDocument, workersDocumentSchema } from './documents/workers-document.ts';

const lockTimeoutMs = 5000;

/** Who looks after the workspaces of the database that the state lies in, and what each is at. */
export async function workers({ loaded }: Pick<Work, 'loaded'>): Promise<WorkersDocument> {
  const { place, folder } = loaded.state;
  if (folder !== null) return { shared: false, workers: [], queue: { waiting: 0, oldestMs: null } };
  const { client } = await connectPostgres(sharedAddress(place), lockTimeoutMs);
  try {
    return workersDocumentSchema.parse({
      shared: true,
      workers: await livingWorkers(client),
      queue: await queueStanding(client),
    });
  } finally {
    await client.end();
  }
}

interface WorkerRow {
  readonly id: string;
  readonly host: string;
  readonly process: number;
  readonly role: string;
  readonly started_at: number;
}

interface ClaimRow {
  readonly worker: string;
  readonly state: string;
  readonly pair: string;
  readonly since: number;
}

const milliseconds = (moment: string): string => `(extract(epoch from ${moment}) * 1000)::bigint`;

/** A worker whose session has ended is not listed, though nobody may have buried it yet. */
async function livingWorkers(client: Client): Promise<WorkersDocument['workers']> {
  if (!(await isThere(client, workersSchema, 'claims'))) return [];
  // A key of 64 bits is kept as two numbers of 32.
  const { rows } = await client.query<WorkerRow>(`
    select id, host, process, role, ${milliseconds('started_at')} as started_at from ${workersSchema}.workers
    where exists (select 1 from pg_locks where locktype = 'advisory' and granted and objsubid = 1
      and database = (select oid from pg_database where datname = current_database())
      and ((classid::bigint << 32) | objid::bigint) = ${workerKey('id')})
    order by started_at, id
  `);
  const claims = await client.query<ClaimRow>(
    `select worker, state, pair, ${milliseconds('since')} as since from ${workersSchema}.claims order by since, state, pair`,
  );
  const left = new Map<string, number | null>();
  for (const { state } of claims.rows) if (!left.has(state)) left.set(state, await leaseLeft(client, state));
  return rows.map(({ id, host, process, role, started_at: startedAt }) => ({
    id,
    host,
    process,
    role,
    startedAt,
    jobs: claims.rows
      .filter(({ worker }) => worker === id)
      .map(({ state, pair, since }) => ({ schema: state, pair, since, leaseLeftMs: left.get(state) ?? null })),
  }));
}

async function leaseLeft(client: Client, schema: string): Promise<number | null> {
  if (!(await isThere(client, schema, 'leases'))) return null;
  const { rows } = await client.query<{ left: number }>(`
    select ${milliseconds('expires_at - clock_timestamp()')} as left from "${schema}".leases
    where name = 'run' and owner is not null and expires_at > clock_timestamp()
  `);
  return rows[0]?.left ?? null;
}

async function queueStanding(client: Client): Promise<WorkersDocument['queue']> {
  if (!(await isThere(client, queueSchema, 'job'))) return { waiting: 0, oldestMs: null };
  const { rows } = await client.query<{ waiting: number; oldest: number | null }>(`
    select count(*)::bigint as waiting, ${milliseconds('now() - min(greatest(start_after, created_on))')} as oldest from ${queueSchema}.job
    where state in ('created', 'retry') and start_after <= now()
  `);
  return { waiting: rows[0]?.waiting ?? 0, oldestMs: rows[0]?.oldest ?? null };
}

async function isThere(client: Client, schema: string, table: string): Promise<boolean> {
  const { rows } = await client.query('select 1 where to_regclass($1) is not null', [`"${schema}".${table}`]);
  return rows.length > 0;
}
