import type { Kysely } from 'kysely';
import type { Database } from '../store/database.ts';
import { hasDirty } from '../store/dirty.ts';
import type { Store } from '../store/store.ts';

/** An app shows something that is to be carried. */
export class NewsFound extends Error {}

/**
 * A store that takes no news: a transaction that makes a record of one of these pairs dirty is taken back, as a whole, and throws
 * `NewsFound`. None of them may be dirty before.
 */
export function quietStore(store: Store, pairs: readonly number[]): Store {
  const transaction: Store['transaction'] = (work, options) =>
    store.transaction(async (database: Kysely<Database>) => {
      const result = await work(database);
      if (await hasDirty(database, pairs)) throw new NewsFound('an app shows something that is not stored');
      return result;
    }, options);
  return { ...store, transaction };
}
