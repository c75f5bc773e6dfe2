import { ConfigurationError } from '@linkwright/core';
import { postgresAddress } from '@linkwright/engine';
import type { StatePlace } from '../configuration/state-place.ts';

/** Copies of a database are made by its own tools, which ask for the password. Names the folder of any other state. */
export function stateFolder({ place, schema, folder }: StatePlace, does: 'backup' | 'restore'): string {
  if (folder !== null) return folder;
  const address = postgresAddress(place, schema);
  const command =
    does === 'backup'
      ? `pg_dump --schema=${address.schema} --format=custom --file=FILE ${address.shownUrl}`
      : `pg_restore --clean --if-exists --single-transaction --dbname=${address.shownUrl} FILE`;
  throw new ConfigurationError(`The state lies on PostgreSQL (${address.shown}), whose own tools copy it.`, {
    code: 'state-on-postgres',
    remedy: does === 'backup' ? `Run ${command}` : `Stop every linkwright on it, then run ${command}`,
  });
}
