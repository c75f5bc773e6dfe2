import { randomUUID } from 'node:crypto';
import { RetryableError } from '@linkwright/core';
import type { Client } from 'pg';
import type { PostgresSession } from './ask-postgres.ts';
import type { PostgresAddress } from './postgres-address.ts';
import { connectPostgres } from './postgres-client.ts';
import { postgresError } from './postgres-error.ts';
import { type StateLease, type StateLock, stateLocked } from './state-lock.ts';

/** For how long a state is held after the last word of its owner, in milliseconds: a call of a minute fits in. */
export const defaultLeaseMs = 90_000;

/** So long the row of the lease is waited for: the transactions that hold it are those of one page. */
const lockTimeoutMs = 5000;

/** A lease is renewed so often before it would end. */
const renewalsPerLease = 9;

/** So long the server is waited for once the lease has ended by our clock: if nobody has taken it over, it is still ours. */
const graceMs = 10_000;

/** Held by the session of an owner for as long as it lives: the server gives it up at once when the process is killed. */
const ownerKey = (parameter: string): string => `hashtextextended('linkwright works ' || ${parameter}, 0)`;

const ended = (column: string): string => `${column} <= clock_timestamp()`;

/** What the sessions of an owner are called, so that whoever takes over can end them. */
export const sessionName = (owner: string): string => `linkwright ${owner}`;

/** An owner that died, that is late, or that is at work: 1 is yes. */
interface Owner {
  readonly owner: string | null;
  readonly epoch: number;
  readonly ended: number;
  readonly dead: number;
}

/**
 * Takes the lease on a state. One whose time is over by the clock of the database is taken over, and so is that of an owner whose
 * session has ended, at once. Each owner has a number, the epoch: a transaction of an earlier one is refused by the server, and
 * sessions of it are ended, so that nothing of it is left under way.
 */
export async function leaseSchema(address: PostgresAddress, leaseMs: number): Promise<StateLock> {
  const owner = randomUUID();
  const session = await connectPostgres(address, lockTimeoutMs, sessionName(owner));
  try {
    const { client } = session;
    await client.query(`select pg_advisory_lock(${ownerKey('$1')})`, [owner]);
    await makeLeases(client, address.schema);
    const askedAt = performance.now();
    const epoch = await take(client, owner, leaseMs);
    return heldLease(session, { address, owner, epoch, leaseMs, askedAt });
  } catch (error) {
    await session.client.end();
    throw postgresError(error, address.shown);
  }
}

/** Is there an owner at work? Asked without getting in its way. */
export async function isSchemaLeased(client: Client): Promise<boolean> {
  if (!(await hasLeases(client))) return false;
  // A key of 64 bits is kept as two numbers of 32.
  const { rows } = await client.query(`
    select 1 from leases where name = 'run' and owner is not null and not ${ended('expires_at')} and exists (
      select 1 from pg_locks where locktype = 'advisory' and granted and objsubid = 1
        and database = (select oid from pg_database where datname = current_database())
        and ((classid::bigint << 32) | objid::bigint) = ${ownerKey('owner')})
  `);
  return rows.length > 0;
}

const hasLeases = async (client: Client): Promise<boolean> =>
  (await client.query(`select 1 from pg_tables where schemaname = current_schema() and tablename = 'leases'`)).rows
    .length > 0;

/** Who works on what is no part of the state: it is neither copied nor migrated with it. */
async function makeLeases(client: Client, schema: string): Promise<void> {
  if (await hasLeases(client)) return;
  await client.query('begin');
  await client.query(`select pg_advisory_xact_lock(hashtextextended('linkwright migrates ' || $1, 0))`, [schema]);
  const { rows } = await client.query('select 1 from pg_namespace where nspname = $1', [schema]);
  if (rows.length === 0) await client.query(`create schema "${schema}"`);
  await client.query(`
    create table if not exists leases (
      name text primary key, epoch bigint not null, owner text,
      since timestamptz not null default clock_timestamp(), expires_at timestamptz not null default '-infinity')
  `);
  await client.query('commit');
}

