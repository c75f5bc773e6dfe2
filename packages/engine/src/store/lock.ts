import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConfigurationError } from '@linkwright/core';
import { privateFile } from './private-file.ts';
import { stateError } from './state-error.ts';

/**
 * Two processes never sync the same state at once. The lock is an open transaction on a database of its own: the
 * operating system gives it up with the process, killed or not, so there is no stale lock to clean up.
 */
export function lockState(folder: string): { release(): void } {
  const file = join(folder, 'lock.db');
  privateFile(file);
  const database = new DatabaseSync(file);
  try {
    database.exec('pragma busy_timeout = 100; begin exclusive;');
  } catch (error) {
    database.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) {
      throw new ConfigurationError('Another linkwright is syncing this state.', {
        code: 'state-locked',
        remedy: 'Wait until it has ended, or stop it; `linkwright status` works meanwhile.',
      });
    }
    throw stateError(error);
  }
  return {
    release() {
      database.exec('rollback');
      database.close();
    },
  };
}

/** Is a process at work on the state? Asked without getting in its way. */
export function isStateLocked(folder: string): boolean {
  const file = join(folder, 'lock.db');
  if (!existsSync(file)) return false;
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    database.exec('pragma busy_timeout = 0');
    database.prepare('select count(*) from sqlite_master').get();
    return false;
  } catch (error) {
    return error instanceof Error && /locked|busy/i.test(error.message);
  } finally {
    database.close();
  }
}
