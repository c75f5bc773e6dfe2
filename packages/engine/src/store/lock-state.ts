import { isPostgresUrl, postgresAddress } from './postgres-address.ts';
import { defaultLeaseMs, leaseSchema } from './postgres-lease.ts';
import { isSchemaLocked, lockSchema } from './postgres-lock.ts';
import { isFileLocked, lockFile } from './sqlite-lock.ts';
import type { LockPurpose, StateLock } from './state-lock.ts';

interface PlaceOptions {
  /** Of a PostgreSQL database whose address names none. Default `linkwright`. */
  readonly schema?: string;
  /** `run` (the default): work on the state. `service`: a service looks after it, and works on it from time to time. */
  readonly purpose?: LockPurpose;
  /** For how long a state on PostgreSQL is held after the last word of a run, in milliseconds. Default 90,000. */
  readonly leaseMs?: number;
}

/** `place`: what `openStore` is given. Throws a `ConfigurationError` (`state-locked`) where another process holds it. */
export const lockState = async (
  place: string,
  { schema, purpose = 'run', leaseMs = defaultLeaseMs }: PlaceOptions = {},
): Promise<StateLock> => {
  if (!isPostgresUrl(place)) return lockFile(place, purpose);
  const address = postgresAddress(place, schema);
  return purpose === 'run' ? leaseSchema(address, leaseMs) : lockSchema(address);
};

/** Does a process hold it? Asked without getting in its way. */
export const isStateLocked = async (place: string, { schema, purpose = 'run' }: PlaceOptions = {}): Promise<boolean> =>
  isPostgresUrl(place) ? isSchemaLocked(postgresAddress(place, schema), purpose) : isFileLocked(place, purpose);
