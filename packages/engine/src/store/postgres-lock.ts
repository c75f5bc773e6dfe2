import { RetryableError } from '@linkwright/core';
import type { PostgresAddress } from './postgres-address.ts';
import { connectPostgres } from './postgres-client.ts';
import { postgresError } from './postgres-error.ts';
import { isSchemaLeased } from './postgres-lease.ts';
import { type LockPurpose, type StateLock, stateLocked } from './state-lock.ts';

/** Shared by all workers that look after a state, and taken alone by whoever wants none of them. */
export const servedKey = (parameter: string): string => `hashtextextended('linkwright serves ' || ${parameter}, 0)`;

/** The session holds it and nothing else, so no time-out of a statement can end it. */
const lockTimeoutMs = 1000;

/**
 * Keeps every service away from a state: an advisory lock of a session on a connection of its own, which the server gives up when
 * the connection ends.
 */
export async function lockSchema(address: PostgresAddress): Promise<StateLock> {
  const { client } = await connectPostgres(address, lockTimeoutMs);
  const lost = new AbortController();
  let released = false;
  const end = (cause?: unknown): void => {
    if (released || lost.signal.aborted) return;
    lost.abort(
      new RetryableError('The connection that held the lock on the state was lost.', {
        code: 'state-lock-lost',
        cause,
        remedy: 'Check the PostgreSQL server and the network, and run the same command again; what was done is kept.',
      }),
    );
  };
  client.on('error', end);
  client.on('end', end);
  try {
    const { rows } = await client.query<{ taken: string }>(
      `select pg_try_advisory_lock(${servedKey('$1')})::text as taken`,
      [address.schema],
    );
    if (rows[0]?.taken !== 'true') throw stateLocked('service');
  } catch (error) {
    released = true;
    await client.end();
    throw postgresError(error, address.shown);
  }
  return {
    lost: lost.signal,
    lease: null,
    async release() {
      released = true;
      if (!lost.signal.aborted) await client.end();
    },
  };
}

/** Asked without taking it: a run that begins in this moment must not be refused. */
export async function isSchemaLocked(address: PostgresAddress, purpose: LockPurpose): Promise<boolean> {
  try {
    const { client } = await connectPostgres(address, lockTimeoutMs);
    try {
      if (purpose === 'run') return await isSchemaLeased(client);
      // A key of 64 bits is kept as two numbers of 32.
      const { rows } = await client.query(
        `select 1 from pg_locks where locktype = 'advisory' and granted and objsubid = 1
           and database = (select oid from pg_database where datname = current_database())
           and ((classid::bigint << 32) | objid::bigint) = ${servedKey('$1')} limit 1`,
        [address.schema],
      );
      return rows.length > 0;
    } finally {
      await client.end();
    }
  } catch (error) {
    throw postgresError(error, address.shown);
  }
}
