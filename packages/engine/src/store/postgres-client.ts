import { Socket } from 'node:net';
import { ConfigurationError } from '@linkwright/core';
import type pg from 'pg';
import type { Client } from 'pg';
import type { PostgresSession } from './ask-postgres.ts';
import type { PostgresAddress } from './postgres-address.ts';
import { postgresError } from './postgres-error.ts';
import { readColumn } from './postgres-values.ts';
import { refuseTransactionPooler } from './refuse-pooler.ts';

const connectTimeoutMs = 10_000;
/** A peer that went without a word is noticed by the operating system's own probes; they begin after so long. */
const keepAliveMs = 10_000;

/**
 * A session on the schema of the state. `lockTimeoutMs`: how long another program's lock is waited for. `name`: what the server's
 * list of sessions calls it. Default: as the address says, else `linkwright`.
 * Throws a `ConfigurationError` (`state-driver-missing`, `state-behind-pooler`), and what `postgresError` tells.
 */
export async function connectPostgres(
  address: PostgresAddress,
  lockTimeoutMs: number,
  name?: string,
): Promise<PostgresSession> {
  try {
    return await openSession(address, lockTimeoutMs, name);
  } catch (error) {
    throw postgresError(error, address.shown);
  }
}

async function openSession(
  address: PostgresAddress,
  lockTimeoutMs: number,
  name: string | undefined,
): Promise<PostgresSession> {
  const session = await connect(address);
  const { client } = session;
  try {
    const another = async (): Promise<Client> => (await connect(address)).client;
    await refuseTransactionPooler(client, another, address.shown);
    // Not at the start of the connection, where poolers refuse them. What we ask for is always few rows, by an index: processes that
    // help are dearer than the answer, pages are mostly in memory, and a small sample tells as much as a large one.
    await client.query(`
      set search_path to "${address.schema}";
      set lock_timeout = ${lockTimeoutMs};
      set statement_timeout = 0;
      set idle_in_transaction_session_timeout = 0;
      set tcp_keepalives_idle = 30;
      set tcp_keepalives_interval = 10;
      set tcp_keepalives_count = 3;
      set client_min_messages = error;
      set jit = off;
      set plan_cache_mode = force_custom_plan;
      set max_parallel_workers_per_gather = 0;
      set random_page_cost = 1.1;
      set default_statistics_target = 10;
      select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off';
      ${name === undefined ? '' : `set application_name = '${name}';`}
    `);
    return session;
  } catch (error) {
    await client.end();
    throw error;
  }
}

async function connect(address: PostgresAddress): Promise<PostgresSession> {
  const { Client: DriverClient, Query } = await loadDriver();
  const socket = new Socket();
  const client = new DriverClient({
    stream: () => socket,
    connectionString: address.connectionString,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveMs,
    fallback_application_name: 'linkwright',
    types: readColumn,
  });
  await client.connect();
  // Whoever asks next is told; without a listener the process would end.
  client.on('error', () => undefined);
  return {
    client,
    Query,
    prepared: new Map(),
    keepsAwake: (does) => void (does ? socket.ref() : socket.unref()),
    end: () => client.end(),
    destroy: () => void socket.destroy(),
  };
}

async function loadDriver(): Promise<typeof pg> {
  try {
    return (await import('pg')).default;
  } catch (cause) {
    throw new ConfigurationError('A state on PostgreSQL needs the package "pg", which is not installed.', {
      code: 'state-driver-missing',
      cause,
      remedy: 'npm install pg, where linkwright is installed.',
    });
  }
}
