import type { PostgresSession } from './ask-postgres.ts';
import type { PostgresAddress } from './postgres-address.ts';
import { connectPostgres } from './postgres-client.ts';

/** Sessions that lie idle are closed after so many milliseconds, and all but so many at once. */
const idleMs = 10_000;
const mostIdle = 4;

/** The server remembers of each session what it has looked into: of thousands of schemas that would be much memory. */
const mostUses = 500;

/** One that has not answered for so long, in milliseconds, is left: its network may be gone. */
const answerMs = 10_000;

/** Asked in the same breath as a session that others have given back is led to the schema. A fresh one is not asked. */
export interface FirstQuestion {
  readonly text: string;
  /** Not called where one of its tables is missing. */
  readonly answered: (rows: readonly unknown[]) => void;
}

interface IdleSession {
  readonly session: PostgresSession;
  readonly uses: number;
  /** Takes it from the pool without closing it. */
  leave(): void;
}

/** By the address of the database: states of all its schemas share them. */
const pools = new Map<string, IdleSession[]>();

/**
 * A session on the schema of a state for a short look into it: one that others have given back, or a fresh one. Whoever ends it gives
 * it back. A process that looks after a thousand states would otherwise open and close connections all the time.
 */
export async function borrowPostgres(
  address: PostgresAddress,
  lockTimeoutMs: number,
  question?: FirstQuestion,
): Promise<PostgresSession> {
  const idle = pools.get(address.connectionString) ?? [];
  for (let found = idle.at(-1); found !== undefined; found = idle.at(-1)) {
    found.leave();
    const { session, uses } = found;
    session.keepsAwake(true);
    if (await isReady(session, address, lockTimeoutMs, question)) return lent(address, session, uses + 1);
  }
  return lent(address, await connectPostgres(address, lockTimeoutMs), 1);
}

/** Leads it to another schema. `false`: it is closed. */
async function isReady(
  { client, destroy }: PostgresSession,
  { schema }: PostgresAddress,
  lockTimeoutMs: number,
  question: FirstQuestion | undefined,
): Promise<boolean> {
  const lead = `discard temp; set search_path to "${schema}"; set lock_timeout = ${lockTimeoutMs}`;
  const late = setTimeout(destroy, answerMs);
  try {
    if (question !== undefined) {
      const results = await client.query(`${lead}; ${question.text}`).catch((error: unknown) => {
        if (isMissing(error)) return null;
        throw error;
      });
      if (results !== null) {
        question.answered([results].flat().at(-1)?.rows ?? []);
        return true;
      }
    }
    await client.query(lead);
    return true;
  } catch {
    destroy();
    return false;
  } finally {
    clearTimeout(late);
  }
}

/** There is no such table. */
export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '42P01';

const lent = ({ connectionString }: PostgresAddress, session: PostgresSession, uses: number): PostgresSession => ({
  ...session,
  async end() {
    const idle = pools.get(connectionString) ?? [];
    // In the middle of a transaction, or of something that it does not say.
    const isClean = session.client.getTransactionStatus() === 'I';
    if (!isClean || uses >= mostUses || idle.length >= mostIdle) return session.end();
    pools.set(connectionString, idle);
    giveBack(idle, session, uses);
  },
});

function giveBack(idle: IdleSession[], session: PostgresSession, uses: number): void {
  const { client } = session;
  const leave = (): void => {
    clearTimeout(timer);
    client.off('error', leave);
    client.off('end', leave);
    const place = idle.indexOf(entry);
    if (place >= 0) idle.splice(place, 1);
  };
  const entry: IdleSession = { session, uses, leave };
  const timer = setTimeout(() => {
    leave();
    void session.end().catch(() => undefined);
  }, idleMs);
  // Whoever has nothing else to do ends without waiting for it.
  timer.unref();
  session.keepsAwake(false);
  client.on('error', leave);
  client.on('end', leave);
  idle.push(entry);
}
