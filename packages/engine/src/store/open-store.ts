import { existsSync } from 'node:fs';
import { isPostgresState, openPostgres } from './open-postgres.ts';
import { openSqlite } from './open-sqlite.ts';
import { isPostgresUrl } from './postgres-address.ts';
import type { Store, StoreOptions } from './store.ts';

/**
 * Opens the state, makes its tables where they are missing, and brings older ones up to date.
 *
 * `place`: a file, `:memory:` for tests, or `postgresql://user:password@host/database?schema=name`, for which the package `pg`
 * has to be installed. Throws a `ConfigurationError` or a `RetryableError` that says what is wrong with it.
 */
export const openStore = (place: string, options: StoreOptions = {}): Promise<Store> =>
  isPostgresUrl(place) ? openPostgres(place, options) : openSqlite(place, options);

/** The same where there is a state. `null`: there is none, and none is made. */
export async function openStoreIfThere(place: string, options: StoreOptions = {}): Promise<Store | null> {
  const isThere = isPostgresUrl(place) ? await isPostgresState(place, options) : existsSync(place);
  return isThere ? openStore(place, options) : null;
}
