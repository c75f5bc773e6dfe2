import type { Kysely } from 'kysely';
import type { Database } from '../store/database.ts';
import { hasDirty } from '../store/dirty.ts';
import type { Store } from '../store/store.ts';

/** An app shows something that is to be carried, or somebody else has begun to work on the state. */
export class NewsFound extends Error {}

/** Asked in each transaction before anything is stored. `false`: it is taken back, and what was found is worth nothing. */
export type MayStore = (database: Kysely<Database>) => Promise<boolean>;

/** A store whose transactions throw `NewsFound`, and are taken back as a whole, where nothing may be stored any more. */
export function guardedStore(store: Store, mayStore: MayStore): Store {
  const transaction: Store['transaction'] = (work, options) =>
    store.transaction(async (database: Kysely<Database>) => {
      if (!(await mayStore(database))) throw new NewsFound('somebody else has worked on the state');
      return work(database);
    }, options);
  return { ...store, transaction };
}

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