async function take(client: Client, owner: string, leaseMs: number): Promise<number> {
  await client.query(`insert into leases (name, epoch) values ('run', 0) on conflict do nothing`);
  for (;;) {
    const { rows } = await client.query<Owner>(`
      select owner, epoch::int, (owner is null or ${ended('expires_at')})::int as ended,
        (owner is not null and pg_try_advisory_xact_lock(${ownerKey('owner')}))::int as dead
      from leases where name = 'run'
    `);
    const [before] = rows;
    if (before === undefined || before.ended + before.dead === 0) throw stateLocked('run');
    if (before.owner !== null) await endSessions(client, before.owner);
    const taken = await client.query<{ epoch: number }>(
      `update leases set epoch = epoch + 1, owner = $1, since = clock_timestamp(),
         expires_at = clock_timestamp() + $2::float8 * interval '1 ms'
       where name = 'run' and epoch = $3 and owner is not distinct from $4 returning epoch::int`,
      [owner, leaseMs, before.epoch, before.owner],
    );
    // Otherwise somebody else was quicker.
    if (taken.rows[0] !== undefined) return taken.rows[0].epoch;
  }
}

/** A process that stands still in the middle of a transaction would hold its rows for as long as it does. */
async function endSessions(client: Client, owner: string): Promise<void> {
  try {
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [
      sessionName(owner),
    ]);
  } catch {
    // Another user's sessions: its transactions are refused by their epoch all the same.
  }
}

function heldLease(
  { client, destroy }: PostgresSession,
  {
    address,
    owner,
    epoch,
    leaseMs,
    askedAt,
  }: {
    readonly address: PostgresAddress;
    readonly owner: string;
    readonly epoch: number;
    readonly leaseMs: number;
    readonly askedAt: number;
  },
): StateLock {
  const lost = new AbortController();
  let isReleased = false;
  /** What is asked of the server at the moment. */
  let renewing: Promise<void> | null = null;
  /** By our clock, of the question that was answered last: the server counted from a later moment. */
  let heldUntil = askedAt + leaseMs;
  const leftMs = (): number => (lost.signal.aborted ? 0 : heldUntil - performance.now());
  const end = (cause?: unknown): void => {
    clearInterval(renewals);
    if (isReleased || lost.signal.aborted) return;
    lost.abort(lockLost(cause));
    destroy();
  };
  client.on('error', end);
  client.on('end', end);

  async function renew(): Promise<void> {
    const sentAt = performance.now();
    try {
      const { rows } = await client.query(
        `update leases set expires_at = clock_timestamp() + $1::float8 * interval '1 ms'
         where name = 'run' and epoch = $2 and owner = $3 returning 1`,
        [leaseMs, epoch, owner],
      );
      if (rows.length === 0) end(leaseLost(address.shown));
      else heldUntil = sentAt + leaseMs;
    } catch {
      // A transaction that takes long holds the row: it is tried again. A connection that ends says so by itself.
    }
  }
  const renewals = setInterval(() => {
    if (leftMs() < -graceMs) end(new Error('The server did not answer in time.'));
    renewing ??= renew().finally(() => {
      renewing = null;
    });
  }, leaseMs / renewalsPerLease);
  renewals.unref();

  const lease: StateLease = { epoch, owner, lengthMs: leaseMs, leftMs };
  return {
    lost: lost.signal,
    lease,
    async release() {
      clearInterval(renewals);
      if (lost.signal.aborted) return;
      isReleased = true;
      await renewing;
      try {
        await client.query(
          `update leases set owner = null, expires_at = '-infinity' where name = 'run' and epoch = $1 and owner = $2`,
          [epoch, owner],
        );
      } catch {
        // The session ends with it, and whoever comes next sees that.
      }
      await client.end();
    },
  };
}

const lockLost = (cause: unknown): RetryableError =>
  cause instanceof RetryableError
    ? cause
    : new RetryableError('The connection that held the lock on the state was lost.', {
        code: 'state-lock-lost',
        cause,
        remedy: 'Check the PostgreSQL server and the network, and run the same command again; what was done is kept.',
      });

/** What a late owner is told of its transaction. */
export const leaseLost = (shown: string): RetryableError =>
  new RetryableError(`Another linkwright has taken over the state at ${shown}: this one was too late.`, {
    code: 'state-lease-lost',
    remedy: 'Nothing is to be done: what was stored before is kept, and the other one goes on from there.',
  });

/**
 * Shows no row, and fails with `division_by_zero` unless the epoch is the present one. A takeover waits until the transaction has
 * ended.
 */
export const fenceOf = (epoch: number): string => `
  select 1 from (
    select count(*) as found from (select 1 from leases where name = 'run' and epoch = ${epoch} for share) as held
  ) as counted where 1 / found <> 1`;

export const isFenceFailure = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '22012';
