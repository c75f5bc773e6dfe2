import { createHash } from 'node:crypto';
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
  /** For how long a state on PostgreSQL is held after the last word of a run, in milliseconds. */
  readonly leaseMs: number;
}

/** A call of a minute, and time to renew it in. */
const usualLeaseMs = 90_000;

/** `seconds`: what somebody has set. Throws a `ConfigurationError` (`lease-invalid`). */
export function leaseLength(seconds: string | undefined): number {
  if (seconds === undefined || seconds === '') return usualLeaseMs;
  const length = Number(seconds) * 1000;
  if (Number.isFinite(length) && length >= 5000 && length <= 3_600_000) return length;
  throw new ConfigurationError(`LINKWRIGHT_LEASE_SECONDS is "${seconds}".`, {
    code: 'lease-invalid',
    remedy:
      'Set it to a number of seconds from 5 to 3600, or leave it out: 90 are right where calls may take a minute.',
  });
}

/** An address of anything else must not be taken for the name of a folder. */
export const isStatePlace = (text: string): boolean => isPostgresUrl(text) || !/^[a-z][a-z\d+.-]*:\/\//i.test(text);

/**
 * `asked`: a folder, relative to that of the configuration, or `postgresql://…`. `undefined`: `.linkwright` beside the file.
 *
 * Each file has a schema of its own: `linkwright`, or after a file of another name, `linkwright_sales` for `sales.yaml`. `isShared`:
 * the address is that of many workspaces, so it is named after the folder too: `linkwright_acme` for `acme/linkwright.yaml`.
 * Throws a `ConfigurationError` (`state-address-invalid`, `lease-invalid`).
 */
export function statePlace(
  file: string,
  asked: string | undefined,
  { isShared = false, leaseSeconds }: { readonly isShared?: boolean; readonly leaseSeconds?: string | undefined } = {},
): StatePlace {
  const leaseMs = leaseLength(leaseSeconds);
  const schema = schemaOf(file, isShared);
  if (asked !== undefined && !isStatePlace(asked)) {
    throw new ConfigurationError('The address of the state is none of PostgreSQL.', {
      code: 'state-address-invalid',
      remedy: 'Name a folder, or write postgresql://user:password@host:5432/database.',
    });
  }
  if (asked !== undefined && isPostgresUrl(asked)) {
    // An address that cannot be read is told before anything is done.
    const { schema: used } = postgresAddress(asked, schema);
    const namesSchema = new URL(asked).searchParams.has('schema');
    return { place: asked, schema: used, namesSchema, folder: null, leaseMs };
  }
  const folder = resolve(dirname(file), asked ?? '.linkwright');
  return { place: resolve(folder, 'state.db'), schema, namesSchema: false, folder, leaseMs };
}

const longestSchema = 63;

/** Names that PostgreSQL could not tell apart once they are spelled for it get the beginning of their hash. */
function schemaOf(file: string, isShared: boolean): string {
  const name = basename(file, extname(file));
  const words = [...(isShared ? [basename(dirname(file))] : []), ...(name === 'linkwright' ? [] : [name])];
  const spelled = words.map((word) => word.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_'));
  const schema = ['linkwright', ...spelled].join('_');
  const isExact = !isShared || (schema.length <= longestSchema && words.every((word, at) => word === spelled[at]));
  if (isExact) return schema.slice(0, longestSchema);
  const hash = createHash('sha256').update(words.join('/')).digest('hex').slice(0, 8);
  return `${schema.slice(0, longestSchema - hash.length - 1)}_${hash}`;
}
