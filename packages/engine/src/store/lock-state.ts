import { isPostgresUrl, postgresAddress } from './postgres-address.ts';
import { isSchemaLocked, lockSchema } from './postgres-lock.ts';
import { isFileLocked, lockFile } from './sqlite-lock.ts';
import type { StateLock } from './state-lock.ts';

interface PlaceOptions {
  /** Of a PostgreSQL database whose address names none. Default `linkwright`. */
  readonly schema?: string;
}

/** `place`: what `openStore` is given. Throws a `ConfigurationError` (`state-locked`) where another process holds it. */
export const lockState = async (place: string, { schema }: PlaceOptions = {}): Promise<StateLock> =>
  isPostgresUrl(place) ? lockSchema(postgresAddress(place, schema)) : lockFile(place);

/** Is a process at work on the state? Asked without getting in its way. */
export const isStateLocked = async (place: string, { schema }: PlaceOptions = {}): Promise<boolean> =>
  isPostgresUrl(place) ? isSchemaLocked(postgresAddress(place, schema)) : isFileLocked(place);
