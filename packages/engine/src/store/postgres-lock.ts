import { RetryableError } from '@linkwright/core';
import type { PostgresAddress } from './postgres-address.ts';
import { connectPostgres } from './postgres-client.ts';
import { postgresError } from './postgres-error.ts';
import { type LockPurpose, type StateLock, stateLocked } from './state-lock.ts';

const keys: Readonly<Record<LockPurpose, string>> = {
  run: `hashtextextended('linkwright syncs ' || $1, 0)`,
  service: `hashtextextended('linkwright serves ' || $1, 0)`,
};

/** The session holds it and nothing else, so no time-out of a statement can end it. */
const lockTimeoutMs = 1000;

/** An advisory lock of a session on a connection of its own: the server gives it up when the connection ends. */
export async function lockSchema(address: PostgresAddress, purpose: LockPurpose): Promise<StateLock> {
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
      `select pg_try_advisory_lock(${keys[purpose]})::text as taken`,
      [address.schema],
    );
    if (rows[0]?.taken !== 'true') throw stateLocked(purpose);
  } catch (error) {
    released = true;
    await client.end();
    throw postgresError(error, address.shown);
  }
  return {
    lost: lost.signal,
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
      // A key of 64 bits is kept as two numbers of 32.
      const { rows } = await client.query(
        `select 1 from pg_locks where locktype = 'advisory' and granted and objsubid = 1
           and database = (select oid from pg_database where datname = current_database())
           and ((classid::bigint << 32) | objid::bigint) = ${keys[purpose]}`,
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
