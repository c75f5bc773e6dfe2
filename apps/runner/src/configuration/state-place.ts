import { basename, dirname, extname, resolve } from 'node:path';
import { ConfigurationError } from '@linkwright/core';
import { isPostgresUrl, postgresAddress } from '@linkwright/engine';

/** Where the state of a file lies. */
export interface StatePlace {
  /** What `openStore` is given. */
  readonly place: string;
  /** Of a PostgreSQL database: that of the address, else that of the file. */
  readonly schema: string;
  /** Does the address itself name it? */
  readonly namesSchema: boolean;
  /** Absolute. `null`: the state lies on PostgreSQL. */
  readonly folder: string | null;
}

/** An address of anything else must not be taken for the name of a folder. */
export const isStatePlace = (text: string): boolean => isPostgresUrl(text) || !/^[a-z][a-z\d+.-]*:\/\//i.test(text);

/**
 * `asked`: a folder, relative to that of the configuration, or `postgresql://…`. `undefined`: `.linkwright` beside the file.
 *
 * Each file has a schema of its own: `linkwright`, or after a file of another name, `linkwright_sales` for `sales.yaml`.
 * Throws a `ConfigurationError` (`state-address-invalid`).
 */
export function statePlace(file: string, asked: string | undefined): StatePlace {
  const name = basename(file, extname(file))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_');
  const schema = (name === 'linkwright' ? name : `linkwright_${name}`).slice(0, 63);
  if (asked !== undefined && !isStatePlace(asked)) {
    throw new ConfigurationError('The address of the state is none of PostgreSQL.', {
      code: 'state-address-invalid',
      remedy: 'Name a folder, or write postgresql://user:password@host:5432/database.',
    });
  }
  if (asked !== undefined && isPostgresUrl(asked)) {
    // An address that cannot be read is told before anything is done.
    const { schema: used } = postgresAddress(asked, schema);
    return { place: asked, schema: used, namesSchema: new URL(asked).searchParams.has('schema'), folder: null };
  }
  const folder = resolve(dirname(file), asked ?? '.linkwright');
  return { place: resolve(folder, 'state.db'), schema, namesSchema: false, folder };
}
