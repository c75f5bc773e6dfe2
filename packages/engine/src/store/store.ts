import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import type { Transact, TransactionOptions } from './group-transactions.ts';
import { forgetShapes } from './shapes.ts';
import type { StateLease } from './state-lock.ts';

/** The state of all syncs of one configuration file. */
export interface Store {
  /** For reads. Writes go through `transaction`. */
  readonly database: Kysely<Database>;
  /**
   * One page, or one answer, is one transaction. Concurrent ones run one after the other and may share a commit; the
   * promise resolves after it, when it is on the disk unless it is `repeatable`.
   */
  transaction<Result>(
    work: (database: Kysely<Database>) => Promise<Result>,
    options?: TransactionOptions,
  ): Promise<Result>;
  /**
   * Runs the same code on the same state and takes everything back at the end: what `plan` is made of. Its
   * transactions are visible inside only.
   */
  preview<Result>(work: (store: Store) => Promise<Result>): Promise<Result>;
  /** What was deleted leaves the files too, as far as this database lets its clients see to that. */
  compact(): Promise<void>;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** Beside a process that may be writing: whether the file is sound is that one's business. Default false. */
  readonly reading?: boolean;
  /** How long another program's lock is waited for, in milliseconds. Default 10,000. */
  readonly busyTimeoutMs?: number;
  /** Of a PostgreSQL database whose address names none. Default `linkwright`. */
  readonly schema?: string;
  /**
   * A connection to PostgreSQL is given up when it aborts, and whatever waits there for an answer is told the reason: `lost` of the
   * lock, as a network that went away without a word answers nothing for a quarter of an hour.
   */
  readonly signal?: AbortSignal;
  /** Of a state on PostgreSQL that is held: its transactions are refused once somebody else holds it. */
  readonly lease?: Pick<StateLease, 'epoch' | 'owner'>;
}

interface StoreParts {
  readonly transaction: Transact;
  readonly compact: () => Promise<void>;
  /** Waits until a preview may write. Resolves to what ends that. Absent: it is in nobody's way. */
  readonly turn?: (() => Promise<() => void>) | undefined;
  /** What is done after each transaction of a preview, whose own take no part in a commit. */
  readonly between?: ((database: Kysely<Database>) => Promise<void>) | undefined;
}

export function storeOn(database: Kysely<Database>, { transaction, compact, turn, between }: StoreParts): Store {
  return {
    database,
    transaction,
    async preview(work) {
      // Kysely's connection is held for the whole preview, so nothing else can slip into the open transaction.
      return database.connection().execute(async (held) => {
        const endTurn = await turn?.();
        try {
          return await takenBack(held, work, between);
        } finally {
          endTurn?.();
        }
      });
    },
    compact,
    close: () => database.destroy(),
  };
}

async function takenBack<Result>(
  held: Kysely<Database>,
  work: (store: Store) => Promise<Result>,
  between: StoreParts['between'],
): Promise<Result> {
  await sql`begin`.execute(held);
  try {
    const transaction: Transact = async (step) => {
      const result = await step(held);
      await between?.(held);
      return result;
    };
    return await work(storeOn(held, { transaction, compact: async () => undefined, between }));
  } finally {
    await sql`rollback`.execute(held);
    forgetShapes(held);
  }
}
