import { type PostgresAddress, postgresAddress } from '@linkwright/engine';
import type { Client } from 'pg';

/** Of pg-boss: what is due, and what is worked on. No workspace has a schema of such a name. */
export const queueSchema = 'queue_of_linkwright';

/** Which workers there are, and what each has taken from the queue. */
export const workersSchema = 'workers_of_linkwright';

/** The database that workspaces share: the same for all whose states lie in it. */
export function sharedAddress(place: string): PostgresAddress {
  const { shown: _, ...address } = postgresAddress(place);
  return { ...address, schema: workersSchema, shown: address.shownUrl };
}

/** Held for as long as a worker lives, by its session: whoever can take it knows that the worker is dead. */
export const workerKey = (parameter: string): string => `hashtextextended('linkwright worker ' || ${parameter}, 0)`;

/** Makes the tables of the workers where they are missing. Several may do so at once. */
export async function makeWorkerTables(client: Client): Promise<void> {
  const there = await client.query(
    `select 1 from pg_tables where schemaname = '${workersSchema}' and tablename = 'claims'`,
  );
  if (there.rows.length > 0) return;
  await client.query('begin');
  await client.query(`select pg_advisory_xact_lock(hashtextextended('linkwright migrates ${workersSchema}', 0))`);
  const schema = await client.query(`select 1 from pg_namespace where nspname = '${workersSchema}'`);
  if (schema.rows.length === 0) await client.query(`create schema ${workersSchema}`);
  await client.query(`
    create table if not exists ${workersSchema}.workers (
      id text primary key, host text not null, process integer not null, role text not null,
      started_at timestamptz not null default clock_timestamp(), seen_at timestamptz not null default clock_timestamp());
    create table if not exists ${workersSchema}.claims (
      job text not null, attempt integer not null, worker text not null, state text not null, pair text not null,
      since timestamptz not null default clock_timestamp(), primary key (job, attempt));
  `);
  await client.query('commit');
}
