import { type Clock, isErrorOfKind } from '@linkwright/core';
import type { PostgresSession } from './ask-postgres.ts';
import { type Ask, limitsInRows, limitsTable } from './limit-rows.ts';
import type { PostgresAddress } from './postgres-address.ts';
import { connectPostgres } from './postgres-client.ts';
import { postgresError } from './postgres-error.ts';
import type { SharedLimits } from './shared-limits.ts';

const lockTimeoutMs = 5000;
const answerTimeoutMs = 15_000;

/** This user may not make a schema, or nothing in it. */
const notAllowed = '42501';

/** A server that went away is asked again so often, and for so long, in milliseconds: a restart takes some seconds. */
const againMs = 500;
const patienceMs = 20_000;

/**
 * Limits in a schema that all who use the database share; where this user may make none, in that of the state, which shares them
 * among those who work on that state.
 */
export function openPostgresLimits(
  address: PostgresAddress,
  stateSchema: string,
  clock: Pick<Clock, 'now' | 'sleep'>,
): SharedLimits {
  const never = new AbortController().signal;
  let opened: Promise<PostgresSession> | null = null;

  function session(): Promise<PostgresSession> {
    opened ??= openOn(address, stateSchema).then((made) => {
      const gone = (): void => {
        opened = null;
      };
      made.client.on('error', gone);
      made.client.on('end', gone);
      return made;
    });
    return opened;
  }

  async function askOnce(text: string, values: readonly (string | number)[]): Promise<readonly unknown[]> {
    const asking = session();
    try {
      const { client } = await asking;
      return await answered(client.query({ text, values: [...values] }), await asking);
    } catch (error) {
      if (opened === asking) opened = null;
      await asking.then(({ destroy }) => destroy()).catch(() => undefined);
      throw postgresError(error, address.shown);
    }
  }

  /** A connection answers one question at a time. */
  let turn: Promise<unknown> = Promise.resolve();
  function inTurn(text: string, values: readonly (string | number)[]): Promise<readonly unknown[]> {
    const answer = turn.then(() => askOnce(text, values));
    turn = answer.catch(() => undefined);
    return answer;
  }

  const askWith =
    (signal: AbortSignal): Ask =>
    async (pieces, values) => {
      const text = pieces.reduce((before, piece, at) => `${before}$${at}${piece}`);
      const until = clock.now() + patienceMs;
      for (;;) {
        try {
          return await inTurn(text, values);
        } catch (error) {
          if (!isErrorOfKind(error, 'retryable') || clock.now() > until) throw error;
          await clock.sleep(againMs, signal);
        }
      }
    };
  const words = { now: '(extract(epoch from clock_timestamp()) * 1000)::float8', greatest: 'greatest' };
  return {
    ...limitsInRows(askWith(never), words),
    take: (group, wanted, signal) => limitsInRows(askWith(signal), words).take(group, wanted),
    async close() {
      const last = opened;
      opened = null;
      await last?.then(({ client }) => client.end()).catch(() => undefined);
    },
  };
}

async function openOn(address: PostgresAddress, stateSchema: string): Promise<PostgresSession> {
  const made = await connectPostgres(address, lockTimeoutMs, 'linkwright limits');
  const { client } = made;
  try {
    const there = await client.query(
      `select 1 from pg_tables where schemaname = current_schema() and tablename = 'call_limits'`,
    );
    if (there.rows.length > 0) return made;
    try {
      await makeTable(client, address.schema);
    } catch (error) {
      await client.query('rollback');
      if (!(error instanceof Error && 'code' in error && error.code === notAllowed)) throw error;
      await client.query(`set search_path to "${stateSchema}"`);
      await makeTable(client, stateSchema);
    }
    return made;
  } catch (error) {
    made.destroy();
    throw error;
  }
}

/** Several may do so at once. */
async function makeTable(client: PostgresSession['client'], schema: string): Promise<void> {
  await client.query('begin');
  await client.query(`select pg_advisory_xact_lock(hashtextextended('linkwright migrates ' || $1, 0))`, [schema]);
  const { rows } = await client.query('select 1 from pg_namespace where nspname = $1', [schema]);
  if (rows.length === 0) await client.query(`create schema "${schema}"`);
  await client.query(limitsTable);
  await client.query('commit');
}

/** A connection that is silent for so long is given up. */
async function answered(
  asking: Promise<{ readonly rows: readonly unknown[] }>,
  { destroy }: PostgresSession,
): Promise<readonly unknown[]> {
  const timer = setTimeout(destroy, answerTimeoutMs);
  try {
    return (await asking).rows;
  } finally {
    clearTimeout(timer);
  }
}
