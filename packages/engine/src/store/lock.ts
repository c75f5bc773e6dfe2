import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConfigurationError } from '@linkwright/core';

/**
 * Two processes never sync the same state at once. The lock is an open transaction on a database of its own: the
 * operating system gives it up with the process, killed or not, so there is no stale lock to clean up.
 */
export function lockState(folder: string): { release(): void } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(folder, 'lock.db'));
  try {
    database.exec('pragma busy_timeout = 0; begin exclusive;');
  } catch (error) {
    database.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) {
      throw new ConfigurationError('Another linkwright is syncing this state.', {
        code: 'state-locked',
        remedy: 'Wait until it has ended, or stop it; `linkwright status` works meanwhile.',
      });
    }
    throw error;
  }
  return {
    release() {
      database.exec('rollback');
      database.close();
    },
  };
}
