import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { forgetShapes } from './shapes.ts';

export interface TransactionOptions {
  /**
   * Everything in it could be read or worked out once more, so the disk is not waited for: if the machine stops, it may be taken back,
   * as a whole. If the process alone stops, it is not. The next transaction that does wait brings it along, and those go first where
   * both are waiting. Default false.
   */
  readonly repeatable?: boolean;
}

export type Transact = <Result>(
  work: (database: Kysely<Database>) => Promise<Result>,
  options?: TransactionOptions,
) => Promise<Result>;

interface Member {
  readonly repeatable: boolean;
  /** Does the work. What it returns hands out the result, once that is on the disk. */
  readonly run: (database: Kysely<Database>) => Promise<() => void>;
  readonly reject: (error: unknown) => void;
}

/** What is done while no transaction is open, and first in one. */
export interface AroundCommits {
  /** Waits until this connection may write. Resolves to what ends that. Absent: there is no other one. */
  readonly turn?: () => Promise<() => void>;
  readonly after?: () => Promise<void>;
  /** Resolves once all that is committed is on the disk; the next transactions go on meanwhile. Absent: it is when a commit has ended. */
  readonly onDisk?: () => Promise<void>;
  /** What a transaction begins with. `repeatable`: all that will share its commit is. */
  readonly begun?: (transaction: Kysely<Database>, group: { readonly repeatable: boolean }) => Promise<void>;
}

/** So many share one commit at most: whoever reads waits for it. */
const groupSize = 16;

/**
 * Transactions run one after the other. Those that are waiting when one is about to commit join it, each behind a
 * savepoint of its own, and share its commit: the disk is waited for once, not once for each. Only what waits for the disk shares a
 * commit with what does. One that fails takes back itself and nothing else, and every promise resolves after the commit that its work
 * is part of.
 */
export function groupTransactions(database: Kysely<Database>, around: AroundCommits): Transact {
  const waiting: Member[] = [];
  let running = false;
  const runAll = async (): Promise<void> => {
    running = true;
    while (waiting.length > 0) await runGroup(database, waiting, around);
    running = false;
  };
  return (work, { repeatable = false } = {}) =>
    new Promise((resolve, reject) => {
      const run: Member['run'] = async (transaction) => {
        const result = await work(transaction);
        return () => resolve(result);
      };
      waiting.push({ repeatable, run, reject });
      if (!running) void runAll();
    });
}

async function runGroup(
  database: Kysely<Database>,
  waiting: Member[],
  { turn, after, onDisk, begun }: AroundCommits,
): Promise<void> {
  const members: Member[] = [];
  const handOut: (() => void)[] = [];
  /** What is committed must be on the disk before anybody hears of it. */
  let isAwaited = false;
  try {
    // The connection is ours before anything is set on it: a preview, which is a transaction too, may have held it.
    await database.connection().execute(async (held) => {
      const endTurn = await turn?.();
      try {
        const repeatable = waiting.every((member) => member.repeatable);
        const next = (): Member | undefined => {
          if (members.length === groupSize) return undefined;
          const awaited = waiting.findIndex((member) => !member.repeatable);
          if (!repeatable) return awaited < 0 ? undefined : waiting.splice(awaited, 1)[0];
          // What came meanwhile and waits for the disk is not held up by more of what does not.
          return awaited < 0 || members.length === 0 ? waiting.shift() : undefined;
        };
        isAwaited = !repeatable;
        await held.transaction().execute(async (transaction) => {
          await begun?.(transaction, { repeatable });
          for (let member = next(); member !== undefined; member = next()) {
            // Before anything is asked for it: whatever fails from here on, it is told.
            members.push(member);
            const joined = members.length === 1 ? await member.run(transaction) : await join(transaction, member);
            if (joined !== null) handOut.push(joined);
          }
        });
      } finally {
        endTurn?.();
      }
    });
  } catch (error) {
    forgetShapes(database);
    // Without a member the transaction could not even begin, and whoever waits first has to hear of it.
    if (members.length === 0) waiting.shift()?.reject(error);
    for (const member of members) member.reject(error);
    return;
  }
  const hand = (): void => {
    for (const one of handOut) one();
  };
  const fail = (error: unknown): void => {
    for (const member of members) member.reject(error);
  };
  if (isAwaited && onDisk !== undefined) void onDisk().then(hand, fail);
  else hand();
  try {
    await after?.();
  } catch (error) {
    // Of what is on the disk already nobody has to hear it; whoever comes next would meet the same.
    waiting.shift()?.reject(error);
  }
}

/** `null`: it failed, is taken back, and has been told so. Throws where SQLite has taken back the whole transaction. */
async function join(transaction: Kysely<Database>, member: Member): Promise<(() => void) | null> {
  await sql`savepoint member`.execute(transaction);
  try {
    const handOut = await member.run(transaction);
    await sql`release member`.execute(transaction);
    return handOut;
  } catch (error) {
    member.reject(error);
    try {
      await sql`rollback to member`.execute(transaction);
      await sql`release member`.execute(transaction);
      forgetShapes(transaction);
    } catch {
      // A full disk ends the whole transaction, savepoints and all. That is the error to tell the others.
      throw error;
    }
    return null;
  }
}
