import { ConfigurationError } from '@linkwright/core';

/** Where a state lies on a PostgreSQL server. */
export interface PostgresAddress {
  /** Of the server and the database: with the password, for the driver alone. */
  readonly connectionString: string;
  /** Each workspace has one of its own. */
  readonly schema: string;
  /** Without the password, for people. */
  readonly shown: string;
  /** The same as an address that the tools of PostgreSQL take: without password and schema. */
  readonly shownUrl: string;
}

export const isPostgresUrl = (place: string): boolean => /^postgres(ql)?:\/\//i.test(place);

/** PostgreSQL cuts longer names off, and keeps those that begin with `pg_` to itself. */
const schemaPattern = /^(?!pg_)[a-z_][a-z0-9_]{0,62}$/;

/**
 * Reads `postgresql://user:password@host:5432/database?schema=name`. All else behind the question mark is the driver's
 * (`sslmode`, `host` for a socket). `schema`: where the address names none. The address itself is in no error: its password is.
 */
export function postgresAddress(url: string, schema = 'linkwright'): PostgresAddress {
  const parsed = parse(url);
  const named = parsed.searchParams.get('schema') ?? schema;
  if (!schemaPattern.test(named)) {
    throw new ConfigurationError(`"${named}" cannot be the schema of the state.`, {
      code: 'state-address-invalid',
      remedy: 'Use small letters, digits and underscores, at most 63, and no name that begins with "pg_".',
    });
  }
  parsed.searchParams.delete('schema');
  const { hostname, port, pathname, username, searchParams } = parsed;
  const user = username === '' ? '' : `${username}@`;
  const host = hostname === '' ? (searchParams.get('host') ?? 'localhost') : hostname;
  const shownUrl = `postgresql://${user}${host}${port === '' ? '' : `:${port}`}${pathname}`;
  return { connectionString: parsed.href, schema: named, shown: `${shownUrl}, schema ${named}`, shownUrl };
}

function parse(url: string): URL {
  // The parser's own error holds the address.
  if (URL.canParse(url)) return new URL(url);
  throw new ConfigurationError('The address of the state is no valid URL.', {
    code: 'state-address-invalid',
    remedy: 'Write postgresql://user:password@host:5432/database, and %-encode what is special in the password.',
  });
}
