import { ConfigurationError } from '@linkwright/core';
import type { Client } from 'pg';

/** A pooler may hand out any of its connections, most likely the one that was used last: so many are tried. */
const others = 3;

/**
 * A pooler in transaction mode (PgBouncer's `pool_mode = transaction`) gives each transaction whichever connection is free:
 * locks and settings of a session go astray. One is behind the connection where the server's process is not the one that was
 * announced; its mode shows once other transactions are open at the same time.
 *
 * Throws a `ConfigurationError` (`state-behind-pooler`).
 */
export async function refuseTransactionPooler(
  client: Client,
  connect: () => Promise<Client>,
  shown: string,
): Promise<void> {
  const process = await processOf(client);
  if ('processID' in client && client.processID === process) return;
  const opened: Client[] = [];
  try {
    while (opened.length < others) {
      const other = await connect();
      opened.push(other);
      await other.query('begin').catch((error: unknown) => {
        throw isProtocolViolation(error) ? refusal(shown, 'statement') : error;
      });
      const isTaken = (await processOf(other)) === process;
      if (isTaken || (await processOf(client)) !== process) throw refusal(shown, 'transaction');
    }
  } finally {
    await Promise.all(opened.map((other) => other.end()));
  }
}

async function processOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ process: number }>('select pg_backend_pid() as process');
  return Number(rows[0]?.process);
}

/** What PgBouncer answers to a transaction in statement mode. */
const isProtocolViolation = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '08P01';

const refusal = (shown: string, mode: 'transaction' | 'statement'): ConfigurationError =>
  new ConfigurationError(`The state at ${shown} is reached through a pooler in ${mode} mode, such as PgBouncer.`, {
    code: 'state-behind-pooler',
    remedy:
      'Name the PostgreSQL server itself, or a pool with pool_mode = session: the lock on the state belongs to a session.',
  });
