import { ConfigurationError, isLinkwrightError, RetryableError } from '@linkwright/core';

const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EPIPE',
  'EAI_AGAIN',
  'ENOENT',
]);

/**
 * What PostgreSQL could not do, in one line that says what to do about it. Everything else is handed back as it is.
 * `shown`: the address of the state without its password. `reconnected`: an earlier connection was lost, and its temporary
 * tables with it.
 */
export function postgresError(error: unknown, shown: string, reconnected = false): unknown {
  if (isLinkwrightError(error) || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const cause = error;
  if (
    unreachable.has(code) ||
    /^(080|57P)/.test(code) ||
    /connection (terminated|ended)|not queryable|timeout expired/i.test(error.message)
  ) {
    return new RetryableError(`The state at ${shown} cannot be reached${code === '' ? '' : ` (${code})`}.`, {
      code: 'state-unreachable',
      cause,
      remedy:
        'Check that PostgreSQL runs and can be reached from here, and run the same command again; what was done is kept.',
    });
  }
  if (reconnected && code === '42P01') {
    return new RetryableError(`The connection to the state at ${shown} was lost in the middle of a run.`, {
      code: 'state-unreachable',
      cause,
      remedy: 'Check the PostgreSQL server and the network, and run the same command again; what was done is kept.',
    });
  }
  switch (code) {
    case '28P01':
    case '28000':
      return new ConfigurationError(`PostgreSQL refuses the user of the state at ${shown}.`, {
        code: 'state-login-refused',
        cause,
        remedy: 'Check user and password of the address of the state, and pg_hba.conf of the server.',
      });
    case '3D000':
      return new ConfigurationError(`The database of the state at ${shown} is not there.`, {
        code: 'state-database-missing',
        cause,
        remedy: 'Create it (createdb), or name another one. Its schema and tables are made by linkwright.',
      });
    case '42501':
      return new ConfigurationError(`The user of the state at ${shown} lacks a right: ${error.message}.`, {
        code: 'state-unwritable',
        cause,
        remedy:
          'Let the user create a schema (grant create on database …), or make the schema and give it to the user.',
      });
    case '25006':
      return new ConfigurationError(`The state at ${shown} can only be read.`, {
        code: 'state-unwritable',
        cause,
        remedy: 'Name the primary server, not one that follows it.',
      });
    case '53100':
      return new RetryableError('The disk of the PostgreSQL server is full, so the state cannot be written.', {
        code: 'state-disk-full',
        cause,
        remedy: 'Free some space there and run the same command again; what was done is kept.',
      });
    case '53300':
      return new RetryableError(`The PostgreSQL server of the state takes no more connections.`, {
        code: 'state-busy',
        cause,
        remedy: 'Close others, or raise max_connections; one linkwright needs two.',
      });
    case '55P03':
    case '40001':
    case '40P01':
      return new RetryableError('The state is locked by another program.', {
        code: 'state-busy',
        cause,
        remedy: 'End what else works on the tables of the state, and run the same command again.',
      });
    default:
      return error;
  }
}
